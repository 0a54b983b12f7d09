/** Entry of the capture thread. In: `ToCapture`. Out: slots of the ring; `FromWorker`. */

import { CAPTURE_STACK } from '../src/generated/layout.ts';
import { startThread } from '../src/instance.ts';
import type { ToCapture } from '../src/protocol.ts';
import { watchCollections } from './canary.ts';
import { Capture } from './capture.ts';
import { type RunningFeed, startFeed } from './feeds.ts';
import { fail, post } from './post.ts';

let running: RunningFeed | undefined;
let first = true;

function onFrame(): void {
  if (first) post({ type: 'first-frame' });
  first = false;
}

self.onmessage = async ({ data }: MessageEvent<ToCapture>) => {
  try {
    if (data.type === 'stop') {
      await running?.stop();
      post({ type: 'stopped' });
      return;
    }
    const thread = await startThread(data.setup, CAPTURE_STACK);
    watchCollections(thread.memory.buffer, 0);
    running = startFeed(data.feed, new Capture(thread), onFrame);
    post({ type: 'ready' });
    await running.ended;
    post({ type: 'ended' });
  } catch (error) {
    fail(error);
  }
};
