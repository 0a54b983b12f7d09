/** Draws one channel's bar: RMS solid, the peak pale, and a mark at the last peak. In: levels in dB. Out: pixels. Main thread. */

import { fitCanvas, type SoundInks } from '../shared/sound-canvas.ts';
import type { PeakBallistics } from './ballistics.ts';

/** The left end of the scale, in dB. The right end is 0. */
export const BOTTOM_DB = -60;

/** Returns the place of a level: 0 at the left end, 1 at the right end. */
export function position(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / BOTTOM_DB));
}

/** Draws one bar. `over`: a true peak was beyond full scale. Then the right end has stripes. */
export function drawBar(
  canvas: HTMLCanvasElement,
  { ink, line, accent, alarm }: SoundInks,
  { rmsDb, peak, over }: { rmsDb: number; peak: PeakBallistics; over: boolean },
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  fitCanvas(canvas, context);
  const { clientWidth: width, clientHeight: height } = canvas;
  context.globalAlpha = 1;
  context.fillStyle = line;
  context.fillRect(0, 0, width, height);
  context.fillStyle = accent;
  context.globalAlpha = 0.4;
  context.fillRect(0, 0, position(peak.shown) * width, height);
  context.globalAlpha = 1;
  context.fillRect(0, height / 4, position(rmsDb) * width, height / 2);
  const mark = position(peak.held) * width;
  context.fillStyle = peak.held >= 0 ? alarm : ink;
  if (mark > 0) context.fillRect(Math.min(width - 2, mark - 1), 0, 2, height);
  if (!over) return;
  context.fillStyle = alarm;
  for (let x = width - 18; x < width; x += 6) context.fillRect(x, 0, 3, height);
}
