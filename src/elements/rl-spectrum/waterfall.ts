/**
 * The spectrogram: one row of pixels per spectrum, the newest at the top. In: decibels by column. Out: pixels, moved down by one
 * row per spectrum. Main thread.
 */

import { fitCanvas, type SoundInks } from '../shared/sound-canvas.ts';
import { decibelPlace } from './scale.ts';

/** Shades from silence to full scale. */
const SHADES = 64;

/** See above. */
export class Waterfall {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #row: ImageData | null = null;
  #shades = new Uint32Array(SHADES);
  #inks: SoundInks | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
  }

  /** Pixels that a row has. */
  fit(inks: SoundInks): number {
    if (fitCanvas(this.#canvas, this.#context, false) || inks !== this.#inks) {
      this.#inks = inks;
      this.#shades = shadesOf(inks);
      this.#row = null;
      this.#context.fillStyle = inks.panel;
      this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
    }
    return this.#canvas.width;
  }

  /** Puts a row on top of all others. Hot: allocates nothing but, once, a row. */
  add(decibels: Float32Array): void {
    const { width, height } = this.#canvas;
    this.#row ??= this.#context.createImageData(width, 1);
    const pixels = new Uint32Array(this.#row.data.buffer);
    for (let column = 0; column < width; column++) {
      const shade = Math.round(decibelPlace(decibels[column] as number) * (SHADES - 1));
      pixels[column] = this.#shades[shade] as number;
    }
    this.#context.drawImage(this.#canvas, 0, 0, width, height - 1, 0, 1, width, height - 1);
    this.#context.putImageData(this.#row, 0, 0);
  }
}

/** From the panel's colour by the accent to that of the text: the louder, the more it stands out, dark or light. */
function shadesOf({ panel, accent, ink }: SoundInks): Uint32Array<ArrayBuffer> {
  const canvas = document.createElement('canvas');
  canvas.width = SHADES;
  canvas.height = 1;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  const gradient = context.createLinearGradient(0, 0, SHADES, 0);
  gradient.addColorStop(0, panel);
  gradient.addColorStop(0.65, accent);
  gradient.addColorStop(1, ink);
  context.fillStyle = gradient;
  context.fillRect(0, 0, SHADES, 1);
  return new Uint32Array(context.getImageData(0, 0, SHADES, 1).data.buffer as ArrayBuffer);
}
