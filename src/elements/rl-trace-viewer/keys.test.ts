/** Keys of the timeline. */

import { expect, it } from 'vitest';
import { actionOf } from './keys.ts';

const press = (key: string, more: object = {}) => actionOf({ key, ...more } as KeyboardEvent);

it('moves, zooms and steps', () => {
  expect(['ArrowLeft', 'ArrowRight', '+', '-', 'Home', 'End', 'Enter', '0'].map((key) => press(key))).toEqual(
    ['left', 'right', 'zoom in', 'zoom out', 'start', 'end', 'details', 'all'],
  );
  expect(press('ArrowRight', { shiftKey: true })).toBe('next frame');
  expect(press('ArrowLeft', { shiftKey: true })).toBe('frame before');
  // On some keyboards plus needs the shift key.
  expect(press('+', { shiftKey: true })).toBe('zoom in');
});

it('ignores keys that belong to the browser', () => {
  for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }])
    expect(press('0', more)).toBeNull();
  expect([press('Tab'), press('r'), press('Home', { shiftKey: true })]).toEqual([null, null, null]);
});
