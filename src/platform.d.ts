/** Parts of the platform that TypeScript's libraries do not describe yet. */

/** Chromium's track generator. It is made on the window. */
interface MediaStreamTrackGeneratorConstructor {
  new (init: { kind: 'video' }): MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
}

/** The standard's track generator. It is made in a worker. */
interface VideoTrackGeneratorConstructor {
  new (): { readonly track: MediaStreamTrack; readonly writable: WritableStream<VideoFrame> };
}

/** The track processor. Chromium makes it on the window. The standard makes it in a worker. */
interface MediaStreamTrackProcessorConstructor {
  new (init: {
    track: MediaStreamTrack;
    maxBufferSize?: number;
  }): {
    readonly readable: ReadableStream<VideoFrame>;
    readonly discardedFrames?: number;
  };
}

/** The value of `MediaStreamTrack.stats` for a video track. */
interface MediaStreamTrackVideoStats {
  readonly deliveredFrames: number;
  readonly discardedFrames: number;
  readonly totalFrames: number;
}

/** TypeScript declares these for the window only. Workers need the names for the types of messages. */
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
