/**
 * The page's own speed, beside the pipeline's: what `web-vitals` knows so far, as plain numbers. Main thread.
 */

import type { VitalMark } from '../../types.ts';

/** Milliseconds, and CLS without a unit; `null` until the browser knows one. */
export type Vitals = Record<VitalMark['name'], number | null>;

let vitals: Vitals | undefined;
const listeners = new Set<() => void>();

/**
 * A live object that the browser's observers write to. There is one per page, however often this is called,
 * because an observer of `web-vitals` cannot be taken off again.
 */
export function observeVitals(): Vitals {
  if (vitals) return vitals;
  const live: Vitals = { LCP: null, INP: null, CLS: null, TTFB: null };
  vitals = live;
  // Later is early enough: the browser keeps what came before.
  import('web-vitals')
    .then((library) => observe(library, live))
    // Everything else works without these numbers.
    .catch((error: unknown) => console.warn(error));
  return live;
}

function observe({ onCLS, onINP, onLCP, onTTFB }: typeof import('web-vitals'), live: Vitals): void {
  const report = ({ name, value }: { name: keyof Vitals; value: number }): void => {
    live[name] = value;
    for (const listener of listeners) listener();
  };
  // Without it a value comes only when the page is hidden, which is too late to show it.
  const everyChange = { reportAllChanges: true };
  onLCP(report, everyChange);
  onINP(report, everyChange);
  onCLS(report, everyChange);
  onTTFB(report, everyChange);
}

/** Calls `listener` whenever a value has changed. Returns how to stop it. */
export function onVitals(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
