/**
 * The page's own speed, beside the pipeline's: what `web-vitals` knows so far, as plain numbers. Main thread.
 */

/** Milliseconds, and `cls` without a unit; `null` until the browser knows one. */
export interface Vitals {
  /** Largest contentful paint. */
  lcpMs: number | null;
  /** Interaction to next paint. */
  inpMs: number | null;
  /** Cumulative layout shift. */
  cls: number | null;
  /** Time to first byte. */
  ttfbMs: number | null;
}

let vitals: Vitals | undefined;
const listeners = new Set<() => void>();

/**
 * A live object that the browser's observers write to. There is one per page, however often this is called,
 * because an observer of `web-vitals` cannot be taken off again.
 */
export function observeVitals(): Vitals {
  if (vitals) return vitals;
  const live: Vitals = { lcpMs: null, inpMs: null, cls: null, ttfbMs: null };
  vitals = live;
  // Later is early enough: the browser keeps what came before.
  import('web-vitals')
    .then((library) => observe(library, live))
    // Numbers of the page itself, without which everything else works.
    .catch((error: unknown) => console.warn(error));
  return live;
}

function observe({ onCLS, onINP, onLCP, onTTFB }: typeof import('web-vitals'), live: Vitals): void {
  const report =
    (name: keyof Vitals) =>
    ({ value }: { value: number }): void => {
      live[name] = value;
      for (const listener of listeners) listener();
    };
  // Without it a value comes only when the page is hidden, which is too late to show it.
  const everyChange = { reportAllChanges: true };
  onLCP(report('lcpMs'), everyChange);
  onINP(report('inpMs'), everyChange);
  onCLS(report('cls'), everyChange);
  onTTFB(report('ttfbMs'), everyChange);
}

/** Calls `listener` whenever a value has changed. Returns how to stop it. */
export function onVitals(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
