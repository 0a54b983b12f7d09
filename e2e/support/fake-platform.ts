/**
 * A page for unit tests. It replaces everything that `createPipeline` uses of a browser. It counts everything that is opened, so
 * that a test can see what is left. Timers and the clock are fake. In: how the page differs from Chromium's. Node side.
 */

import { vi } from 'vitest';
import { FakeServer } from './fake-server.ts';
import { FakeWorkers } from './scripted-worker.ts';
import './node-20.ts';

/** A track. `sort` names its owner. */
export class FakeTrack extends EventTarget {
  readyState: 'live' | 'ended' = 'live';
  readonly kind: 'video' | 'audio';
  readonly #clones: FakeTrack[];

  constructor(kind: 'video' | 'audio', clones: FakeTrack[] = []) {
    super();
    this.kind = kind;
    this.#clones = clones;
  }

  /** Fires no event, as in the standard. */
  stop(): void {
    this.readyState = 'ended';
  }

  clone(): FakeTrack {
    const clone = new FakeTrack(this.kind, this.#clones);
    this.#clones.push(clone);
    return clone;
  }

  getSettings() {
    return { width: 1280, height: 720, frameRate: 30 };
  }

  /** Ends as if the device was unplugged. */
  endByItself(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

class FakeStream {
  readonly #tracks: FakeTrack[];

  constructor(tracks: FakeTrack[] = []) {
    this.#tracks = [...tracks];
  }

  addTrack(track: FakeTrack): void {
    if (!this.#tracks.includes(track)) this.#tracks.push(track);
  }

  getTracks(): FakeTrack[] {
    return [...this.#tracks];
  }

  getVideoTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === 'video');
  }

  getAudioTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === 'audio');
  }
}

/** A `<video>`. A test decides which frames it shows. */
export class FakeVideo {
  readonly localName = 'video';
  muted = false;
  playsInline = false;
  srcObject: unknown = null;
  /** The callbacks that wait for the next frame. */
  readonly waiting = new Map<number, (nowMs: number, metadata: unknown) => void>();
  #last = 0;

  async play(): Promise<void> {}

  requestVideoFrameCallback(callback: (nowMs: number, metadata: unknown) => void): number {
    this.waiting.set(++this.#last, callback);
    return this.#last;
  }

  cancelVideoFrameCallback(request: number): void {
    this.waiting.delete(request);
  }
}

/** The differences of a page from Chromium's. */
export interface Differences {
  /** `false`: everything runs in one worker. */
  isolated?: boolean;
  /** `window`: processor and generator are on the window. `none`: the page has neither. */
  breakout?: 'window' | 'none';
}

/** See above. */
export class FakePlatform {
  readonly server = new FakeServer();
  readonly workers = new FakeWorkers();
  /** Tracks that were made for the pipeline: cameras, clones, outputs. */
  readonly cameras: FakeTrack[] = [];
  readonly clones: FakeTrack[] = [];
  readonly outputs: FakeTrack[] = [];
  readonly videos: FakeVideo[] = [];
  /** The open ports of message channels. */
  readonly ports = new Set<object>();
  /** How often the page has asked for a camera. */
  asked = 0;
  /** `null`: a camera comes at once. Otherwise it comes when this promise resolves. */
  camera: Promise<void> | null = null;

  /** Replaces the globals. Call `vi.unstubAllGlobals` afterwards. */
  install({ isolated = true, breakout = 'window' }: Differences = {}): this {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
      now: 1000,
    });
    this.server.install();
    const globals = {
      ...{ isSecureContext: true, crossOriginIsolated: isolated },
      ...{ MediaStream: FakeStream, MediaStreamTrack: FakeTrack, VideoFrame: class {} },
      Worker: this.workers.constructorForPage,
      navigator: {
        ...{ userAgent: 'a test', hardwareConcurrency: 4, locks: this.workers.locks },
        mediaDevices: { getUserMedia: () => this.#open(), getDisplayMedia: () => this.#open() },
      },
      document: { createElement: (name: string) => this.#create(name) },
      MessageChannel: this.#channels(),
      ...(breakout === 'window' && this.#breakoutBox()),
    };
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    return this;
  }

  /** The names of everything that was opened and not given back. */
  get left(): string[] {
    const live = (tracks: FakeTrack[]) => tracks.filter(({ readyState }) => readyState === 'live').length;
    const counts = {
      cameras: live(this.cameras),
      clones: live(this.clones),
      outputs: live(this.outputs),
      workers: this.workers.running.length,
      locks: this.workers.locks.waiting,
      requests: this.server.open,
      ports: this.ports.size,
      callbacks: this.videos.reduce((sum, { waiting }) => sum + waiting.size, 0),
      shown: this.videos.filter(({ srcObject }) => srcObject !== null).length,
      timers: vi.getTimerCount(),
    };
    return Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${name}`]));
  }

  async #open(): Promise<FakeStream> {
    this.asked++;
    await this.camera;
    const track = new FakeTrack('video', this.clones);
    this.cameras.push(track);
    return new FakeStream([track]);
  }

  #create(name: string): object {
    if (name === 'video') {
      const video = new FakeVideo();
      this.videos.push(video);
      return video;
    }
    const { outputs } = this;
    return {
      transferControlToOffscreen: () => ({}),
      captureStream: () => {
        const track = new FakeTrack('video');
        outputs.push(track);
        return new FakeStream([track]);
      },
    };
  }

  #channels(): new () => object {
    const { ports } = this;
    class Port {
      onmessage = null;

      close(): void {
        ports.delete(this);
      }

      postMessage(): void {}
    }
    return class {
      readonly port1 = new Port();
      // This end is transferred. The thread closes it.
      readonly port2 = new Port();

      constructor() {
        ports.add(this.port1);
      }
    };
  }

  /** Chromium's processor and generator. */
  #breakoutBox(): object {
    const { outputs } = this;
    class MediaStreamTrackProcessor {
      readonly readable = new ReadableStream();
    }
    class MediaStreamTrackGenerator extends FakeTrack {
      readonly writable = new WritableStream();

      constructor() {
        super('video');
        outputs.push(this);
      }
    }
    return { MediaStreamTrackProcessor, MediaStreamTrackGenerator };
  }
}

/** A wait that lasts longer fails. In milliseconds. */
const GIVE_UP_MS = 20_000;

/** Runs everything that needs no timer until `isSo` returns true. Fails if it never does. */
export async function until(isSo: () => boolean): Promise<void> {
  const giveUpMs = Date.now() + GIVE_UP_MS;
  while (!isSo()) {
    if (Date.now() > giveUpMs) throw new Error(`this never came: ${isSo}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Runs everything that needs no timer and no other thread. */
export async function calm(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
}
