/** `useRinglight` runs a pipeline as long as a component is mounted. In: options. Out: the pipeline and its state. Main thread. */

import { useEffect, useState, useSyncExternalStore } from 'react';
import type { PipelineOptions } from '../types.ts';
import { PipelineKeeper } from './keeper.ts';
import { IDLE, type Ringlight } from './run.ts';

/**
 * Starts a pipeline after the component is mounted, and closes it when the component is unmounted.
 *
 * Options are compared by value, so they may be written anew in each render. New `filters`, `threads`, `simd`, `audio.effects` and
 * `audio.monitor` go to the running pipeline. Any other change starts a new pipeline. Objects with a class, such as tracks, files
 * and signals, are compared by identity: keep them in a state, a memo or a ref.
 * @param options as for `createPipeline`. `null`: no pipeline, for instance until the user clicks.
 */
export function useRinglight(options: PipelineOptions | null = {}): Ringlight {
  const [keeper] = useState(() => new PipelineKeeper());
  const view = useSyncExternalStore(keeper.subscribe, keeper.getView, getIdle);
  // After every render: the keeper compares.
  useEffect(() => keeper.update(options));
  // StrictMode runs this and the effect above again. The keeper then starts a second pipeline, and the first start is aborted.
  useEffect(() => () => keeper.close(), [keeper]);
  return view;
}

function getIdle(): Ringlight {
  return IDLE;
}
