/**
 * Runs everything of the package on a consumer's page, and checks the results. In: an address whose page imports
 * consumer-main.js. Every byte is compared with the reference, in Node.
 */

import { expect } from 'vitest';
import type { FilterSpec } from '../../../src/catalogue/filters.ts';
import type { FrameSample, SamplePlane } from '../../../src/terms.ts';
import {
  type Frame,
  fillRandom,
  fnv1aHex,
  frameBytes,
  frameDifference,
  frameOfSample,
  makeFrame,
} from '../../support/frame.ts';
import { patternFrame, readFrameNumber } from '../../support/pattern.ts';
import { applyFilters, naiveBlurPlane } from '../../support/reference.ts';
import type { Browser, Tab } from './browsers.ts';
import { record } from './results.ts';

/** What kind of page it is. */
export interface Visit {
  consumer: string;
  version?: string;
  isolated: boolean;
  /** A script that makes the page ready: a framework has to mount first. */
  ready?: string;
}

type Plane = Omit<FrameSample['planes'][number], 'data'> & { data: string };
type Carried = Omit<FrameSample, 'planes'> & { planes: Plane[] };

interface Live {
  isolated: boolean;
  threads: number;
  presented: number[];
  sound: { state: string; effects: string[] };
  tracks: string[];
  samples: { input: Carried; output: Carried; filters: FilterSpec[] }[];
  elements: { missing: string[]; preview: boolean; drops: string };
  states: string[];
}

const STILL = { width: 67, height: 61, radius: 5 };

/** Opens the page, runs everything, compares, and keeps the result for docs/support.md. */
export async function expectWhole(browser: Browser, url: string, visit: Visit): Promise<void> {
  const { consumer, version = '', isolated } = visit;
  const tab = await browser.newTab();
  let passed = false;
  try {
    await tab.open(url);
    await untilExposed(tab);
    await expectLive(tab, isolated, browser.hearsWithoutDevice);
    await expectStill(tab, 'auto');
    await expectStill(tab, 'off');
    expect(tab.errors, 'errors of the page').toEqual([]);
    passed = true;
  } catch (error) {
    throw tab.errors.length === 0
      ? error
      : new Error(`The page says: ${tab.errors.join('\n')}`, { cause: error });
  } finally {
    record({ consumer, version, browser: browser.name, isolated, passed });
    await tab.close();
  }
}

/** Waits for the page's script. Does not wait longer if the page failed to load it. */
async function untilExposed(tab: Tab): Promise<void> {
  while (!(await tab.evaluate<boolean>('globalThis.consumer !== undefined'))) {
    expect(tab.errors, 'errors while the page loads').toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function expectLive(tab: Tab, isolated: boolean, heard: boolean): Promise<void> {
  const live = await tab.evaluate<Live>(`globalThis.consumer.live(${heard})`);
  expect(live.isolated).toBe(isolated);
  expect(live.threads).toBe(isolated ? 2 : 1);
  expect(Math.min(...live.presented)).toBeGreaterThanOrEqual(100);
  if (heard) expect(live.sound.state).toBe('running');
  expect(live.sound.effects).toEqual(['denoise']);
  expect(live.tracks.toSorted()).toEqual(['audio', 'video']);
  expect(live.elements).toMatchObject({ missing: [], preview: true });
  expect(live.elements.drops).not.toBe('');
  expect(live.states).toEqual(['closed', 'closed']);
  for (const { input, output, filters } of live.samples) {
    const before = restore(input);
    const { width, height } = before;
    const [luma] = before.planes as [SamplePlane];
    // A busy machine may skip frames, so each frame carries its own number.
    const number = readFrameNumber(luma.data, luma.stride, width, height) as number;
    expect(frameDifference(before, patternFrame(number, { width, height }))).toBeNull();
    expect(frameDifference(restore(output), applyFilters(before, filters, naiveBlurPlane))).toBeNull();
  }
  await expect.poll(() => tab.workers(), { message: 'workers after close()', timeout: 10_000 }).toBe(0);
}

async function expectStill(tab: Tab, simd: 'auto' | 'off'): Promise<void> {
  const { width, height, radius } = STILL;
  const frame = fillRandom(makeFrame('RGBA', width, height), 42);
  const image = { ...STILL, simd, pixels: Buffer.from(frameBytes(frame)).toString('base64') };
  const got = await tab.evaluate<{ results: [string, string]; hash: string }>(
    `globalThis.consumer.still(${JSON.stringify(image)})`,
  );
  const filters: FilterSpec[] = [{ name: 'grayscale' }, { name: 'box-blur', radius }];
  const expected = applyFilters(frame, filters, naiveBlurPlane);
  for (const [index, pixels] of got.results.entries()) {
    const result = makeFrame('RGBA', width, height);
    result.planes[0]?.data.set(Buffer.from(pixels, 'base64'));
    const name = `still image, simd ${simd}, ${index === 0 ? 'in place' : 'allocated'}`;
    expect(frameDifference(result, expected), name).toBeNull();
  }
  expect(got.hash).toBe(fnv1aHex(frameBytes(expected)));
}

function restore(carried: Carried): Frame {
  const planes = carried.planes.map((plane) => ({
    ...plane,
    data: Uint8Array.from(Buffer.from(plane.data, 'base64')),
  }));
  return frameOfSample({ ...carried, planes });
}
