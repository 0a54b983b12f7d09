/** The scale of decibels that spectrum and spectrogram share. Pure. */

/** The lower end; the upper one is 0. A bin of white noise at -60 dBFS has some -90. */
export const FLOOR_DB = -110;
/** Lines of the grid. */
export const GRID_DB = [0, -20, -40, -60, -80, -100];

/** 0 at the lower end of the scale, 1 at the upper one. */
export function decibelPlace(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
}
