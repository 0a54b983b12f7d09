/** Opens the source that the caller asked for. In: a checked source. Out: an `OpenSource`. Main thread. */

import { THREAD_START } from '../engine/engine.ts';
import type { Environment } from '../pipeline/environment.ts';
import type { Life } from '../pipeline/life.ts';
import { describeDifference, openDevice, type Wishes } from './devices.ts';
import { openPattern, type Pattern } from './pattern.ts';
import type { OpenSource } from './source.ts';

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
      return follow(source.track, environment, life);
    default: {
      // Comes while the user is asked. Whether it does is told below.
      import('./track.ts').catch(() => undefined);
      const track = await openDevice(source, life.signal);
      life.own({ off: () => track.stop() });
      const notes = [source.note, describeDifference(track, source)].filter((note) => note !== '');
      return follow(track, environment, life, notes.join(' '));
    }
  }
}

/** What reads tracks is loaded only where it is needed, beside what is found out of the browser. */
async function follow(
  track: MediaStreamTrack,
  environment: Promise<Environment>,
  life: Life,
  note?: string,
): Promise<OpenSource> {
  const both = Promise.all([import('./track.ts'), environment]);
  const [{ openTrack }, found] = await life.until(both, THREAD_START);
  return openTrack(track, found, life, note);
}
