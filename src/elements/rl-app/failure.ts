/**
 * What went wrong, in words that say what to do. Comes in: whatever a pipeline threw. Goes out: a heading and a
 * sentence of advice. Pure.
 */

import { RinglightError } from '../../errors.ts';
import type { SourceName } from '../shared/settings.ts';

/** A failure as the page shows it. */
export interface Failure {
  readonly heading: string;
  /** What to do. */
  readonly advice: string;
  /** The words of an error that gives no advice itself, for a report. */
  readonly detail?: string;
}

/** By the error's code; the error itself says what to do. */
const HEADINGS: Record<string, string> = {
  'camera-denied': 'The camera is blocked',
  'camera-in-use': 'The camera is busy',
  'no-camera': 'No camera was found',
  unsupported: 'This browser cannot do that',
  'not-isolated': 'This page is not cross-origin isolated',
  'pipeline-failed': 'A thread of the pipeline failed',
};

/** The sentence for an error thrown by `createPipeline`, or kept in `pipeline.error`. */
export function describeFailure(error: unknown, source: SourceName): Failure {
  if (error instanceof RinglightError) {
    const refusedScreen = source === 'screen' && error.code === 'camera-denied';
    const heading = refusedScreen ? 'No screen was shared' : (HEADINGS[error.code] ?? error.heading);
    return { heading: heading ?? 'It did not start', advice: error.message };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { heading: 'It did not start', advice: 'Try again, or use other settings.', detail };
}

/** The source went away while it ran. */
export function describeEnd(source: SourceName): Failure {
  if (source === 'screen') {
    return {
      heading: 'The sharing has ended',
      advice: 'Start again to share a screen, a window or a tab.',
    };
  }
  return {
    heading: 'The camera has stopped',
    advice: 'It was unplugged, or something else took it. Plug it in and try again, or use the test picture.',
  };
}

/** Why a camera or a screen cannot even be asked for here, or `null`. */
export function describeInsecureContext(source: SourceName): Failure | null {
  if (source === 'pattern' || globalThis.navigator?.mediaDevices) return null;
  return {
    heading: source === 'camera' ? 'The camera needs a secure address' : 'The screen needs a secure address',
    advice:
      'Browsers give cameras and screens only to pages at https:// or http://localhost. ' +
      'Open this page at such an address, or use the test picture.',
  };
}
