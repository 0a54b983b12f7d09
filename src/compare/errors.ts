/** Why a comparison ended without a result, in sentences that say what to do. */

import { RinglightError } from '../errors.ts';

/** What `ExperimentError.code` can be. */
export type ExperimentFailure =
  | 'settings-changed'
  | 'pipeline-ended'
  | 'source-stalled'
  | 'trace-off'
  | 'records-lost';

const SENTENCES: Record<ExperimentFailure, string> = {
  'settings-changed': 'A setting was changed during the comparison, so it was stopped. Start it again.',
  'pipeline-ended': 'The pipeline ended during the comparison. Start the pipeline, then compare again.',
  'source-stalled':
    'No frame came for some seconds, so the comparison was stopped. Check the source, then start it again.',
  'trace-off':
    'The trace is off (traceSeconds is 0), and a comparison reads it. Create the pipeline with traceSeconds.',
  'records-lost':
    'The page was held up for so long that records of frames were lost. Leave it in view and compare again.',
};

/** A comparison ended without a result. `code` says why, `message` what to do. */
export class ExperimentError extends RinglightError {
  override readonly name = 'ExperimentError';
  readonly code: ExperimentFailure;

  constructor(code: ExperimentFailure, options?: ErrorOptions) {
    super(SENTENCES[code], options);
    this.code = code;
  }
}
