/** The page's journeys in a real browser: start, stop, change while running, links. */

import { expect, test } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import { OWNER_LANE, TRACE_KINDS, TRACE_VITALS } from '../src/generated/layout.ts';
import {
  expectParameter,
  open,
  openAndStart,
  power,
  SMALL,
  stats,
  status,
  untilPresented,
} from './support/app.ts';
import { poll } from './support/poll.ts';

test.describe('start and stop', () => {
  test('nothing asks for the camera before the button is pressed', async ({ page }) => {
    await page.addInitScript(() => {
      const ask = MediaDevices.prototype.getUserMedia;
      MediaDevices.prototype.getUserMedia = function (constraints) {
        document.documentElement.dataset.asked = 'yes';
        return ask.call(this, constraints);
      };
    });
    await open(page);
    await expect(page.locator('html')).not.toHaveAttribute('data-asked');
    await page.getByRole('button', { name: 'Start camera' }).click();
    await untilPresented(page);
    await expect(page.locator('html')).toHaveAttribute('data-asked');
  });

  test('the test picture runs, is shown, is counted, and stops', async ({ page }) => {
    await openAndStart(page);
    await expect(status(page, 'Running')).toBeVisible();
    const video = page.getByLabel('Filtered video');
    await poll(() => video.evaluate((v: HTMLVideoElement) => [v.videoWidth, v.videoHeight])).toEqual([
      320, 180,
    ]);
    await expect(page.getByText(/^320 × 180 \w+, \d+\.\d fps$/).first()).toBeVisible();
    await expect(page.locator('rl-frame-time td').first()).toHaveText(/^\d+(\.\d+)?$/);
    await expect(page.locator('rl-latency tbody tr')).toHaveCount(2);
    const ledger = await page.locator('rl-drops .ledger').textContent();
    const [delivered, presented, dropped, inFlight] = (ledger?.match(/[\d,]+/g) ?? []).map((n) =>
      Number(n.replaceAll(',', '')),
    );
    expect(delivered).toBe((presented ?? 0) + (dropped ?? 0) + (inFlight ?? 0));
    expect(ledger).toContain('=');

    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(status(page, 'Stopped')).toBeVisible();
    await poll(() => stats(page)).toBeNull();
    await expect(page.getByRole('button', { name: 'Start test picture' })).toBeFocused();
  });

  test('autostart=1 starts by itself', async ({ page }) => {
    await page.goto(`./?${SMALL}&autostart=1`);
    await untilPresented(page);
  });

  test('another size while running: a new pipeline, the settings kept, no empty picture', async ({
    page,
  }) => {
    await openAndStart(page, `${SMALL}&filters=box-blur:3`);
    await page.evaluate(() => {
      const preview = document.querySelector('rl-app')?.shadowRoot?.querySelector('rl-preview');
      const held = preview?.shadowRoot?.querySelector<HTMLElement>('.held');
      if (!held) throw new Error('no held picture');
      new MutationObserver(() => (document.documentElement.dataset.held = 'yes')).observe(held, {
        attributes: true,
      });
    });
    await page.getByLabel('Size').selectOption('640 × 360');
    await poll(async () => (await stats(page))?.source.width).toBe(640);
    await untilPresented(page);
    await expect(page.locator('html')).toHaveAttribute('data-held');
    await expect(page.locator('rl-preview .held')).toBeHidden();
    expect((await stats(page))?.filters).toEqual([{ name: 'box-blur', radius: 3 }]);
    await expectParameter(page, 'width', '640');
    await expectParameter(page, 'filters', 'box-blur:3');
  });

  test('cameras have names once one was allowed, and another can be picked', async ({ page }) => {
    await open(page, 'source=camera&width=640&height=360');
    const cameras = page.getByRole('combobox', { name: 'Camera' });
    await expect(cameras.getByRole('option')).toHaveCount(1);
    await power(page).click();
    await untilPresented(page);
    await poll(() => cameras.getByRole('option').count()).toBeGreaterThan(1);
    const first = await page.evaluateHandle(() => document.querySelector<RlApp>('rl-app')?.pipeline);
    await cameras.selectOption({ index: 1 });
    await poll(() => first.evaluate((pipeline) => pipeline?.state)).toBe('closed');
    await untilPresented(page);
    await expect(cameras).not.toHaveValue('');
  });

  test('a source that ends says so', async ({ page }) => {
    await page.addInitScript(() => {
      const ask = MediaDevices.prototype.getUserMedia;
      MediaDevices.prototype.getUserMedia = async function (constraints) {
        const stream = await ask.call(this, constraints);
        addEventListener('unplug', () => {
          for (const track of stream.getTracks()) {
            track.stop();
            track.dispatchEvent(new Event('ended'));
          }
        });
        return stream;
      };
    });
    await openAndStart(page, 'source=camera&width=640&height=360');
    await page.evaluate(() => dispatchEvent(new Event('unplug')));
    await expect(page.getByRole('alert')).toContainText('The camera has stopped');
    await page.getByRole('button', { name: 'Use the test picture' }).click();
    await untilPresented(page);
    await expectParameter(page, 'source', 'pattern');
  });
});

test.describe('the address', () => {
  test('a link sets everything up', async ({ page }) => {
    await openAndStart(
      page,
      'source=pattern&width=333&height=187&fps=24&filters=box-blur:7,grayscale&threads=1&simd=off&sink=canvas',
    );
    await expect(page.getByRole('radio', { name: 'Test picture' })).toBeChecked();
    await expect(page.getByLabel('Size')).toHaveValue('333x187');
    await expect(page.getByLabel('Rate')).toHaveValue('24');
    await expect(page.getByRole('slider', { name: 'Radius' })).toHaveValue('7');
    await expect(page.getByRole('slider', { name: 'Threads' })).toHaveValue('1');
    await expect(page.getByRole('switch', { name: 'SIMD' })).not.toBeChecked();
    await expect(page.getByLabel('Sink')).toHaveValue('canvas');
    expect(await stats(page)).toMatchObject({
      source: { width: 333, height: 187 },
      filters: [{ name: 'box-blur', radius: 7 }, { name: 'grayscale' }],
      threads: 1,
      simd: false,
      sink: 'canvas',
    });
  });

  test('every control writes itself into the address, and the address gives it back', async ({ page }) => {
    await openAndStart(page, `${SMALL}&filters=grayscale&note=mine`);
    await page.getByRole('switch', { name: 'SIMD' }).click();
    await expectParameter(page, 'simd', 'off');
    await poll(async () => (await stats(page))?.simd).toBe(false);
    await page.getByRole('slider', { name: 'Threads' }).fill('3');
    await expectParameter(page, 'threads', '3');
    await poll(async () => (await stats(page))?.threads).toBe(3);
    await page.getByLabel('Filter to add').selectOption('Box blur');
    await page.getByRole('button', { name: 'Add filter' }).click();
    await page.getByRole('spinbutton', { name: 'Radius' }).fill('12');
    await page.getByRole('spinbutton', { name: 'Radius' }).press('Enter');
    await page.getByRole('button', { name: 'Move Box blur up' }).click();
    await expectParameter(page, 'filters', 'box-blur:12,grayscale');
    await poll(async () => (await stats(page))?.filters).toEqual([
      { name: 'box-blur', radius: 12 },
      { name: 'grayscale' },
    ]);
    await page.getByLabel('Rate').selectOption('15 fps');
    await page.getByLabel('Sink').selectOption('2D canvas');
    await expectParameter(page, 'sink', 'canvas');
    await expectParameter(page, 'note', 'mine');
    const link = page.url();
    await page.reload();
    await expect(page.getByLabel('Rate')).toHaveValue('15');
    await expect(page.getByRole('spinbutton', { name: 'Radius' })).toHaveValue('12');
    expect(page.url()).toBe(link);
  });

  test('what a script changes shows in the controls and in the address', async ({ page }) => {
    await openAndStart(page, `${SMALL}&filters=grayscale&threads=1&simd=on`);
    await page.evaluate(async () => {
      const pipeline = document.querySelector<RlApp>('rl-app')?.pipeline;
      await pipeline?.setThreads(3);
      pipeline?.setSimd(false);
      pipeline?.setFilters([{ name: 'box-blur', radius: 7 }]);
    });
    await expectParameter(page, 'threads', '3');
    await expectParameter(page, 'simd', 'off');
    await expectParameter(page, 'filters', 'box-blur:7');
    await expect(page.getByRole('slider', { name: 'Threads' })).toHaveValue('3');
    await expect(page.getByRole('switch', { name: 'SIMD' })).not.toBeChecked();
    await expect(page.getByRole('slider', { name: 'Radius' })).toHaveValue('7');
  });

  test('a bad value gets a sentence and its default', async ({ page }) => {
    await open(page, 'source=pattern&fps=fast&filters=tint&sink=tv');
    const alert = page.getByRole('alert');
    await expect(alert).toContainText('fps=fast');
    await expect(alert).toContainText('a number from 1 to 60. 30 is used instead.');
    await expect(alert).toContainText('one of grayscale, box-blur');
    await expect(alert).toContainText('sink=tv');
    await expect(page.getByLabel('Rate')).toHaveValue('30');
    await power(page).click();
    await untilPresented(page);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(alert).toHaveCount(0);
  });

  test('the link can be copied', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open(page, SMALL);
    await page.getByLabel('Rate').selectOption('60 fps');
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect(status(page, 'Link copied.')).toBeVisible();
    expect(new URL(page.url()).searchParams.get('fps')).toBe('60');
  });
});

test('its traces have its long tasks and its web-vitals', async ({ page }) => {
  await openAndStart(page);
  await page.evaluate(() => {
    // The test itself runs this, so it is not a task of the page.
    setTimeout(() => {
      const untilMs = performance.now() + 120;
      while (performance.now() < untilMs);
    });
  });
  const marks = () =>
    page.evaluate(
      ([lane, task, vital]) => {
        const records = document.querySelector<RlApp>('rl-app')?.pipeline?.recentTrace().lanes[lane];
        const found = { tasks: 0, vitals: [] as number[] };
        for (let index = 0; records && index < records.length; index++) {
          if (records.kind(index) === task && records.durationUs(index) >= 100_000) found.tasks++;
          if (records.kind(index) === vital) found.vitals.push(records.a(index));
        }
        return found;
      },
      [OWNER_LANE, TRACE_KINDS['long-task'], TRACE_KINDS.vital] as const,
    );
  await poll(async () => (await marks()).tasks).toBeGreaterThan(0);
  await poll(async () => (await marks()).vitals).toContain(TRACE_VITALS.TTFB);
});

test('one element alone shows a pipeline, in step with the rest', async ({ page }) => {
  await openAndStart(page);
  await page.evaluate(() => {
    const latency = document.createElement('rl-latency');
    latency.id = 'alone';
    latency.pipeline = document.querySelector<RlApp>('rl-app')?.pipeline ?? null;
    document.body.append(latency);
  });
  await expect(page.locator('#alone td').first()).toHaveText(/^\d+(\.\d+)?$/);
});
