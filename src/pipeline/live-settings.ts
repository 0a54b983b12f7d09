/**
 * The settings of a running pipeline: those that its user wants, what is put over them for a measurement, and the version
 * that frames carry. In: checked changes. Out: settings in force, in the engine, the sound and the trace. Main thread.
 */

import type { Engine } from '../engine/engine.ts';
import type { FrameSettings } from '../memory/control.ts';
import type { Tracer } from '../trace/tracer.ts';

/** Where settings come into force. */
interface Places {
  engine: Engine;
  tracer: Tracer;
  audio: { setSimd(simd: boolean): void } | null;
}

/** See above. */
export class LiveSettings {
  #wanted: FrameSettings;
  #override: Partial<FrameSettings> | null = null;
  #places: Places | null = null;
  /** The settings' sequence lock goes up by two with each change. */
  #version = 2;

  constructor(settings: FrameSettings) {
    this.#wanted = settings;
  }

  /** What the user wants. */
  get wanted(): FrameSettings {
    return this.#wanted;
  }

  /** What frames that arrive now carry. */
  get version(): number {
    return this.#version;
  }

  /** The engine runs with the first settings. */
  run(places: Places): void {
    this.#places = places;
    places.tracer.settings(this.#wanted, this.#version);
  }

  /** The user wants something else. */
  change(change: Partial<FrameSettings>): void {
    this.#wanted = { ...this.#wanted, ...change };
    this.#putInForce();
  }

  /** Puts something over the settings without anybody being told, or takes it off again. */
  override(change: Partial<FrameSettings> | null): void {
    this.#override = change;
    this.#putInForce();
  }

  #putInForce(): void {
    if (!this.#places) return;
    const { engine, tracer, audio } = this.#places;
    const inForce = { ...this.#wanted, ...this.#override };
    engine.apply(inForce);
    audio?.setSimd(inForce.simd);
    this.#version += 2;
    tracer.settings(inForce, this.#version, this.#override !== null);
  }
}
