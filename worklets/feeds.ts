/**
 * Drives capture, with one function per kind of feed. Each runs until the source ends or `stop` is called.
 * In: a `CaptureFeed`. Out: calls of `Capture`. Capture worker, or the one worker.
 */

import type { CaptureFeed, FedFrame } from '../src/engine/protocol.ts';
import type { Capture } from './capture.ts';

/** A running feed. */
export interface RunningFeed {
  /** Resolves when no more frames will come. */
  readonly ended: Promise<void>;
  /** Ends the feed. Closes later frames unseen. Resolves when the last frame is finished. */
  stop(): Promise<void>;
}

/** How many frames the test picture may be late. Beyond that it leaves frames out. */
const MOST_LATE = 4;

/** Starts a feed. Calls `onFrame` after each published frame. */
export function startFeed(feed: CaptureFeed, capture: Capture, onFrame: () => void): RunningFeed {
  switch (feed.type) {
    case 'pattern':
      return runPattern(feed, capture, onFrame);
    case 'readable':
      return runReadable(feed.readable, capture, onFrame);
    case 'track': {
      const Processor = (globalThis as { MediaStreamTrackProcessor?: MediaStreamTrackProcessorConstructor })
        .MediaStreamTrackProcessor;
      if (!Processor) throw new Error('this worker has no MediaStreamTrackProcessor');
      const running = runReadable(new Processor({ track: feed.track }).readable, capture, onFrame);
      const stop = () => {
        // This turns the device off at once, and the stream ends by itself.
        feed.track.stop();
        return running.stop();
      };
      return { ended: running.ended, stop };
    }
    case 'port':
      return runPort(feed.port, capture, onFrame);
  }
}

function runReadable(
  readable: ReadableStream<VideoFrame>,
  capture: Capture,
  onFrame: () => void,
): RunningFeed {
  const reader = readable.getReader();
  let stopped = false;
  const run = async () => {
    while (!stopped) {
      const { value: frame, done } = await reader.read();
      if (done) return;
      if (stopped) frame.close();
      else if (await capture.frame(frame)) onFrame();
    }
    await drain(reader);
  };
  const ended = run();
  const stop = async () => {
    stopped = true;
    // An error of the stream does not matter any more.
    await Promise.allSettled([reader.closed, ended, drain(reader)]);
  };
  return { ended, stop };
}

/** Closes a stream's ready frames, then cancels the stream. Without this, cancelling would leave these frames unclosed. */
async function drain(reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
  for (;;) {
    const next = reader.read();
    // A ready frame comes before the next task. If the read still waits then, no frame is ready.
    const first = await Promise.race([next, nextTask()]);
    if (first === null) break;
    if (first.done) return;
    first.value.close();
  }
  await reader.cancel();
}

function nextTask(): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null)));
}

function runPort(port: MessagePort, capture: Capture, onFrame: () => void): RunningFeed {
  let stopped = false;
  /** The newest frame that came while the previous one is copied. */
  let waiting: VideoFrame | undefined;
  let copying: Promise<void> | undefined;
  const copy = async (first: VideoFrame) => {
    for (let frame: VideoFrame | undefined = first; frame; frame = waiting) {
      waiting = undefined;
      if (stopped) frame.close();
      else if (await capture.frame(frame)) onFrame();
    }
    copying = undefined;
  };
  const ended = new Promise<void>((_, reject) => {
    port.onmessage = ({ data }: MessageEvent<FedFrame>) => {
      if (data.type === 'rgba') {
        const { width, height, timestamp } = data;
        if (!stopped && capture.rgba(new Uint8Array(data.data), width, height, timestamp)) onFrame();
      } else if (stopped) data.frame.close();
      else if (copying !== undefined) {
        // The newest frame wins. The one that waited is lost.
        if (waiting) {
          waiting.close();
          capture.discarded(1);
        }
        waiting = data.frame;
      } else {
        copying = copy(data.frame);
        copying.catch(reject);
      }
    };
  });
  const stop = async () => {
    stopped = true;
    port.close();
    // `ended` reports what went wrong.
    await Promise.allSettled([copying]);
  };
  return { ended, stop };
}

function runPattern(
  picture: { width: number; height: number; frameRate: number; seed: number },
  capture: Capture,
  onFrame: () => void,
): RunningFeed {
  const intervalMs = 1000 / picture.frameRate;
  let startMs = performance.now();
  let number = 0;
  let timer = 0;
  const tick = () => {
    const lateFrames = Math.floor((performance.now() - startMs) / intervalMs) - number;
    if (lateFrames > MOST_LATE) {
      // The machine slept or the worker was throttled. Missed frames are counted, not made up for.
      capture.discarded(lateFrames);
      number += lateFrames;
    }
    const timestamp = Math.floor((number * 1_000_000) / picture.frameRate);
    if (capture.pattern(picture, number, timestamp)) onFrame();
    number++;
    timer = setTimeout(tick, Math.max(0, startMs + number * intervalMs - performance.now()));
  };
  timer = setTimeout(() => {
    startMs = performance.now();
    tick();
  });
  return { ended: new Promise(() => undefined), stop: async () => clearTimeout(timer) };
}
