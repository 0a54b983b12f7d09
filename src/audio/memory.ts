/**
 * The sound's own shared memory, and views of its control block. The main thread makes the memory. If the two threads cannot
 * share one, the audio thread makes it. In: nothing. Out: a `WebAssembly.Memory`. Any thread.
 */

import type { AudioViews } from '../catalogue/effects.ts';
import {
  AUDIO_CONTROL,
  AUDIO_CONTROL_BASE,
  AUDIO_MAGIC,
  AUDIO_PAGES,
  AUDIO_VERSION,
} from '../generated/layout.ts';

/** Makes a memory that the modules accept. They check its control block. */
export function createAudioMemory(): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: AUDIO_PAGES, maximum: AUDIO_PAGES, shared: true });
  const { words } = viewAudio(memory.buffer);
  words[AUDIO_CONTROL.magic >> 2] = AUDIO_MAGIC;
  words[AUDIO_CONTROL.version >> 2] = AUDIO_VERSION;
  words[AUDIO_CONTROL.bytes >> 2] = AUDIO_CONTROL.size;
  return memory;
}

/** Typed views of one control block. */
export interface AudioView {
  words: Int32Array;
  floats: Float32Array;
  doubles: Float64Array;
}

/** Typed views of a whole memory. */
export function viewMemory({ buffer }: WebAssembly.Memory): AudioViews {
  return { words: new Int32Array(buffer), floats: new Float32Array(buffer) };
}

/** Views of the control block that starts at `offset` bytes. */
export function viewAudio(buffer: ArrayBufferLike, offset = AUDIO_CONTROL_BASE): AudioView {
  return {
    words: new Int32Array(buffer, offset, AUDIO_CONTROL.size >> 2),
    floats: new Float32Array(buffer, offset, AUDIO_CONTROL.size >> 2),
    doubles: new Float64Array(buffer, offset, AUDIO_CONTROL.size >> 3),
  };
}
