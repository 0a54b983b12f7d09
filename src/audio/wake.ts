/**
 * Browsers let no page make a sound before the user has touched it, and some stop sound again when another program takes
 * the device. In: an audio context. Out: it is resumed with the next gesture, and when the page is looked at again. Main thread.
 */

const GESTURES = ['pointerdown', 'pointerup', 'keydown', 'touchend'] as const;

/** `signal` ends it. */
export function resumeOnGesture(context: AudioContext, signal: AbortSignal): void {
  const resume = () => {
    // Refused before a gesture that counts; the next one will do.
    if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(() => undefined);
  };
  for (const gesture of GESTURES) addEventListener(gesture, resume, { capture: true, signal });
  onShown(resume, signal);
  resume();
}

/** Calls `then` whenever the page comes into sight again. `signal` ends it. */
export function onShown(then: () => void, signal: AbortSignal): void {
  const seen = () => {
    if (document.visibilityState === 'visible') then();
  };
  document.addEventListener('visibilitychange', seen, { signal });
}
