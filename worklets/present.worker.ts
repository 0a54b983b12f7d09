/** Entry of the present thread. In: `ToPresent`, slots of the ring. Out: frames at the sink; `FromWorker`. */

import { startThread } from '../src/engine/instance.ts';
import type { ExpectedFrame, SinkFeed, ThreadSetup, ToPresent } from '../src/engine/protocol.ts';
import { PRESENT_STACK } from '../src/generated/layout.ts';
import { watchCollections } from './canary.ts';
import { fail, failOnRejections, holdLock, post } from './post.ts';
import { Presenter } from './present.ts';
import { openSink } from './sinks/open.ts';
import { warmFrames } from './warm.ts';

failOnRejections();
const alive = holdLock();

/** Resolves to the function that stops the thread. */
let started: Promise<() => void>;

async function start(
  setup: ThreadSetup,
  feed: SinkFeed,
  expected: ExpectedFrame | null,
): Promise<() => void> {
  const thread = await startThread(setup, PRESENT_STACK);
  watchCollections(thread, 1);
  const sink = await openSink(feed);
  const takesFrames = feed.type === 'writable' || feed.type === 'generator';
  if (expected && takesFrames) warmFrames(expected);
  const presenter = new Presenter(thread, sink);
  const run = async () => {
    await presenter.run();
    thread.exports.present_close();
    await sink.close();
    post({ type: 'stopped' });
  };
  run().catch(fail);
  await alive;
  post({ type: 'ready' });
  return () => presenter.stop();
}

self.onmessage = ({ data }: MessageEvent<ToPresent>) => {
  if (data.type === 'start') {
    started = start(data.setup, data.sink, data.expected);
    started.catch(fail);
  } else {
    // A failed start has been reported already.
    started.then((stop) => stop()).catch(() => undefined);
  }
};
