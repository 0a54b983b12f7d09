/**
 * Wheel, mouse, fingers and keys on the timeline. In: events of a canvas. Out: calls of `GestureTarget`.
 * Main thread. This file knows nothing about traces.
 */

/** If the pointer moves farther, it drags and does not click. */
const CLICK_PX = 4;
/** The zoom per pixel of the wheel. A pinch on a touch pad arrives as a wheel with the control key and small steps. */
const WHEEL_ZOOM = 0.0015;
const PINCH_ZOOM = 0.01;
/** Pixels per line. Some wheels count in lines. */
const LINE_PX = 16;

/** Gets the gestures. Positions are pixels from the top left corner of the canvas. */
export interface GestureTarget {
  /** Makes the window `factor` times as wide around `x`. */
  zoom(x: number, factor: number): void;
  /** Moves the picture by `dx` pixels to the right. */
  pan(dx: number): void;
  /** Zooms with two fingers. They moved from `fromX` to `toX`. */
  pinch(fromX: readonly [number, number], toX: readonly [number, number]): void;
  hover(x: number, y: number): void;
  leave(): void;
  click(x: number, y: number): void;
  doubleClick(x: number, y: number): void;
  /** Returns whether the key has a meaning here. */
  key(event: KeyboardEvent): boolean;
}

/** Listens until `signal` aborts. */
export function listenForGestures(canvas: HTMLElement, target: GestureTarget, signal: AbortSignal): void {
  const pointers = new Map<number, { x: number; y: number }>();
  let moved = 0;

  const place = (event: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.x, y: event.clientY - box.y };
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    moved = pointers.size > 1 ? Number.POSITIVE_INFINITY : 0;
    target.leave();
  };

  const move = (event: PointerEvent) => {
    const at = place(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType === 'mouse') target.hover(at.x, at.y);
      return;
    }
    pointers.set(event.pointerId, at);
    if (pointers.size === 2) {
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, { x }]) => x);
      target.pinch([before.x, other as number], [at.x, other as number]);
      return;
    }
    const wasClick = moved <= CLICK_PX;
    moved += Math.abs(at.x - before.x) + Math.abs(at.y - before.y);
    if (moved > CLICK_PX) target.pan(wasClick ? Math.sign(at.x - before.x) : at.x - before.x);
  };

  const up = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId) || event.type !== 'pointerup') return;
    const { x, y } = place(event);
    if (moved <= CLICK_PX) target.click(x, y);
  };

  const wheel = (event: WheelEvent) => {
    const scale = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
    // The wheel zooms with the control key, or after a click into the timeline. Else it scrolls the page.
    const ours = event.ctrlKey || event.metaKey || canvas.matches(':focus');
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) target.pan(-sideways * scale);
    else if (ours) {
      const rate = event.ctrlKey && Math.abs(event.deltaY) < 50 ? PINCH_ZOOM : WHEEL_ZOOM;
      target.zoom(place(event).x, Math.exp(event.deltaY * scale * rate));
    } else return;
    event.preventDefault();
  };

  const options = { signal };
  canvas.addEventListener('pointerdown', down, options);
  canvas.addEventListener('pointermove', move, options);
  canvas.addEventListener('pointerup', up, options);
  canvas.addEventListener('pointercancel', up, options);
  canvas.addEventListener('pointerleave', () => target.leave(), options);
  canvas.addEventListener('wheel', wheel, { signal, passive: false });
  canvas.addEventListener(
    'dblclick',
    (event) => {
      const { x, y } = place(event);
      target.doubleClick(x, y);
    },
    options,
  );
  canvas.addEventListener(
    'keydown',
    (event) => {
      if (target.key(event)) event.preventDefault();
    },
    options,
  );
}

/** Calls `at` while the pointer is pressed on the canvas. `x`: pixels from the left edge. */
export function listenForScrubbing(canvas: HTMLElement, at: (x: number) => void, signal: AbortSignal): void {
  const scrub = (event: PointerEvent) => {
    if (event.buttons & 1) at(event.clientX - canvas.getBoundingClientRect().x);
  };
  const down = (event: PointerEvent) => {
    canvas.setPointerCapture(event.pointerId);
    scrub(event);
  };
  canvas.addEventListener('pointerdown', down, { signal });
  canvas.addEventListener('pointermove', scrub, { signal });
}
