/**
 * Entry of a pool thread. In: one `start` message. Then it stays inside WASM. It returns only to change between the scalar and
 * the SIMD build, or to end.
 */

import { startThread, type Thread } from '../src/engine/instance.ts';
import type { ToPool } from '../src/engine/protocol.ts';
import { CONTROL, POOL_EXITS, SETTINGS } from '../src/generated/layout.ts';
import { controlWords } from '../src/memory/shared-memory.ts';
import { fail, failOnRejections, holdLock, post } from './post.ts';

failOnRejections();
const alive = holdLock();

self.onmessage = async ({ data }: MessageEvent<ToPool>) => {
  try {
    const thread = await startThread(data.setup, data.index);
    await alive;
    post({ type: 'ready' });
    run(thread, data.index);
  } catch (error) {
    fail(error);
  }
};

/** Works until the pipeline stops. */
function run({ flavours, memory }: Thread, index: number): void {
  let ended = false;
  // The browser can interrupt a running thread, and no `catch` sees it. The thread reads this message after it has left its loop.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    if (!ended) fail(new Error('a pool thread was broken off'));
  };
  port2.postMessage(null);
  try {
    const wantsSimd = (CONTROL.settings + SETTINGS.simd) >> 2;
    let simd = Atomics.load(controlWords(memory.buffer), wantsSimd) === 1;
    while ((simd ? flavours.simd : flavours.scalar).pool_run(index) === POOL_EXITS.switch) simd = !simd;
    ended = true;
    post({ type: 'stopped' });
  } catch (error) {
    ended = true;
    throw error;
  }
}
