/**
 * The settings of a running pipeline. They have a version, and frames carry it. A measurement may override the user's settings
 * for a while. In: checked changes. Out: settings in force in the engine, the sound and the trace. Main thread.
 */

import type { Engine } from '../engine/engine.ts';
import type { FrameSettings } from '../memory/control.ts';
import type { Tracer } from '../trace/tracer.ts';

/** The places that get the settings. */
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

  /** The user's settings. */
  get wanted(): FrameSettings {
    return this.#wanted;
  }

  /** The version that frames carry if they arrive now. */
  get version(): number {
    return this.#version;
  }

  /** Call it when the engine runs with the first settings. */
  run(places: Places): void {
    this.#places = places;
    places.tracer.settings(this.#wanted, this.#version);
  }

  /** Changes the user's settings. */
  change(change: Partial<FrameSettings>): void {
    this.#wanted = { ...this.#wanted, ...change };
    this.#putInForce();
  }

  /** Overrides settings without an event. `null` ends that. */
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
