/**
 * Keeps the audio thread running when the output device fails. The device paces the audio thread, even if nobody listens.
 * Without it no sample is processed. In: an audio context. Out: the same context runs again, with the same nodes and track. It
 * runs on the device, or without one if the device fails again and again. Main thread.
 */

/** Waits before each new try of the device. The system needs a moment to replace a device. */
const TRIES_MS = [100, 500];
/** Failures within this time count together. When all tries are used up, the context runs without a device. */
const TOGETHER_MS = 10_000;

/** What an `Output` tells its owner. */
export interface OutputEvents {
  /** `device` changed. */
  onChange(): void;
  /** The browser cannot go on without a device. */
  onFailed(error: Error): void;
}

/** Only Chromium has this method. See https://webaudio.github.io/web-audio-api/#dom-audiocontext-setsinkid */
type Sinks = AudioContext & { setSinkId?(sink: string | { type: 'none' }): Promise<void> };

/** Keeps a context running. */
export class Output {
  readonly #context: Sinks;
  readonly #events: OutputEvents;
  /** Times of recent failures, by `performance.now()`. */
  #failures: number[] = [];
  #device = true;

  /** `signal` ends it. */
  constructor(context: AudioContext, signal: AbortSignal, events: OutputEvents) {
    this.#context = context;
    this.#events = events;
    const recover = () => this.#recover().catch((cause: unknown) => this.#fail(cause));
    context.addEventListener('error', recover, { signal });
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.#return(), { signal });
  }

  /** Whether there is a device that plays the monitored sound. */
  get device(): boolean {
    return this.#device;
  }

  async #recover(): Promise<void> {
    const context = this.#context;
    const now = performance.now();
    this.#failures = this.#failures.filter((at) => now - at < TOGETHER_MS);
    const wait = TRIES_MS[this.#failures.push(now) - 1];
    // The error event comes before the change of state, and a running context cannot be resumed.
    if (context.state === 'running') {
      await new Promise((resolve) => context.addEventListener('statechange', resolve, { once: true }));
    }
    if (wait !== undefined) await new Promise((resolve) => setTimeout(resolve, wait));
    else if (this.#device) {
      if (!context.setSinkId) throw new TypeError('setSinkId is missing');
      await context.setSinkId({ type: 'none' });
      this.#device = false;
      this.#events.onChange();
    }
    if (context.state === 'suspended') await context.resume();
  }

  /** Devices came or went, so there may be an output device again. */
  async #return(): Promise<void> {
    if (this.#device) return;
    try {
      await this.#context.setSinkId?.('');
    } catch {
      // There is no device yet.
      return;
    }
    this.#device = true;
    this.#failures = [];
    this.#events.onChange();
  }

  #fail(cause: unknown): void {
    if (this.#context.state === 'closed') return;
    const advice =
      'the output device failed: plug it in again or choose another one in the system’s settings';
    this.#events.onFailed(new Error(advice, { cause }));
  }
}
