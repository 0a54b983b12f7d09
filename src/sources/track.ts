/**
 * Takes frames from a `MediaStreamTrack`, in the best way that the browser has:
 * 1. Chromium: a `MediaStreamTrackProcessor` is made here. The capture thread reads its stream, so frames skip this thread.
 * 2. Safari: the worker gets a clone of the track and makes the processor.
 * 3. Firefox: this thread takes frames from a hidden video with `requestVideoFrameCallback`, and sends them on.
 * 4. Browsers without `VideoFrame`: this thread draws the hidden video on a canvas, and sends the RGBA pixels on.
 * In: a track. Out: an `OpenSource`. Main thread.
 */

import type { ConnectedFeed, ExpectedFrame, FedFrame } from '../engine/protocol.ts';
import type { Environment } from '../pipeline/environment.ts';
import type { Life } from '../pipeline/life.ts';
import type { OpenSource } from './source.ts';

/** The number of frames that the processor may hold. If there are more, it drops the oldest. */
const BUFFERED_FRAMES = 2;

/** Makes a source of a track. It does not stop the track: its owner does. */
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
  // Browsers do not fire this event after our own `stop`.
  track.addEventListener('ended', () => source.onEnded?.(), { signal: life.signal });
  return source;
}

/** The frame size that the track reports. `null` without `VideoFrame`: threads do not prepare for RGBA frames. */
function expectedOf(track: MediaStreamTrack, { videoFrame }: Environment): ExpectedFrame | null {
  const { width, height } = track.getSettings();
  return videoFrame && width && height ? { width, height } : null;
}

type Processor = InstanceType<MediaStreamTrackProcessorConstructor>;
type Way = Pick<OpenSource, 'connect' | 'discarded'>;

/** The browser's frame counters of a track. `null`: it has none. Only tracks of devices have them. */
function countsOf(track: MediaStreamTrack): MediaStreamTrackVideoStats | null {
  return (track as { stats?: MediaStreamTrackVideoStats | null }).stats ?? null;
}

/** Frames that were lost before the track delivered them. It does not count frames left out to lower the frame rate. */
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
  // Stops the clone if the transfer fails. In some browsers it also stops a clone that was transferred.
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
  // After the transfer the stream is locked. Then the capture thread cancels it.
  life.own({ off: () => void (readable.locked || readable.cancel().catch(reportError)) });
  return { feed: { type: 'readable', readable }, transfer: [readable as unknown as Transferable] };
}

function openVideo(track: MediaStreamTrack, life: Life, environment: Environment): Way {
  const { port1, port2 } = new MessageChannel();
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  // `play` rejects if the source is removed at once. That does no harm: only frames matter here.
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
      // A pending callback would keep this closure alive as long as the element.
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

/** The frame that `video` shows. `null`: it is not ready. Chromium's may not be ready at its first callback. */
function frameOf(video: HTMLVideoElement, timestamp: number): VideoFrame | null {
  try {
    return new VideoFrame(video, { timestamp });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'InvalidStateError') return null;
    throw error;
  }
}

/** Makes a function that draws the current frame of `video` on a canvas and returns its RGBA pixels. */
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
