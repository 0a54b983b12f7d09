/** The meaning of keys on the timeline. In: key presses. Out: actions. Pure. */

/** An action that the user wants. */
export type KeyAction =
  | 'left'
  | 'right'
  | 'frame before'
  | 'next frame'
  | 'zoom in'
  | 'zoom out'
  | 'all'
  | 'start'
  | 'end'
  | 'fit'
  | 'details'
  | 'clear';

const KEYS: Readonly<Record<string, KeyAction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  '+': 'zoom in',
  '=': 'zoom in',
  '-': 'zoom out',
  _: 'zoom out',
  '0': 'all',
  Home: 'start',
  End: 'end',
  f: 'fit',
  Enter: 'details',
  Escape: 'clear',
};

/** Returns the action of a key press, or `null`. Keys with Control, Alt or Meta belong to the browser. */
export function actionOf(event: KeyboardEvent): KeyAction | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const action = KEYS[event.key] ?? null;
  if (!event.shiftKey) return action;
  if (action === 'left') return 'frame before';
  if (action === 'right') return 'next frame';
  return action === 'zoom in' || action === 'zoom out' ? action : null;
}
