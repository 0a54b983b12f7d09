/**
 * A strict TypeScript project that uses the package. It checks the library's own types, too, and uses no newer TypeScript library
 * than ES2022. e2e/package/package.test.ts compiles it against the tarball. It is never run.
 */

import { createPipeline, LoadFailedError, type Pipeline } from 'ringlight';
import { type ElementProps, type RlCompare, RlPreview, setAssets } from 'ringlight/elements';
import { boxBlur, init } from 'ringlight/image';
import { compareTraces, type Trace } from 'ringlight/trace';

const pipeline: Pipeline = await createPipeline({
  source: 'pattern',
  assets: { baseUrl: new URL('https://cdn.example/') },
});

// Events of the pipeline and of the elements have their own types.
pipeline.addEventListener('statechange', function (event) {
  const state: 'running' extends typeof event.detail ? string : never = event.detail;
  console.log(state, this.stats().fps);
});
// @ts-expect-error the event carries a state, not a number
pipeline.addEventListener('statechange', (event: CustomEvent<number>) => event);
pipeline.addEventListener('anything', { handleEvent: (event: Event) => event });

// `createElement` gives the tag's class. Its `pipeline` has the type of `ringlight`.
const preview: RlPreview = document.createElement('rl-preview');
preview.pipeline = pipeline;
// @ts-expect-error there is no such tag
const wrong: RlPreview = document.createElement('rl-nothing');
document.querySelector('rl-chain')?.addEventListener('rl-change', ({ change }) => change.filters);
document.addEventListener('rl-trace', (event) => event);
const properties: ElementProps<RlCompare> = { pipeline, threads: 2 };

// A trace is the same type in both entries.
const trace: Trace = pipeline.stopTrace();
console.log(compareTraces(trace, pipeline.recentTrace(1)), wrong, properties, RlPreview);

await init({ threads: 'auto', assets: { baseUrl: '/files/' } });
const pixels: Uint8ClampedArray = await boxBlur(new Uint8ClampedArray(16), 2, 2, 1);
setAssets({});
console.log(pixels, new LoadFailedError('').code satisfies 'load-failed');

export async function disposes(): Promise<void> {
  await using other = await createPipeline();
  console.log(other.state);
}
