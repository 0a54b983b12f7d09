/**
 * The effect `denoise`, which is a separate module. `wasm/audio` asks for it between `audio_begin` and `audio_resume`. In: planes
 * of samples in the sound's memory. Out: the same planes, denoised and delayed by `latency`. Audio thread.
 */

/** The module's exports; see `wasm/denoise/src/exports.rs`. */
export interface DenoiseExports {
  memory: WebAssembly.Memory;
  denoise_init(sampleRate: number, channels: number): number;
  denoise_buffer(channel: number): number;
  denoise_capacity(): number;
  denoise_process(frames: number): void;
  denoise_latency(): number;
  denoise_set_amount(amount: number): void;
  denoise_reset(): void;
  denoise_voice(): number;
  denoise_allocations(): number;
  denoise_is_simd(): number;
}

/** Bits of the return value of `audio_begin` and `audio_resume`. See `External` in `wasm/audio/src/engine.rs`. */
const INSTANCE = 1;
const RESET = 2;
const TAKE_OVER = 4;

/** One instance, with a memory of its own. */
interface Instance {
  exports: DenoiseExports;
  /** Its whole memory. */
  bytes: Uint8Array;
  /** Its planes. Each is as long as a quantum. */
  planes: Float32Array[];
}

/** Two instances: one for the chain that is heard, one for the chain that follows it. */
export class Denoise {
  /** The effect's delay in frames. */
  readonly latency: number;
  readonly #instances: readonly [Instance, Instance];
  readonly #channels: number;
  #frames = 0;

  /** Allocates everything. @throws Error if there is no converter for the sample rate. */
  constructor(module: WebAssembly.Module, sampleRate: number, channels: number) {
    this.#channels = channels;
    const instantiate = (): Instance => {
      const exports = new WebAssembly.Instance(module, {}).exports as unknown as DenoiseExports;
      if (exports.denoise_init(sampleRate, channels) !== 1) {
        throw new Error(`sound of ${sampleRate} Hz and ${channels} channels cannot be denoised`);
      }
      // Nothing is allocated from here on, so the memory does not move.
      return { exports, bytes: new Uint8Array(exports.memory.buffer), planes: [] };
    };
    this.#instances = [instantiate(), instantiate()];
    this.latency = this.#instances[0].exports.denoise_latency();
  }

  /**
   * Applies the effect to `planes`, in place. `code` is what asked for it, `percent` how much of it there shall be. Hot: allocates
   * nothing.
   */
  apply(code: number, planes: readonly Float32Array[], frames: number, percent: number): void {
    if (frames !== this.#frames) this.#resize(frames);
    const first = (code & INSTANCE) === 0;
    const own = first ? this.#instances[0] : this.#instances[1];
    if (code & TAKE_OVER) {
      // Both instances have the same module and start, and no call is under way. So the memory is the whole state. The other
      // instance has processed this quantum already. This copy takes over that result, too, as nobody hears this chain yet.
      own.bytes.set((first ? this.#instances[1] : this.#instances[0]).bytes);
    } else {
      if (code & RESET) own.exports.denoise_reset();
      own.exports.denoise_set_amount(percent / 100);
      this.#process(own, planes, frames);
    }
    for (let channel = 0; channel < this.#channels; channel++) {
      (planes[channel] as Float32Array).set(own.planes[channel] as Float32Array);
    }
  }

  #process({ exports, planes: own }: Instance, planes: readonly Float32Array[], frames: number): void {
    for (let channel = 0; channel < this.#channels; channel++) {
      (own[channel] as Float32Array).set(planes[channel] as Float32Array);
    }
    exports.denoise_process(frames);
  }

  #resize(frames: number): void {
    this.#frames = frames;
    for (const instance of this.#instances) {
      const { buffer } = instance.exports.memory;
      instance.planes = Array.from(
        { length: this.#channels },
        (_, channel) => new Float32Array(buffer, instance.exports.denoise_buffer(channel), frames),
      );
    }
  }
}
