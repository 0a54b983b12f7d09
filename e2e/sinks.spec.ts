/** Colours do not change on the way, on every sink. The test reads the bars of the test picture from the preview. */

import { expect, type Page, test } from 'playwright/test';
import type { RlApp } from '../src/elements/rl-app/rl-app.ts';
import { openAndStart, stats } from './support/app.ts';
import { BARS, toRgb } from './support/pattern.ts';

/** Reads the RGB of 64 places on a line through the bars, below the frame number. */
async function readLine(page: Page): Promise<number[][]> {
  return page.evaluate(async () => {
    const pipeline = document.querySelector<RlApp>('rl-app')?.pipeline;
    if (!pipeline) throw new Error('no pipeline runs');
    let shown: HTMLCanvasElement | HTMLVideoElement | null = pipeline.canvas;
    if (!shown) {
      shown = document.createElement('video');
      shown.muted = true;
      shown.srcObject = pipeline.stream;
      await shown.play();
    }
    const width = 'videoWidth' in shown ? shown.videoWidth : shown.width;
    const height = 'videoHeight' in shown ? shown.videoHeight : shown.height;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.drawImage(shown, 0, 0);
    const { data } = context.getImageData(0, Math.floor(height / 2), width, 1);
    return Array.from({ length: 64 }, (_, index) => {
      const at = 4 * Math.floor(((index + 0.5) * width) / 64);
      return Array.from(data.subarray(at, at + 3));
    });
  });
}

for (const sink of ['video', 'webgl', 'canvas']) {
  for (const [width, height] of [
    [320, 180],
    [322, 183],
  ]) {
    test(`${sink} shows the colours of the bars at ${width}x${height}`, async ({ page }) => {
      await openAndStart(page, `source=pattern&width=${width}&height=${height}&fps=30&filters=&sink=${sink}`);
      expect((await stats(page))?.sink).toBe(sink);
      const line = await readLine(page);
      const colours = BARS.map(toRgb);
      // A difference of 4 of 255 is allowed for rounding and each browser's own conversion. Places next to an edge are mixtures.
      const near = line.map((rgb) =>
        colours.findIndex((bar) => bar.every((value, i) => Math.abs(value - (rgb[i] as number)) <= 4)),
      );
      expect(new Set(near.filter((bar) => bar >= 0)).size, `bars among ${near.join()}`).toBe(8);
      expect(near.filter((bar) => bar < 0).length, 'places that are no bar').toBeLessThan(16);
    });
  }
}

test('the output can be recorded whatever the sink', async ({ page }) => {
  for (const sink of ['video', 'webgl', 'canvas']) {
    await openAndStart(page, `source=pattern&width=320&height=180&fps=30&filters=box-blur:5&sink=${sink}`);
    const size = await page.evaluate(async () => {
      const pipeline = document.querySelector<RlApp>('rl-app')?.pipeline;
      if (!pipeline) throw new Error('no pipeline runs');
      const recorder = new MediaRecorder(pipeline.stream);
      return new Promise<number>((resolve) => {
        recorder.ondataavailable = ({ data }) => {
          if (data.size > 0) resolve(data.size);
        };
        recorder.start(200);
      });
    });
    expect(size, sink).toBeGreaterThan(0);
  }
});
