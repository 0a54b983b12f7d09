/** Entry of the capture thread. In: `ToCapture`. Out: slots of the ring; `FromWorker`. */

import { startThread } from '../src/engine/instance.ts';
import type { CaptureFeed, ExpectedFrame, ThreadSetup, ToCapture } from '../src/engine/protocol.ts';
import { CAPTURE_STACK } from '../src/generated/layout.ts';
import { watchCollections } from './canary.ts';
import { Capture } from './capture.ts';
import { type RunningFeed, startFeed } from './feeds.ts';
import { fail, failOnRejections, holdLock, post } from './post.ts';
import { warmCapture } from './warm.ts';

failOnRejections();
const alive = holdLock();

let started: Promise<Capture>;
let running: RunningFeed | undefined;
let first = true;

async function start(setup: ThreadSetup, expected: ExpectedFrame | null): Promise<Capture> {
  const thread = await startThread(setup, CAPTURE_STACK);
  watchCollections(thread, 0);
  if (expected) warmCapture(thread, expected);
  await alive;
  post({ type: 'ready' });
  return new Capture(thread);
}

async function run(feed: CaptureFeed): Promise<void> {
  running = startFeed(feed, await started, () => {
    if (first) post({ type: 'first-frame' });
    first = false;
  });
  await running.ended;
  post({ type: 'ended' });
}

async function stop(): Promise<void> {
  await started;
  await running?.stop();
  post({ type: 'stopped' });
}

self.onmessage = ({ data }: MessageEvent<ToCapture>) => {
  if (data.type === 'start') {
    started = start(data.setup, data.expected);
    started.catch(fail);
  } else {
    // A failed start has been reported already.
    started.then(() => (data.type === 'go' ? run(data.feed) : stop()).catch(fail)).catch(() => undefined);
  }
};
