/**
 * Wakes a suspended audio context. Browsers let a page make no sound before the user has clicked or pressed a key. Some stop the
 * sound when another program takes the device. In: an audio context. Out: it resumes with the next gesture, and when the page
 * is shown again. Main thread.
 */

const GESTURES = ['pointerdown', 'pointerup', 'keydown', 'touchend'] as const;

/** Resumes the context with the next gesture. `signal` ends it. */
export function resumeOnGesture(context: AudioContext, signal: AbortSignal): void {
  const resume = () => {
    // The browser refuses if this gesture does not count. The next one will work.
    if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(() => undefined);
  };
  for (const gesture of GESTURES) addEventListener(gesture, resume, { capture: true, signal });
  onShown(resume, signal);
  resume();
}

/** Calls `then` whenever the page is shown again. `signal` ends it. */
export function onShown(then: () => void, signal: AbortSignal): void {
  const seen = () => {
    if (document.visibilityState === 'visible') then();
  };
  document.addEventListener('visibilitychange', seen, { signal });
}
