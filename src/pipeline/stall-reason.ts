/** Says why a pipeline has stalled. In: the watchdog's verdict. Out: sentences for the user. Pure. */

import { MAX_SIDE } from '../generated/layout.ts';
import type { Verdict } from './watchdog.ts';

/** Returns `null` if frames get through. `copyFailure`: the browser's message for the last frame that could not be read. */
export function stallReason({ hung, refusal, silent }: Verdict, copyFailure: string): string | null {
  if (hung) return `The ${hung} thread makes no progress.`;
  if (refusal === 'unsupported') {
    return `The frames are too large: a side has at most ${MAX_SIDE} pixels, and all memory is at most 1 GiB. Use smaller frames.`;
  }
  if (refusal) return `The browser does not let us read the frames (${copyFailure}). Use another source.`;
  return silent ? 'The source has delivered no frame for two seconds.' : null;
}
