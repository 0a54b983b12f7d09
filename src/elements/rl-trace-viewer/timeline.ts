/**
 * The timeline. It holds the state and draws it after a change. In: rows, gestures, keys. Out: pixels on two canvases, the
 * selection, and the thing under the pointer. Main thread. It draws at most once per animation frame.
 */

import type { TraceRows } from '../../trace/opening/rows.ts';
import { Canvases } from './canvases.ts';
import { type GestureTarget, listenForGestures, listenForScrubbing } from './gestures.ts';
import { actionOf, type KeyAction } from './keys.ts';
import { type Hit, hitTest, type Layout, layOut } from './layout.ts';
import type { Scene, Selection } from './scene.ts';
import { firstFrame, middleUs, selectionOf } from './selection.ts';
import { readTheme, type Theme } from './theme.ts';
import { TimeView } from './time-view.ts';

const KEY_PAN = 0.1;
const KEY_ZOOM = 1.5;
/** A double click beside all frames makes the window so many times as wide. */
const CLICK_ZOOM = 0.4;

/** The timeline calls these functions. */
export interface TimelineEvents {
  onSelect(selection: Selection | null): void;
  /** `null`: the pointer is on nothing. `x` and `y`: pixels of the canvas. */
  onPoint(hit: Hit | null, x: number, y: number): void;
  /** The user has pressed Enter to get the details. */
  onDetails(): void;
}

/** See above. */
export class Timeline implements GestureTarget {
  readonly view = new TimeView();
  readonly #canvases: Canvases;
  readonly #root: ShadowRoot;
  readonly #events: TimelineEvents;
  readonly #listening = new AbortController();
  readonly #resize = new ResizeObserver(() => this.#resized());
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)');
  #traces: readonly TraceRows[] = [];
  #layout: Layout = layOut([], 0);
  #theme: Theme;
  #scaleUs = 1;
  #width = 0;
  #selection: Selection | null = null;
  #pointerX: number | null = null;
  #request = 0;

  constructor(main: HTMLCanvasElement, map: HTMLCanvasElement, events: TimelineEvents) {
    this.#canvases = new Canvases(main, map);
    this.#root = main.getRootNode() as ShadowRoot;
    this.#events = events;
    this.#theme = readTheme(this.#root);
    const { signal } = this.#listening;
    listenForGestures(main, this, signal);
    listenForScrubbing(map, (x) => this.#scrub(x), signal);
    this.#scheme.addEventListener('change', () => this.#retheme(), { signal });
    this.#resize.observe(main);
  }

  /** Removes all listeners. Cancels a drawing that waits. */
  close(): void {
    this.#listening.abort();
    this.#resize.disconnect();
    cancelAnimationFrame(this.#request);
  }

  /** Shows other traces from start to end. `scaleUs`: the latency at the top of a row. */
  show(traces: readonly TraceRows[], scaleUs: number, selection: Selection | null): void {
    this.#traces = traces;
    this.#scaleUs = Math.max(1, scaleUs);
    this.#selection = selection;
    this.view.setExtent(Math.max(1, ...traces.map(({ extentUs }) => extentUs)));
    this.#fit();
    // This draws in a later task, because the element still renders in this one.
    this.#changed();
  }

  /** The present selection. */
  get selection(): Selection | null {
    return this.#selection;
  }

  /** Changes the selection. `fit`: also zooms to a frame. `reveal`: also moves to it. */
  select(selection: Selection | null, how: 'fit' | 'reveal' | 'stay'): void {
    this.#selection = selection;
    const frames = selection?.kind === 'frame' ? this.#traces[selection.trace]?.frames : undefined;
    if (selection?.kind === 'frame' && frames) {
      const startUs = frames.startUs[selection.position] as number;
      const endUs = frames.endUs[selection.position] as number;
      if (how === 'fit') this.view.fit(startUs, endUs);
      if (how === 'reveal') this.view.reveal(startUs, endUs);
    }
    this.#changed();
    this.#events.onSelect(selection);
  }

  /** Selects the frame that is `by` frames after the selected one. If none is selected, takes the first one on screen. */
  step(by: number): void {
    const trace = this.#selection?.trace ?? 0;
    const frames = this.#traces[trace]?.frames;
    if (!frames || frames.length === 0) return;
    const from =
      this.#selection?.kind === 'frame'
        ? this.#selection.position + by
        : firstFrame(frames, this.view.startUs);
    const position = Math.max(0, Math.min(frames.length - 1, from));
    this.select({ kind: 'frame', trace, position }, 'reveal');
  }

  /** Zooms around the selection if it is on screen, else around the middle. */
  zoomBy(factor: number): void {
    const selected = middleUs(this.#traces, this.#selection);
    const inside = selected !== null && selected >= this.view.startUs && selected <= this.view.endUs;
    this.view.zoomAt(inside ? selected : this.view.startUs + this.view.spanUs / 2, factor);
    this.#changed();
  }

  /** Shows everything. */
  all(): void {
    this.view.all();
    this.#changed();
  }

  /** Draws at once. */
  drawNow(): void {
    cancelAnimationFrame(this.#request);
    this.#draw();
  }

  zoom(x: number, factor: number): void {
    this.view.zoomAt(this.#usAt(x), factor);
    this.#changed();
  }

  pan(dx: number): void {
    this.view.panBy((-dx / this.#plot) * this.view.spanUs);
    this.#changed();
  }

  pinch(fromX: readonly [number, number], toX: readonly [number, number]): void {
    const before = Math.max(1, Math.abs(fromX[1] - fromX[0]));
    const after = Math.max(1, Math.abs(toX[1] - toX[0]));
    this.view.zoomAt(this.#usAt(fromX[1]), before / after);
    this.#changed();
  }

  hover(x: number, y: number): void {
    const inside = x - this.#layout.gutter;
    this.#pointerX = inside >= 0 ? inside : null;
    this.#events.onPoint(this.#hit(x, y), x, y);
    this.#request ||= requestAnimationFrame(() => this.#draw());
  }

  leave(): void {
    this.#pointerX = null;
    this.#events.onPoint(null, 0, 0);
    this.#request ||= requestAnimationFrame(() => this.#draw());
  }

  click(x: number, y: number): void {
    this.select(selectionOf(this.#traces, this.#hit(x, y)), 'stay');
  }

  doubleClick(x: number, y: number): void {
    const selection = selectionOf(this.#traces, this.#hit(x, y));
    if (selection?.kind === 'frame') this.select(selection, 'fit');
    else this.zoom(x, CLICK_ZOOM);
  }

  key(event: KeyboardEvent): boolean {
    const action = actionOf(event);
    if (!action || ((action === 'fit' || action === 'clear') && !this.#selection)) return false;
    this.#act(action);
    this.#changed();
    return true;
  }

  #act(action: KeyAction): void {
    const { view } = this;
    if (action === 'left' || action === 'right') {
      view.panBy((action === 'left' ? -1 : 1) * KEY_PAN * view.spanUs);
    } else if (action === 'zoom in') this.zoomBy(1 / KEY_ZOOM);
    else if (action === 'zoom out') this.zoomBy(KEY_ZOOM);
    else if (action === 'all') view.all();
    else if (action === 'start') view.panBy(-view.extentUs);
    else if (action === 'end') view.panBy(view.extentUs);
    else if (action === 'fit') this.select(this.#selection, 'fit');
    else if (action === 'clear') this.select(null, 'stay');
    else if (action === 'details') {
      if (!this.#selection) this.step(0);
      this.#events.onDetails();
    } else this.step(action === 'next frame' ? 1 : -1);
  }

  get #plot(): number {
    return Math.max(1, this.#width - this.#layout.gutter);
  }

  #usAt(x: number): number {
    return this.view.usAt(x - this.#layout.gutter, this.#plot);
  }

  #hit(x: number, y: number): Hit | null {
    return hitTest(this.#traces, this.#layout, this.view, this.#plot, x - this.#layout.gutter, y);
  }

  #scrub(x: number): void {
    this.view.centre(((x - this.#layout.gutter) / this.#plot) * this.view.extentUs);
    this.#changed();
  }

  #retheme(): void {
    this.#theme = readTheme(this.#root);
    this.#canvases.restyle();
    this.#changed();
  }

  #changed(): void {
    this.#request ||= requestAnimationFrame(() => this.#draw());
  }

  #resized(): void {
    if (this.#canvases.width === this.#width) return;
    this.#fit();
    // This draws at once, because a resized canvas is empty.
    this.drawNow();
  }

  #fit(): void {
    this.#width = this.#canvases.width;
    this.#layout = layOut(this.#traces, this.#width);
    this.#canvases.fit(this.#width, this.#layout.height, this.#traces.length);
  }

  #draw(): void {
    this.#request = 0;
    const scene: Scene = {
      traces: this.#traces,
      layout: this.#layout,
      view: this.view,
      width: this.#width,
      theme: this.#theme,
      scaleUs: this.#scaleUs,
      selection: this.#selection,
      pointerX: this.#pointerX,
    };
    this.#canvases.draw(scene);
  }
}
