/**
 * Frames of a `MediaStreamTrack`, by the best way that the browser has:
 * 1. `MediaStreamTrackProcessor` here, its stream read by the capture thread (Chromium): frames skip this thread.
 * 2. The same in the worker, given a clone of the track (Safari).
 * 3. `requestVideoFrameCallback` on a hidden video, frames sent on (Firefox).
 * 4. A hidden canvas, RGBA pixels sent on, where there is no `VideoFrame`.
 * In: a track. Out: an `OpenSource`. Main thread.
 */

import type { FedFrame } from '../engine/protocol.ts';
import type { Environment } from '../pipeline/environment.ts';
import type { OpenSource } from './source.ts';

/** Frames that the processor may hold: its queue drops the oldest. */
const BUFFERED_FRAMES = 2;

/** Opens the way; `own`: the track is stopped with the pipeline. */
export function openTrack(
  track: MediaStreamTrack,
  environment: Environment,
  own: boolean,
  note = '',
): OpenSource {
  const source =
    environment.processor === 'none' ? openVideo(track, environment) : openProcessor(track, environment);
  const opened: OpenSource = {
    frameRate: track.getSettings().frameRate ?? 0,
    note,
    onEnded: null,
    ...source,
    close: () => {
      source.close();
      if (own) track.stop();
    },
  };
  // Not fired by our own `stop`.
  track.addEventListener('ended', () => opened.onEnded?.());
  return opened;
}

type Way = Pick<OpenSource, 'feed' | 'transfer' | 'discarded' | 'close'>;

function openProcessor(track: MediaStreamTrack, environment: Environment): Way {
  const stats = (track as { stats?: MediaStreamTrackVideoStats }).stats;
  const before = stats?.discardedFrames ?? 0;
  const lost = () => (stats ? stats.discardedFrames - before : 0);
  if (environment.processor === 'worker') {
    const clone = track.clone();
    return {
      feed: { type: 'track', track: clone },
      transfer: [clone as unknown as Transferable],
      discarded: lost,
      close: () => undefined,
    };
  }
  const Processor = (
    globalThis as unknown as { MediaStreamTrackProcessor: MediaStreamTrackProcessorConstructor }
  ).MediaStreamTrackProcessor;
  const processor = new Processor({ track, maxBufferSize: BUFFERED_FRAMES });
  return {
    feed: { type: 'readable', readable: processor.readable },
    transfer: [processor.readable as unknown as Transferable],
    discarded: () => lost() + (processor.discardedFrames ?? 0),
    close: () => undefined,
  };
}

function openVideo(track: MediaStreamTrack, environment: Environment): Way {
  const { port1, port2 } = new MessageChannel();
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  video.play().catch(() => undefined);
  const readPixels = environment.videoFrame ? null : pixelReader(video);
  let presented = 0;
  let discarded = 0;
  let closed = false;
  const send = (now: number, metadata: VideoFrameCallbackMetadata) => {
    if (closed) return;
    video.requestVideoFrameCallback(send);
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
  video.requestVideoFrameCallback(send);
  return {
    feed: { type: 'port', port: port2 },
    transfer: [port2],
    discarded: () => discarded,
    close: () => {
      closed = true;
      video.srcObject = null;
      port1.close();
    },
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
