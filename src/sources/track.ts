/**
 * Frames of a `MediaStreamTrack`, by the best way that the browser has:
 * 1. `MediaStreamTrackProcessor` here, its stream read by the capture thread (Chromium): frames skip this thread.
 * 2. The same in the worker, given a clone of the track (Safari).
 * 3. `requestVideoFrameCallback` on a hidden video, frames sent on (Firefox).
 * 4. A hidden canvas, RGBA pixels sent on, where there is no `VideoFrame`.
 * In: a track. Out: an `OpenSource`. Main thread.
 */

import type { ConnectedFeed, ExpectedFrame, FedFrame } from '../engine/protocol.ts';
import type { Environment } from '../pipeline/environment.ts';
import type { Life } from '../pipeline/life.ts';
import type { OpenSource } from './source.ts';

/** Frames that the processor may hold: its queue drops the oldest. */
const BUFFERED_FRAMES = 2;

/** Opens the way. The track itself is stopped by whoever opened it. */
export function openTrack(
  track: MediaStreamTrack,
  environment: Environment,
  life: Life,
  note = '',
): OpenSource {
  const way =
    environment.processor === 'none'
      ? openVideo(track, life, environment)
      : openProcessor(track, life, environment);
  const source: OpenSource = {
    note,
    expected: expectedOf(track, environment),
    onEnded: null,
    nominalRate: () => track.getSettings().frameRate ?? 0,
    arrived: () => countsOf(track)?.deliveredFrames ?? null,
    ended: () => track.readyState === 'ended',
    ...way,
  };
  // Not fired by our own `stop`.
  track.addEventListener('ended', () => source.onEnded?.(), { signal: life.signal });
  return source;
}

/** What the track says of its frames. Without `VideoFrame` they come as RGBA, which nothing is prepared for. */
function expectedOf(track: MediaStreamTrack, { videoFrame }: Environment): ExpectedFrame | null {
  const { width, height } = track.getSettings();
  return videoFrame && width && height ? { width, height } : null;
}

type Processor = InstanceType<MediaStreamTrackProcessorConstructor>;
type Way = Pick<OpenSource, 'connect' | 'discarded'>;

/** What the browser counts of a device's track, where it does. */
function countsOf(track: MediaStreamTrack): MediaStreamTrackVideoStats | null {
  return (track as { stats?: MediaStreamTrackVideoStats | null }).stats ?? null;
}

/** Frames that were lost on the way to the track. Those that a lower frame rate leaves out are not lost. */
function lostOf(track: MediaStreamTrack): number {
  const counts = countsOf(track);
  return counts ? Math.max(0, counts.totalFrames - counts.deliveredFrames - counts.discardedFrames) : 0;
}

function openProcessor(track: MediaStreamTrack, life: Life, environment: Environment): Way {
  let before: number | undefined;
  let processor: Processor | undefined;
  return {
    connect: () => {
      before = lostOf(track);
      if (environment.processor === 'worker') return cloneOf(track, life);
      processor = processorOf(track);
      return streamOf(processor, life);
    },
    discarded: () => (before === undefined ? 0 : lostOf(track) - before + (processor?.discardedFrames ?? 0)),
  };
}

function cloneOf(track: MediaStreamTrack, life: Life): ConnectedFeed {
  const clone = track.clone();
  // This stops it if it cannot be transferred, and where a transferred one can still be stopped from here.
  life.own({ off: () => clone.stop() });
  return { feed: { type: 'track', track: clone }, transfer: [clone as unknown as Transferable] };
}

function processorOf(track: MediaStreamTrack): Processor {
  const Processor = (
    globalThis as unknown as { MediaStreamTrackProcessor: MediaStreamTrackProcessorConstructor }
  ).MediaStreamTrackProcessor;
  return new Processor({ track, maxBufferSize: BUFFERED_FRAMES });
}

function streamOf({ readable }: Processor, life: Life): ConnectedFeed {
  // A stream that was transferred is locked. The capture thread ends it.
  life.own({ off: () => void (readable.locked || readable.cancel().catch(reportError)) });
  return { feed: { type: 'readable', readable }, transfer: [readable as unknown as Transferable] };
}

function openVideo(track: MediaStreamTrack, life: Life, environment: Environment): Way {
  const { port1, port2 } = new MessageChannel();
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  // Refused where it is ended at once. Nothing is lost: frames are what counts.
  video.play().catch(() => undefined);
  const readPixels = environment.videoFrame ? null : pixelReader(video);
  let presented = 0;
  let discarded = 0;
  let request = 0;
  const send = (now: number, metadata: VideoFrameCallbackMetadata) => {
    request = video.requestVideoFrameCallback(send);
    if (presented > 0) discarded += Math.max(0, metadata.presentedFrames - presented - 1);
    presented = metadata.presentedFrames;
    const timestamp = Math.round((metadata.captureTime ?? now) * 1000);
    if (readPixels) {
      const message = readPixels(timestamp);
      port1.postMessage(message, [message.data]);
    } else {
      const frame = frameOf(video, timestamp);
      if (frame) {
        port1.postMessage({ type: 'frame', frame } satisfies FedFrame, [frame as unknown as Transferable]);
      } else discarded++;
    }
  };
  life.own({
    off: () => {
      // A callback that waits keeps all that it knows, for as long as the element lives.
      video.cancelVideoFrameCallback(request);
      video.srcObject = null;
      port1.close();
    },
  });
  return {
    connect: () => {
      request = video.requestVideoFrameCallback(send);
      return { feed: { type: 'port', port: port2 }, transfer: [port2] };
    },
    discarded: () => discarded,
  };
}

/** What `video` shows; `null` where it is not ready, as Chromium's may not be when it calls for its very first frame. */
function frameOf(video: HTMLVideoElement, timestamp: number): VideoFrame | null {
  try {
    return new VideoFrame(video, { timestamp });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'InvalidStateError') return null;
    throw error;
  }
}

function pixelReader(video: HTMLVideoElement): (timestamp: number) => FedFrame & { type: 'rgba' } {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('the browser gives no 2D context to read the camera with');
  return (timestamp) => {
    const { videoWidth: width, videoHeight: height } = video;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    context.drawImage(video, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { type: 'rgba', data: data.buffer, width, height, timestamp };
  };
}
