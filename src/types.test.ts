/** What the compiler knows of a pipeline's events: `npm run check` is the test of the types, this one runs them. */

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
