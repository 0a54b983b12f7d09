/** Tests the types of a pipeline's events. `npm run check` checks the types. This test runs the code. */

import { expect, it } from 'vitest';
import type { PipelineState } from './terms.ts';
import type { Pipeline } from './types.ts';

it('gives a listener the event of its type', () => {
  const pipeline = new EventTarget() as Pipeline;
  const states: PipelineState[] = [];
  const listen = ({ detail }: CustomEvent<PipelineState>) => void states.push(detail);
  pipeline.addEventListener('statechange', listen);
  pipeline.dispatchEvent(new CustomEvent('statechange', { detail: 'running' }));
  pipeline.removeEventListener('statechange', listen);
  pipeline.dispatchEvent(new CustomEvent('statechange', { detail: 'closed' }));
  expect(states).toEqual(['running']);
  // @ts-expect-error: this event has no state.
  pipeline.addEventListener('tracechange', listen);
});
