/**
 * Browsers let no page make a sound before the user has touched it, and some stop sound again when another program takes
 * the device. In: an audio context. Out: it is resumed with the next gesture, and when the page is looked at again. Main thread.
 */

const GESTURES = ['pointerdown', 'pointerup', 'keydown', 'touchend'] as const;

/** Returns how to stop it. */
export function resumeOnGesture(context: AudioContext): () => void {
  const resume = () => {
    // Refused before a gesture that counts; the next one will do.
    if (context.state !== 'running' && context.state !== 'closed') context.resume().catch(() => undefined);
  };
  const seen = () => {
    if (document.visibilityState === 'visible') resume();
  };
  for (const gesture of GESTURES) addEventListener(gesture, resume, { capture: true });
  document.addEventListener('visibilitychange', seen);
  resume();
  return () => {
    for (const gesture of GESTURES) removeEventListener(gesture, resume, { capture: true });
    document.removeEventListener('visibilitychange', seen);
  };
}
