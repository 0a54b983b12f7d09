/**
 * Writes into the control block for the owner of a pipeline: settings, requests for samples, the stop.
 * In: checked settings. Out: words that the other threads read. Owner's thread. Capture reads settings when a frame arrives.
 */

import { encodeFilter, type FilterSpec } from '../catalogue/filters.ts';
import { CONTROL, FILTER_WORDS, MAX_FILTERS, MAX_THREADS, SETTINGS } from '../generated/layout.ts';

/** Settings that frames are processed with. */
export interface FrameSettings {
  filters: readonly FilterSpec[];
  /** 1 to `MAX_THREADS`. */
  threads: number;
  simd: boolean;
}

/** The index of a word of the control block. */
export function word(offset: number): number {
  return offset >> 2;
}

/**
 * Writes all settings under the sequence lock, so the capture thread sees all of them or none.
 * Only one thread may write. If this function throws, it has written nothing.
 */
export function writeSettings(words: Int32Array, { filters, threads, simd }: FrameSettings): void {
  if (filters.length > MAX_FILTERS || !(threads >= 1 && threads <= MAX_THREADS)) {
    throw new RangeError(`settings with ${filters.length} filters and ${threads} threads`);
  }
  const at = (field: number) => word(CONTROL.settings + field);
  // Nobody can read settings while the version is odd. So everything that may throw comes before.
  const encoded: [at: number, word: number][] = [
    [at(SETTINGS.simd), simd ? 1 : 0],
    [at(SETTINGS.threads), threads | 0],
    [at(SETTINGS.filterCount), filters.length],
  ];
  for (const [index, filter] of filters.entries()) {
    const base = at(SETTINGS.filters) + index * FILTER_WORDS;
    for (const [offset, value] of encodeFilter(filter).entries()) encoded.push([base + offset, value | 0]);
  }
  Atomics.add(words, at(SETTINGS.version), 1);
  for (const [index, value] of encoded) Atomics.store(words, index, value);
  Atomics.add(words, at(SETTINGS.version), 1);
}

/** Makes the word of a request from a time: whole microseconds modulo 2^32. The last bit is set, so it is never 0. */
export function sampleRequest(nowUs: number): number {
  return (Math.floor(nowUs) % 2 ** 32) | 1;
}

/** Asks the present thread for the pixels of the first frame that arrives after `request`. See `sampleRequest`. */
export function requestSample(words: Int32Array, request: number): void {
  Atomics.store(words, word(CONTROL.sampleRequest), request);
}

/** Whether a frame arrived after a request. The two times must be less than half an hour apart. */
export function arrivedAfter(arrivalUs: number, request: number): boolean {
  return ((Math.floor(arrivalUs) % 2 ** 32) - request) << 0 >= 0;
}

/** Makes every pool thread leave its loop after the current frame. */
export function stopPool(words: Int32Array): void {
  Atomics.store(words, word(CONTROL.stop), 1);
  for (let index = 0; index < MAX_THREADS; index++) {
    Atomics.add(words, word(CONTROL.wake) + index, 1);
    Atomics.notify(words, word(CONTROL.wake) + index);
  }
}

/** Wakes every thread that waits in the shared memory. A wait that never ends would keep the memory alive. */
export function releaseWaits(words: Int32Array): void {
  stopPool(words);
  Atomics.add(words, word(CONTROL.done), 1);
  Atomics.notify(words, word(CONTROL.done));
}
