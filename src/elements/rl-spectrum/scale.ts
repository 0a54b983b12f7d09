/** The scale of decibels that spectrum and spectrogram share. Pure. */

/** The lower end. The upper end is 0. White noise at -60 dBFS has about -90 in each bin. */
export const FLOOR_DB = -110;
/** Lines of the grid. */
export const GRID_DB = [0, -20, -40, -60, -80, -100];

/** Returns the place of a level on the scale: 0 at the lower end, 1 at the upper end. */
export function decibelPlace(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
}
