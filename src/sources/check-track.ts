/** Checks a track that a caller gives. In: anything. Out: a live track, or a TypeError that says what is wrong. Main thread. */

import { show } from '../catalogue/check.ts';

/** Whether it is a `MediaStreamTrack`, of any realm. */
export function isTrack(value: unknown): value is MediaStreamTrack {
  const { kind, readyState, stop } = (value ?? {}) as Partial<MediaStreamTrack>;
  return typeof kind === 'string' && typeof readyState === 'string' && typeof stop === 'function';
}

/** A track that can still give something. @throws TypeError that names it. */
export function checkTrack(
  track: MediaStreamTrack,
  argument: string,
  kind: 'audio' | 'video',
): MediaStreamTrack {
  if (track.kind !== kind) {
    throw new TypeError(`${argument} is a track of kind ${show(track.kind)}; it must be "${kind}"`);
  }
  if (track.readyState === 'ended') {
    throw new TypeError(`${argument} is a track that has ended; it must be live`);
  }
  return track;
}
