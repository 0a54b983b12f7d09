/** Brings a sample of a running page to Node. Node side. Callbacks run in the page. */

import type { Page } from 'playwright/test';
import type { RlApp } from '../../src/elements/rl-app/rl-app.ts';
import type { FrameSample } from '../../src/terms.ts';
import type { Sample } from '../../src/types.ts';

/** Takes the next sample of the page's pipeline. Bytes travel as plain numbers. */
export async function takeSample(page: Page): Promise<Sample> {
  const plain = await page.evaluate(async () => {
    const sampled = await document.querySelector<RlApp>('rl-app')?.pipeline?.sample();
    if (!sampled) throw new Error('no pipeline runs');
    const carry = (frame: FrameSample) => ({
      ...frame,
      planes: frame.planes.map((plane) => ({ ...plane, data: Array.from(plane.data) })),
    });
    return { ...sampled, input: carry(sampled.input), output: carry(sampled.output) };
  });
  const restore = (frame: typeof plain.input): FrameSample => ({
    ...frame,
    planes: frame.planes.map((plane) => ({ ...plane, data: Uint8Array.from(plane.data) })),
  });
  return { ...plain, input: restore(plain.input), output: restore(plain.output) };
}
