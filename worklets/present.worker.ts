/** Entry of the present thread. In: `ToPresent`, slots of the ring. Out: frames at the sink; `FromWorker`. */

import { PRESENT_STACK } from '../src/generated/layout.ts';
import { startThread } from '../src/instance.ts';
import type { ToPresent } from '../src/protocol.ts';
import { watchCollections } from './canary.ts';
import { fail, post } from './post.ts';
import { Presenter } from './present.ts';
import { openSink } from './sinks/open.ts';

let stop: (() => void) | undefined;

self.onmessage = async ({ data }: MessageEvent<ToPresent>) => {
  try {
    if (data.type === 'stop') {
      stop?.();
      return;
    }
    const thread = await startThread(data.setup, PRESENT_STACK);
    watchCollections(thread.memory.buffer, 1);
    const sink = openSink(data.sink);
    const presenter = new Presenter(thread, sink);
    stop = () => presenter.stop();
    post({ type: 'ready' });
    await presenter.run();
    thread.exports.present_close();
    await sink.close();
    post({ type: 'stopped' });
  } catch (error) {
    fail(error);
  }
};
