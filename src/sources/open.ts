/** Opens the source that the caller asked for. In: a checked source. Out: an `OpenSource`. Main thread. */

import type { Environment } from '../pipeline/environment.ts';
import type { Life } from '../pipeline/life.ts';
import { describeDifference, openDevice, type Wishes } from './devices.ts';
import { openPattern, type Pattern } from './pattern.ts';
import type { OpenSource } from './source.ts';
import { openTrack } from './track.ts';

/** A source option after the checks, with all defaults filled in. */
export type CheckedSource =
  | ({ type: 'pattern'; note: string } & Pattern)
  | Wishes
  | { type: 'track'; track: MediaStreamTrack };

/** Opens any kind of source. @throws the errors of `openDevice`. */
export async function openSource(
  source: CheckedSource,
  environment: Promise<Environment>,
  life: Life,
): Promise<OpenSource> {
  switch (source.type) {
    case 'pattern': {
      const { type: _, note, ...pattern } = source;
      return openPattern(pattern, note);
    }
    case 'track':
      return openTrack(source.track, await life.until(environment), life);
    default: {
      const track = await openDevice(source, life.signal);
      life.own({ off: () => track.stop() });
      const notes = [source.note, describeDifference(track, source)].filter((note) => note !== '');
      return openTrack(track, await life.until(environment), life, notes.join(' '));
    }
  }
}
