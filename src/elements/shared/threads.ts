/** What the setting `threads` means for a pipeline. */

import { defaultThreads } from '../../pipeline/options.ts';
import type { Pipeline } from '../../types.ts';

/** The number to set: what was chosen, or what the machine suggests, within what the pipeline can do. */
export function threadCount(setting: number | 'auto', pipeline: Pick<Pipeline, 'maxThreads'>): number {
  return Math.min(setting === 'auto' ? defaultThreads() : setting, pipeline.maxThreads);
}
