/** The properties of a frame reach the consumer through every sink. Compares the output with the source's own frame. */

import { expect, test } from 'playwright/test';
import { checkFilters, type FilterSpec } from '../src/catalogue/filters.ts';
import type { SinkName } from '../src/terms.ts';
import { frameOf, installCarrier, type Look } from './support/carrier.ts';
import { type Frame, frameDifference } from './support/frame.ts';
import { applyFilters } from './support/reference.ts';
import { turnBack, upright } from './support/turn.ts';

const SINKS: readonly SinkName[] = ['video', 'webgl', 'canvas'];
const TURNS = [0, 90, 180, 270].flatMap((rotation) => [
  { rotation, flip: false },
  { rotation, flip: true },
]);
const PLAIN: Look = { format: 'I420', width: 96, height: 64 };
/** A visible rectangle of a frame whose pixels are wider than high. */
const CUT: Partial<Look> = {
  visibleRect: { x: 18, y: 6, width: 61, height: 45 },
  display: { width: 122, height: 45 },
  duration: 41_000,
};
const BT709: VideoColorSpaceInit = {
  primaries: 'bt709',
  transfer: 'bt709',
  matrix: 'bt709',
  fullRange: false,
};

test.beforeEach(async ({ page }) => installCarrier(page));

for (const sink of SINKS) {
  test(`${sink} shows every orientation, size and cut as the source means it`, async ({ page }) => {
    await page.evaluate(([sink, look]) => globalThis.carrier.start(sink, look), [sink, PLAIN] as const);
    const looks: Look[] = TURNS.flatMap((turn) => [
      { ...PLAIN, ...turn },
      { ...PLAIN, ...turn, ...CUT, colorSpace: BT709 },
    ]);
    looks.push({ ...PLAIN, display: { width: 48, height: 64 } }, { ...PLAIN, width: 17, height: 33 });
    for (const look of looks) {
      const name = JSON.stringify(look);
      const { difference, sizes, source, output } = await page.evaluate(
        (look) => globalThis.carrier.see(look),
        look,
      );
      expect(sizes[0], name).toBe(sizes[1]);
      expect(difference, name).toBeLessThanOrEqual(4);
      if (sink === 'video') expect(output, name).toEqual(source);
    }
    await page.evaluate(() => globalThis.carrier.stop());
  });

  for (const format of ['NV12', 'RGBX', 'BGRX', 'RGBA', 'BGRA', 'I420A'] as const) {
    test(`${sink} shows ${format} with its alpha, and padding as none`, async ({ page }) => {
      const look: Look = { format, width: 96, height: 64, rotation: 90, flip: true };
      await page.evaluate(([sink, look]) => globalThis.carrier.start(sink, look), [sink, look] as const);
      // If alpha is not opaque, each multiplication in a canvas costs a rounding.
      const tolerance = 6;
      for (const seenAs of [look, { ...look, ...CUT }]) {
        const { difference, sizes, output, alpha } = await page.evaluate(
          ([look, tolerance]) => globalThis.carrier.see(look, {}, tolerance),
          [seenAs, tolerance] as const,
        );
        expect(sizes[0]).toBe(sizes[1]);
        expect(difference).toBeLessThanOrEqual(tolerance);
        if (format.includes('A')) {
          expect(alpha.min).toBeLessThan(120);
          expect(alpha.max).toBeGreaterThan(200);
        } else expect(alpha).toEqual({ min: 255, max: 255 });
        if (sink === 'video') expect(output.format).toBe(format === 'I420A' ? 'RGBA' : format);
      }
      await page.evaluate(() => globalThis.carrier.stop());
    });
  }

  test(`${sink} mirrors and flips what is seen`, async ({ page }) => {
    for (const [name, turn] of [
      ['mirror', { mirror: true }],
      ['flip', { flip: true }],
    ] as const) {
      const filters: FilterSpec[] = [{ name }];
      await page.evaluate(([sink, look, filters]) => globalThis.carrier.start(sink, look, filters), [
        sink,
        PLAIN,
        filters,
      ] as const);
      for (const orientation of TURNS) {
        const look = { ...PLAIN, ...orientation };
        const { difference } = await page.evaluate(([look, turn]) => globalThis.carrier.see(look, turn), [
          look,
          turn,
        ] as const);
        expect(difference, `${name} ${JSON.stringify(orientation)}`).toBeLessThanOrEqual(4);
      }
      await page.evaluate(() => globalThis.carrier.stop());
    }
  });
}

test('a canvas without alpha shows transparent frames on black, and nothing of frames before', async ({
  page,
}) => {
  for (const sink of ['webgl', 'canvas'] as const) {
    const opaque: Look = { format: 'RGBX', width: 64, height: 48 };
    await page.evaluate(([sink, look]) => globalThis.carrier.start(sink, look), [sink, opaque] as const);
    await page.evaluate((look) => globalThis.carrier.see(look), opaque);
    const { difference } = await page.evaluate((look) => globalThis.carrier.see(look, { onBlack: true }), {
      ...opaque,
      format: 'RGBA',
      rotation: 180,
    } as Look);
    expect(difference).toBeLessThanOrEqual(4);
    await page.evaluate(() => globalThis.carrier.stop());
  }
});

test('sample() says how its planes are to be shown', async ({ page }) => {
  await page.evaluate((look) => globalThis.carrier.start('canvas', look), PLAIN);
  for (const format of ['I420', 'NV12', 'RGBX', 'BGRA'] as const) {
    for (const turn of TURNS) {
      const look: Look = { ...PLAIN, format, ...turn, ...CUT, colorSpace: BT709 };
      const { input, output, timestamps, difference } = await page.evaluate(
        (look) => globalThis.carrier.sample(look),
        look,
      );
      const [displayWidth, displayHeight] = turn.rotation % 180 ? [45, 122] : [122, 45];
      const facts = { ...turn, displayWidth, displayHeight, duration: 41_000, colorSpace: BT709 };
      for (const half of [input, output]) {
        expect(half).toMatchObject({ ...facts, codedWidth: 61, codedHeight: 45 });
      }
      expect(timestamps).toBe(true);
      expect(difference, JSON.stringify(look)).toBeLessThanOrEqual(4);
    }
  }
  const { input } = await page.evaluate((look) => globalThis.carrier.sample(look), PLAIN);
  expect(input.duration).toBeNull();
  await page.evaluate(() => globalThis.carrier.stop());
});

test('filters with a direction give the bytes of the upright picture', async ({ page }) => {
  await page.evaluate((look) => globalThis.carrier.start('video', look), PLAIN);
  const chains: FilterSpec[][] = [
    [{ name: 'mirror' }],
    [{ name: 'flip' }],
    [{ name: 'pixelate', size: 10 }],
    [{ name: 'box-blur', radius: 3 }, { name: 'flip' }, { name: 'vignette' }],
  ];
  for (const chain of chains) {
    const filters = checkFilters(chain);
    await page.evaluate((filters) => globalThis.carrier.filter(filters), filters);
    for (const turn of TURNS) {
      const look: Look = { ...PLAIN, ...turn, ...CUT };
      const { input, output } = await page.evaluate((look) => globalThis.carrier.sample(look), look);
      const seen: Frame = applyFilters(upright(frameOf(input), turn), filters);
      const difference = frameDifference(frameOf(output), turnBack(seen, turn));
      expect(difference, `${JSON.stringify(chain)} ${JSON.stringify(turn)}`).toBeNull();
    }
  }
  await page.evaluate(() => globalThis.carrier.stop());
});
