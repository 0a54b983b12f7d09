/**
 * Sizes and paints the timeline's two canvases. The map of the whole trace is painted once. Later drawings copy it. In: a scene.
 * Out: pixels. Main thread.
 */

import { drawWindow, Painter } from './draw.ts';
import type { Scene } from './scene.ts';

/** Height of the small map, per trace. */
const MAP_SIZE = 36;

/** See above. */
export class Canvases {
  readonly #main: HTMLCanvasElement;
  readonly #map: HTMLCanvasElement;
  readonly #mapPicture = document.createElement('canvas');
  readonly #painter = new Painter();
  #mapIsStale = true;

  constructor(main: HTMLCanvasElement, map: HTMLCanvasElement) {
    this.#main = main;
    this.#map = map;
  }

  /** The available width in CSS pixels. */
  get width(): number {
    return this.#main.clientWidth;
  }

  /** Sets the sizes of the canvases. This also empties them. */
  fit(width: number, height: number, traces: number): void {
    setSize(this.#main, width, height);
    setSize(this.#map, width, MAP_SIZE * traces);
    setSize(this.#mapPicture, width, MAP_SIZE * traces);
    this.#mapIsStale = true;
  }

  /** Makes the next drawing paint the map anew. */
  restyle(): void {
    this.#mapIsStale = true;
  }

  /** Paints both. */
  draw(scene: Scene): void {
    const context = this.#main.getContext('2d');
    if (!context || scene.width === 0) return;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    this.#painter.paint(context, scene);
    this.#drawMap(scene);
  }

  #drawMap(scene: Scene): void {
    const context = this.#map.getContext('2d');
    const picture = this.#mapPicture.getContext('2d');
    const height = MAP_SIZE * scene.traces.length;
    if (!context || !picture || height === 0) return;
    if (this.#mapIsStale) {
      picture.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      this.#painter.paintMap(picture, scene, MAP_SIZE);
      this.#mapIsStale = false;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#map.width, this.#map.height);
    context.drawImage(this.#mapPicture, 0, 0);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    drawWindow(context, scene, height);
  }
}

/** Sets a canvas's size. It gets as many pixels as the screen has in its place. */
function setSize(canvas: HTMLCanvasElement, width: number, height: number): void {
  canvas.style.blockSize = `${height}px`;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
}
