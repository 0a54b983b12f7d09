/**
 * What went wrong, in words that say what to do. Comes in: whatever a pipeline threw. Goes out: a heading, a
 * sentence of advice and the technical detail. Pure.
 */

import { RinglightError } from '../../errors.ts';
import type { SourceName } from '../../settings.ts';

/** A failure as the page shows it. */
export interface Failure {
  readonly heading: string;
  /** What to do. */
  readonly advice: string;
  /** The error's own words, for a report. */
  readonly detail: string;
}

/** Advice for the camera, by the error's code. */
const CAMERA: Record<string, Omit<Failure, 'detail'>> = {
  'camera-denied': {
    heading: 'The camera is blocked',
    advice:
      'Allow it for this page: open the camera or lock sign beside the address, choose Allow, then try again. ' +
      'If it is allowed there, look in the privacy settings of your system.',
  },
  'camera-in-use': {
    heading: 'The camera is busy',
    advice: 'Close the program or tab that is using it, then try again.',
  },
  'no-camera': {
    heading: 'No camera was found',
    advice: 'Plug one in and try again, or choose another one under Source.',
  },
};

const SCREEN_REFUSED = {
  heading: 'No screen was shared',
  advice: 'Try again and pick a screen, a window or a tab. Your browser or system may also forbid it.',
};

const OTHERS: Record<string, Omit<Failure, 'detail'>> = {
  unsupported: {
    heading: 'This browser cannot do that',
    advice: 'Set Sink and SIMD to automatic, or use a current Chrome, Edge, Firefox or Safari.',
  },
  'not-isolated': {
    heading: 'This page is not cross-origin isolated',
    advice: 'Serve it with the two headers of the file _headers, or set the threads to automatic.',
  },
  'pipeline-failed': {
    heading: 'A thread of the pipeline failed',
    advice: 'Start again. If it comes back, please report the detail below.',
  },
};

/** The sentence for an error thrown by `createPipeline`, or kept in `pipeline.error`. */
export function describeFailure(error: unknown, source: SourceName): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  const code = error instanceof RinglightError ? error.code : '';
  const known =
    OTHERS[code] ??
    (source === 'screen' && CAMERA[code] ? SCREEN_REFUSED : source === 'camera' && CAMERA[code]);
  if (known) return { ...known, detail };
  return { heading: 'It did not start', advice: 'Try again, or use other settings.', detail };
}

/** The source went away while it ran. */
export function describeEnd(source: SourceName): Failure {
  if (source === 'screen') {
    return {
      heading: 'The sharing has ended',
      advice: 'Start again to share a screen, a window or a tab.',
      detail: '',
    };
  }
  return {
    heading: 'The camera has stopped',
    advice: 'It was unplugged, or something else took it. Plug it in, then try again.',
    detail: '',
  };
}

/** Why a camera or a screen cannot even be asked for here, or `null`. */
export function describeInsecureContext(source: SourceName): Failure | null {
  if (source === 'pattern' || globalThis.navigator?.mediaDevices) return null;
  return {
    heading: source === 'camera' ? 'The camera needs a secure address' : 'The screen needs a secure address',
    advice:
      'Open this page at https:// or at http://localhost. Browsers give cameras and screens to no other address.',
    detail: '',
  };
}
