/** Medians and quartiles of repeated measurements. Pure. */

/** A median with the quartiles around it. */
export interface Spread {
  q1: number;
  median: number;
  q3: number;
}

/** Quartiles. If the number of values is even, the median is the mean of the two in the middle. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
    return low + (high - low) * (place - Math.floor(place));
  };
  return { q1: at(0.25), median: at(0.5), q3: at(0.75) };
}
