/**
 * Reads a track into shared memory, and so avoids the browser's own buffer before the audio thread. A worker takes the pieces
 * as they arrive. In: a track. Out: a ring, or `null` if the browser cannot do that. Main thread.
 *
 *   track -> MediaStreamTrackProcessor -> worklets/pieces.worker.ts -> track-ring.ts -> audio thread: jitter.ts
 */

import { startWorker } from '../engine/assets.ts';
import type { Life } from '../pipeline/life.ts';
import type { FromPieces, ToPieces } from './protocol.ts';
import { createTrackRing, RING_STATE, TrackRing } from './track-ring.ts';

/** Most pieces that the browser keeps for the worker. Beyond that it drops the oldest. */
const MOST_PIECES = 20;

/** See above. */
export interface TrackPieces {
  readonly buffer: SharedArrayBuffer;
  /** Sample rate of the ring's samples, in hertz. The context must have the same. */
  readonly sampleRate: number;
  /** Age of a sample when it is taken, in milliseconds: one piece, plus what is kept. `null`: the ring is off. */
  readonly latencyMs: number | null;
  /** Called when the pieces' format has changed or they cannot be read. The ring is off from then on. */
  onOff: (() => void) | null;
}

interface Processor {
  new (init: { track: MediaStreamTrack; maxBufferSize?: number }): { readable: ReadableStream };
}

/** Starts to read. Only Chromium can do this today. */
export function openPieces(track: MediaStreamTrack, channels: number, life: Life): TrackPieces | null {
  const { MediaStreamTrackProcessor: Processor } = globalThis as { MediaStreamTrackProcessor?: Processor };
  const { sampleRate } = track.getSettings();
  if (!Processor || !sampleRate) return null;
  let readable: ReadableStream;
  try {
    ({ readable } = new Processor({ track, maxBufferSize: MOST_PIECES }));
  } catch {
    // The browser reads video tracks only.
    return null;
  }
  const buffer = createTrackRing(sampleRate, channels);
  const ring = new TrackRing(buffer, channels);
  const follow = () => {
    ring.muted = track.muted;
  };
  for (const type of ['mute', 'unmute']) track.addEventListener(type, follow, { signal: life.signal });
  follow();
  const stopped = Promise.withResolvers<void>();
  const worker = startWorker(
    'pieces.worker.js',
    'sound pieces',
    () => new Worker(new URL('../../worklets/pieces.worker.ts', import.meta.url), { type: 'module' }),
  );
  life.own({
    off: () => worker.postMessage({ type: 'stop' } satisfies ToPieces),
    stop: () => stopped.promise,
    end: () => worker.terminate(),
  });
  const pieces: TrackPieces = {
    buffer,
    sampleRate,
    get latencyMs() {
      if (ring.state === RING_STATE.off) return null;
      return ((ring.piece + ring.kept) / sampleRate) * 1000;
    },
    onOff: null,
  };
  const off = () => {
    ring.state = RING_STATE.off;
    pieces.onOff?.();
  };
  worker.onmessage = ({ data }: MessageEvent<FromPieces>) => {
    if (data.type === 'off') off();
    else stopped.resolve();
  };
  worker.onerror = () => {
    off();
    stopped.resolve();
  };
  worker.postMessage({ type: 'start', buffer, channels, sampleRate, readable } satisfies ToPieces, [
    readable,
  ]);
  return pieces;
}
