/**
 * The output device gives the audio thread its pace, also where nobody listens: when it fails, no sample is processed any
 * more. In: an audio context. Out: it runs again, on the device or, where that goes on failing, without one: same context,
 * same nodes, same track. Main thread.
 */

/** Waited before the device is tried anew: the system needs a moment to put another one in its place. */
const TRIES_MS = [100, 500];
/** Failures within this time belong together. When the tries are used up, it goes without a device. */
const TOGETHER_MS = 10_000;

/** Whom it concerns. */
export interface OutputEvents {
  /** `device` changed. */
  onChange(): void;
  /** The browser cannot go on without a device. */
  onFailed(error: Error): void;
}

/** Chromium's; see https://webaudio.github.io/web-audio-api/#dom-audiocontext-setsinkid */
type Sinks = AudioContext & { setSinkId?(sink: string | { type: 'none' }): Promise<void> };

/** Keeps a context running. */
export class Output {
  readonly #context: Sinks;
  readonly #events: OutputEvents;
  /** When it failed lately, by `performance.now()`. */
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

  /** Whether there is one that plays what is monitored. */
  get device(): boolean {
    return this.#device;
  }

  async #recover(): Promise<void> {
    const context = this.#context;
    const now = performance.now();
    this.#failures = this.#failures.filter((at) => now - at < TOGETHER_MS);
    const wait = TRIES_MS[this.#failures.push(now) - 1];
    // The error comes before the change of state, and what runs cannot be resumed.
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

  /** Devices came or went: there may be one again. */
  async #return(): Promise<void> {
    if (this.#device) return;
    try {
      await this.#context.setSinkId?.('');
    } catch {
      // Not yet.
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
