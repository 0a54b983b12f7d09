/**
 * The timeline's two canvases: as large as what is on them, and painted. The map of the whole trace is painted once and copied
 * afterwards. In: a scene. Out: pixels. Main thread.
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

  /** Width that there is for them, in CSS pixels. */
  get width(): number {
    return this.#main.clientWidth;
  }

  /** Gives them their sizes, which empties them. */
  fit(width: number, height: number, traces: number): void {
    setSize(this.#main, width, height);
    setSize(this.#map, width, MAP_SIZE * traces);
    setSize(this.#mapPicture, width, MAP_SIZE * traces);
    this.#mapIsStale = true;
  }

  /** The map must be painted anew. */
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

/** Gives a canvas as many pixels as the screen has there. */
function setSize(canvas: HTMLCanvasElement, width: number, height: number): void {
  canvas.style.blockSize = `${height}px`;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
}
