/**
 * The lower rungs of the ladder, in a browser without the upper ones: no track processor and no generator (as in Firefox), or no
 * `VideoFrame` (older browsers). The frames must still equal the reference.
 */

import { expect, type Page } from 'playwright/test';
import { stats } from './support/app.ts';
import { frameDifference, frameOfSample } from './support/frame.ts';
import { openLive, SIZE, test } from './support/live.ts';
import { patternFrame, readFrameNumber } from './support/pattern.ts';
import { applyFilters } from './support/reference.ts';
import { takeSample } from './support/sample.ts';

const BREAKOUT = ['MediaStreamTrackProcessor', 'MediaStreamTrackGenerator'];

/** Removes names from the window and from every worker. */
async function take(page: Page, names: readonly string[]): Promise<void> {
  const script = names.map((name) => `delete globalThis.${name};`).join('');
  await page.addInitScript({ content: script });
  await page.route('**/*.worker*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: script + (await response.text()) });
  });
}

test('without processor and generator the camera is read from a video', async ({ page }) => {
  await take(page, BREAKOUT);
  await openLive(page, 'camera', 'simd=on&threads=2&filters=grayscale,box-blur:5&sink=auto');
  const { input, output, filters } = await takeSample(page);
  const luma = input.planes[0];
  if (!luma) throw new Error('no plane');
  const number = readFrameNumber(luma.data, luma.stride, SIZE.width, SIZE.height);
  expect(number).not.toBeNull();
  expect(frameDifference(frameOfSample(input), patternFrame(number as number, SIZE))).toBeNull();
  expect(frameDifference(frameOfSample(output), applyFilters(frameOfSample(input), filters))).toBeNull();
  const after = await stats(page);
  expect(after?.sink).not.toBe('video');
  expect(after?.source.format).toBe('I420');
});

test('a video that is not ready when it calls for a frame costs that frame alone', async ({ page }) => {
  await take(page, BREAKOUT);
  await page.addInitScript(() => {
    const Real = globalThis.VideoFrame;
    let calls = 0;
    globalThis.VideoFrame = new Proxy(Real, {
      construct(target, args) {
        if (args[0] instanceof HTMLVideoElement && ++calls === 1) {
          throw new DOMException('Invalid source state', 'InvalidStateError');
        }
        return Reflect.construct(target, args);
      },
    });
  });
  await openLive(page, 'camera', 'simd=on&threads=1&filters=grayscale&sink=auto');
  expect((await stats(page))?.discardedAtSource).toBeGreaterThanOrEqual(1);
});

test('without VideoFrame the camera is read back as RGBA', async ({ page }) => {
  await take(page, [...BREAKOUT, 'VideoFrame']);
  await openLive(page, 'camera', 'simd=on&threads=2&filters=grayscale,box-blur:5&sink=auto');
  const { input, output, filters } = await takeSample(page);
  expect(input.format).toBe('RGBA');
  expect([input.codedWidth, input.codedHeight]).toEqual([SIZE.width, SIZE.height]);
  // The browser converts the colours itself. The test reads the picture's number from its green channel.
  const [plane] = input.planes;
  if (!plane) throw new Error('no plane');
  const green = Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, i) => {
    const [x, y] = [i % SIZE.width, Math.floor(i / SIZE.width)];
    return plane.data[y * plane.stride + 4 * x + 1] as number;
  });
  expect(readFrameNumber(green, SIZE.width, SIZE.width, SIZE.height)).not.toBeNull();
  expect(frameDifference(frameOfSample(output), applyFilters(frameOfSample(input), filters))).toBeNull();
});

test('without VideoFrame the test picture is drawn by WebGL', async ({ page }) => {
  await take(page, [...BREAKOUT, 'VideoFrame']);
  await openLive(page, 'pattern', 'simd=on&threads=1&filters=box-blur:2&sink=auto');
  const { input, output, filters, sequence } = await takeSample(page);
  expect(frameDifference(frameOfSample(input), patternFrame(sequence, SIZE))).toBeNull();
  expect(frameDifference(frameOfSample(output), applyFilters(frameOfSample(input), filters))).toBeNull();
  expect((await stats(page))?.sink).toBe('webgl');
});
