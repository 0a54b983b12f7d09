/**
 * Searches sorted typed arrays: what is at a time, how busy a span was, what was the largest value in it. So ten minutes
 * are drawn as fast as one second. In: columns. Out: numbers. Pure; allocates nothing but `maxTree`.
 */

/** Work of one thread, sorted by start. Times in microseconds since the start of the trace. */
export interface Slices {
  length: number;
  startUs: Float64Array;
  endUs: Float64Array;
  /** Latest end so far: sorted also where slices overlap. */
  reachUs: Float64Array;
  /** Work before each slice, and after the last: one longer than the others. */
  busyUs: Float64Array;
  /** The frame's number. */
  sequence: Uint32Array;
  /** Index of its record in the lane. */
  record: Uint32Array;
}

/** The first index whose value is not below `target`; `to` where all are. */
export function lowerBound(
  values: { readonly [index: number]: number; readonly length: number },
  target: number,
  from = 0,
  to = values.length,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Microseconds of work until a time. */
export function busyUntil(slices: Slices, us: number): number {
  const begun = lowerBound(slices.startUs, us);
  if (begun === 0) return 0;
  return (slices.busyUs[begun] as number) - Math.max(0, (slices.reachUs[begun - 1] as number) - us);
}

/** Share of each column's time that the thread worked, 0 to 1. Hot: allocates nothing. */
export function fillBusy(slices: Slices, startUs: number, usPerColumn: number, into: Float32Array): void {
  let before = busyUntil(slices, startUs);
  for (let column = 0; column < into.length; column++) {
    const after = busyUntil(slices, startUs + (column + 1) * usPerColumn);
    into[column] = Math.max(0, Math.min(1, (after - before) / usPerColumn));
    before = after;
  }
}

/** A tree over some values that tells the largest of any run of them: see `largestOf`. `NaN` counts as nothing. */
export function maxTree(values: ArrayLike<number>): Float32Array {
  const { length } = values;
  const tree = new Float32Array(2 * length);
  for (let index = 0; index < length; index++) {
    const value = values[index] as number;
    tree[length + index] = value > 0 ? value : 0;
  }
  for (let node = length - 1; node > 0; node--) {
    tree[node] = Math.max(tree[2 * node] as number, tree[2 * node + 1] as number);
  }
  return tree;
}

/** Largest value from `from` to before `to`, in logarithmic time; 0 for none. Hot: allocates nothing. */
export function largestOf(tree: Float32Array, from: number, to: number): number {
  const length = tree.length >> 1;
  let largest = 0;
  let left = from + length;
  let right = to + length;
  while (left < right) {
    if (left & 1) largest = Math.max(largest, tree[left++] as number);
    if (right & 1) largest = Math.max(largest, tree[--right] as number);
    left >>= 1;
    right >>= 1;
  }
  return largest;
}

/** Largest value of each column's frames, 0 where there is none. Hot: allocates nothing. */
export function fillMax(
  timesUs: Float64Array,
  tree: Float32Array,
  startUs: number,
  usPerColumn: number,
  into: Float32Array,
): void {
  let from = lowerBound(timesUs, startUs);
  for (let column = 0; column < into.length; column++) {
    const to = lowerBound(timesUs, startUs + (column + 1) * usPerColumn, from);
    into[column] = largestOf(tree, from, to);
    from = to;
  }
}

/** How much a running sum grew within each column. Hot: allocates nothing. */
export function fillCount(
  timesUs: Float64Array,
  sums: Uint32Array,
  startUs: number,
  usPerColumn: number,
  into: Float32Array,
): void {
  let from = lowerBound(timesUs, startUs);
  for (let column = 0; column < into.length; column++) {
    const to = lowerBound(timesUs, startUs + (column + 1) * usPerColumn, from);
    into[column] = (sums[to] as number) - (sums[from] as number);
    from = to;
  }
}
