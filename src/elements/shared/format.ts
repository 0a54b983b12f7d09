/** Numbers as the instruments write them. Pure. */

/** What stands where there is no number yet. */
export const NOTHING = '–';

/** Microseconds as milliseconds with about three digits; `NOTHING` for no number. */
export function formatMs(us: number | null | undefined): string {
  if (us === null || us === undefined || !Number.isFinite(us)) return NOTHING;
  const ms = us / 1000;
  return ms.toFixed(ms < 9.995 ? 2 : ms < 99.95 ? 1 : 0);
}

/** Microseconds as milliseconds at an axis: no more digits than its round numbers need. */
export function formatMsShort(us: number): string {
  return String(Number((us / 1000).toPrecision(3)));
}

/** A share of 1 in per cent; `NOTHING` for no number. */
export function formatShare(share: number | null | undefined): string {
  return share === null || share === undefined || !Number.isFinite(share)
    ? NOTHING
    : `${(100 * share).toFixed(0)} %`;
}

/** A whole number with its thousands set apart; `Intl` took some 30 ms of the page’s start. */
export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined ? NOTHING : String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Frames per second with one digit. */
export function formatRate(rate: number | null | undefined): string {
  return rate === null || rate === undefined || !Number.isFinite(rate) ? NOTHING : rate.toFixed(1);
}

/** Decibels with one digit; silence, and no number, are `NOTHING`. */
export function formatDb(db: number | null | undefined): string {
  // A true minus sign: as wide as a digit, and said as minus.
  return db === null || db === undefined || !Number.isFinite(db) ? NOTHING : db.toFixed(1).replace('-', '−');
}
