/** Parts of the platform that TypeScript's libraries do not describe yet. */

/** Chromium's generator, on the window. */
interface MediaStreamTrackGeneratorConstructor {
  new (init: { kind: 'video' }): MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
}

/** The standard's generator, in a worker. */
interface VideoTrackGeneratorConstructor {
  new (): { readonly track: MediaStreamTrack; readonly writable: WritableStream<VideoFrame> };
}

/** The processor, on the window (Chromium) or in a worker (standard). */
interface MediaStreamTrackProcessorConstructor {
  new (init: {
    track: MediaStreamTrack;
    maxBufferSize?: number;
  }): {
    readonly readable: ReadableStream<VideoFrame>;
    readonly discardedFrames?: number;
  };
}

/** `MediaStreamTrack.stats` of a video track. */
interface MediaStreamTrackVideoStats {
  readonly deliveredFrames: number;
  readonly discardedFrames: number;
  readonly totalFrames: number;
}

/** Declared by TypeScript for the window only; workers name them in messages. */
interface MediaStreamTrack {
  stop(): void;
}
interface MediaStream {
  readonly id: string;
}
interface AudioContext {
  readonly sampleRate: number;
}
interface HTMLCanvasElement {
  width: number;
}
interface HTMLVideoElement {
  readonly videoWidth: number;
}
