/**
 * Entry of a pool thread. In: one `start` message. Then it stays inside WASM, and comes back only to change flavour
 * or to end.
 */

import { startThread } from '../src/engine/instance.ts';
import type { ToPool } from '../src/engine/protocol.ts';
import { CONTROL, POOL_EXITS, SETTINGS } from '../src/generated/layout.ts';
import { controlWords } from '../src/memory/shared-memory.ts';
import { fail, post } from './post.ts';

self.onmessage = async ({ data }: MessageEvent<ToPool>) => {
  try {
    const { flavours, memory } = await startThread(data.setup, data.index);
    const wantsSimd = (CONTROL.settings + SETTINGS.simd) >> 2;
    let simd = Atomics.load(controlWords(memory.buffer), wantsSimd) === 1;
    post({ type: 'ready' });
    while ((simd ? flavours.simd : flavours.scalar).pool_run(data.index) === POOL_EXITS.switch) {
      simd = !simd;
    }
    post({ type: 'stopped' });
  } catch (error) {
    fail(error);
  }
};
