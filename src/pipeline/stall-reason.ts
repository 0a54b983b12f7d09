/** Why a pipeline has stalled, in one sentence for people. In: the watchdog's verdict. Pure. */

import { MAX_SIDE } from '../generated/layout.ts';
import type { Verdict } from './watchdog.ts';

/** `null` where frames get on. `copyFailure`: what the browser said of the last frame that could not be read. */
export function stallReason({ hung, refusal, silent }: Verdict, copyFailure: string): string | null {
  if (hung) return `The ${hung} thread does not get on.`;
  if (refusal === 'unsupported') {
    return `The frames are too large: sides of at most ${MAX_SIDE} pixels fit, and 1 GiB of memory. Ask the source for less.`;
  }
  if (refusal) return `The browser does not let the frames be read (${copyFailure}). Use another source.`;
  return silent ? 'The source has delivered no frame for two seconds.' : null;
}
