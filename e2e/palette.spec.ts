/** Every filter runs live in the page, on the test pattern. The output equals the reference, byte for byte. */

import { expect, test } from 'playwright/test';
import { readFilters } from '../src/catalogue/filter-text.ts';
import { checkFilters, FILTERS } from '../src/catalogue/filters.ts';
import { frameDifference, frameOfSample } from './support/frame.ts';
import { openLive } from './support/live.ts';
import { poll } from './support/poll.ts';
import { applyFilters } from './support/reference.ts';
import { takeSample } from './support/sample.ts';

for (const simd of ['on', 'off']) {
  test(`every filter, simd=${simd}`, async ({ page }) => {
    // Twenty filters and their references may take long on a slow machine.
    test.setTimeout(180_000);
    await openLive(page, 'pattern', `simd=${simd}&threads=2&filters=`);
    // Filters that remember frames have tests of their own, in `temporal.spec.ts`.
    for (const { name } of FILTERS.filter(({ remembers }) => !remembers)) {
      const wanted = checkFilters([{ name }]);
      await page.evaluate(async (filters) => {
        globalThis.ringlightTest.pipeline().setFilters(filters);
        await globalThis.ringlightTest.inForce(filters);
      }, wanted);
      const { input, output, filters } = await takeSample(page);
      expect(filters).toEqual(wanted);
      const expected = applyFilters(frameOfSample(input), filters);
      expect(frameDifference(frameOfSample(output), expected), name).toBeNull();
    }
  });
}

test('a filter is switched off and on, and keeps its place', async ({ page }) => {
  await openLive(page, 'pattern', 'simd=on&threads=1&filters=hue:90,-mirror,invert');
  const toggle = (label: string) => page.getByRole('button', { name: `${label} on`, exact: true });
  await expect(toggle('Mirror')).toHaveAttribute('aria-pressed', 'false');
  await toggle('Hue').click();
  await toggle('Mirror').click();
  await expect(toggle('Hue')).toHaveAttribute('aria-pressed', 'false');
  await expect(toggle('Mirror')).toHaveAttribute('aria-pressed', 'true');
  await poll(() => new URL(page.url()).searchParams.get('filters')).toBe('-hue:90,mirror,invert');
  const wanted = checkFilters([
    { name: 'hue', angle: 90, enabled: false },
    { name: 'mirror' },
    { name: 'invert' },
  ]);
  await page.evaluate((filters) => globalThis.ringlightTest.inForce(filters), wanted);
  const { input, output, filters } = await takeSample(page);
  expect(filters).toEqual(wanted);
  expect(frameDifference(frameOfSample(output), applyFilters(frameOfSample(input), filters))).toBeNull();
});

test('a colour is chosen in the page, by its label, and goes into the address', async ({ page }) => {
  await openLive(page, 'pattern', 'simd=on&threads=2&filters=chroma-key:00b140:90:30:000000:0');
  await page.getByLabel('Key colour', { exact: true }).fill('#2040c0');
  await page.getByLabel('Background', { exact: true }).fill('#ff8000');
  const chain = 'chroma-key:2040c0:90:30:ff8000:0';
  await poll(() => new URL(page.url()).searchParams.get('filters')).toBe(chain);
  const wanted = readFilters(chain);
  await page.evaluate((filters) => globalThis.ringlightTest.inForce(filters), wanted);
  const { input, output, filters } = await takeSample(page);
  expect(filters).toEqual(wanted);
  expect(frameDifference(frameOfSample(output), applyFilters(frameOfSample(input), filters))).toBeNull();
  // The picture contains the key's colour. Otherwise the filter would have changed nothing.
  expect(frameDifference(frameOfSample(output), frameOfSample(input))).not.toBeNull();
});
