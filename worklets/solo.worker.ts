/**
 * Entry of the one worker of a page that is not isolated. Capture, kernels and present take turns on one thread. They use the
 * same modules on a private memory. In: `ToSolo`. Out: frames at the sink, and `FromWorker`, which includes copies of the
 * control block.
 */

import { startThread, type Thread } from '../src/engine/instance.ts';
import type { CaptureFeed, LaneRecords, ToSolo } from '../src/engine/protocol.ts';
import { CAPTURE_STACK, CONTROL, CONTROL_BASE, OWNER_LANE, POOL_EXITS } from '../src/generated/layout.ts';
import { requestSample, writeSettings } from '../src/memory/control.ts';
import { LaneReader } from '../src/memory/lanes.ts';
import { Records } from '../src/memory/records.ts';
import { controlWords, createMemory } from '../src/memory/shared-memory.ts';
import { sharedArea } from '../src/memory/trace-area.ts';
import { watchCollections } from './canary.ts';
import { Capture } from './capture.ts';
import { type RunningFeed, startFeed } from './feeds.ts';
import { fail, failOnRejections, holdLock, post } from './post.ts';
import { Presenter } from './present.ts';
import { openSink } from './sinks/open.ts';
import type { WorkerSink } from './sinks/sink.ts';
import { warmCapture } from './warm.ts';

failOnRejections();
const alive = holdLock();

/** Milliseconds between two copies of the control block. */
const SNAPSHOT_MS = 100;

let words: Int32Array;
let lanes: LaneReader[];
let thread: Thread;
let running: RunningFeed | undefined;
let started: Promise<void>;
let sink: WorkerSink;
let presenting = Promise.resolve();
let timer = 0;

function snapshot(): void {
  const shared = new Uint8Array(thread.memory.buffer, CONTROL_BASE, CONTROL.size);
  const buffer = shared.slice().buffer as ArrayBuffer;
  const records: LaneRecords[] = [];
  for (const [lane, reader] of lanes.entries()) {
    const fresh = new Records();
    const from = reader.next;
    const first = from + reader.read(fresh);
    if (fresh.length > 0) records.push({ lane, first, words: fresh.words.slice() });
  }
  post({ type: 'snapshot', buffer, records }, [buffer, ...records.map(({ words }) => words.buffer)]);
}

/**
 * Runs kernels in a separate task, behind all tasks that wait already. Frames that arrived while a kernel ran are captured
 * first. So the ring supersedes all but the newest frame.
 */
const turns = new MessageChannel();
let turnWaits = false;

/** Gives the kernels a turn when a frame is ready, unless they already wait for one. */
function askForTurn(): void {
  if (turnWaits) return;
  turnWaits = true;
  turns.port2.postMessage(null);
}

/** Runs the ready frame through the kernels, in the build that its settings name. */
function work(): void {
  const { scalar, simd } = thread.flavours;
  while (simd.pool_drain(0) === POOL_EXITS.switch && scalar.pool_drain(0) === POOL_EXITS.switch);
}

async function start(data: ToSolo & { type: 'start' }): Promise<void> {
  const memory = createMemory(data.traceSeconds);
  const area = sharedArea(memory.buffer);
  lanes = Array.from({ length: OWNER_LANE }, (_, lane) => new LaneReader(area, lane, 'now'));
  thread = await startThread({ ...data.setup, memory }, CAPTURE_STACK);
  words = controlWords(memory.buffer);
  writeSettings(words, data.settings);
  watchCollections(thread, 0);
  if (data.expected) warmCapture(thread, data.expected);
  sink = await openSink(data.sink);
  const presenter = new Presenter(thread, sink);
  turns.port1.onmessage = () => {
    turnWaits = false;
    try {
      work();
      presenting = presenting.then(() => presenter.presentAll());
      presenting.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
  timer = setInterval(snapshot, SNAPSHOT_MS);
  await alive;
  post({ type: 'ready' });
}

async function run(feed: CaptureFeed): Promise<void> {
  let first = true;
  running = startFeed(feed, new Capture(thread), () => {
    askForTurn();
    if (first) post({ type: 'first-frame' });
    first = false;
  });
  await running.ended;
  post({ type: 'ended' });
}

async function stop(): Promise<void> {
  await running?.stop();
  turns.port1.close();
  clearInterval(timer);
  // Its error has been reported already.
  await presenting.catch(() => undefined);
  thread.exports.present_close();
  snapshot();
  await sink.close();
  post({ type: 'stopped' });
}

async function obey(data: ToSolo): Promise<void> {
  if (data.type === 'settings') writeSettings(words, data.settings);
  else if (data.type === 'go') await run(data.feed);
  else if (data.type === 'sample') requestSample(words, data.request);
  else await stop();
}

self.onmessage = ({ data }: MessageEvent<ToSolo>) => {
  if (data.type === 'start') {
    started = start(data);
    started.catch(fail);
  } else {
    // A failed start has been reported already.
    started.then(() => obey(data).catch(fail)).catch(() => undefined);
  }
};
