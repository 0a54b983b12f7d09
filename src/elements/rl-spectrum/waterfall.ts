/**
 * Draws the spectrogram. Each spectrum is one row of pixels at the top, and moves the older rows down. In: decibels by column.
 * Out: pixels. Main thread.
 */

import { fitCanvas, type SoundInks } from '../shared/sound-canvas.ts';
import { decibelPlace } from './scale.ts';

/** Number of shades from silence to full scale. */
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

  /** Adapts to the canvas's size and to the colours. Clears the picture if one has changed. Returns the pixels of a row. */
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

  /** Adds a row at the top. Hot: allocates nothing, except one row the first time. */
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

/** Makes shades from the panel's colour over the accent to the text's colour. So loud sound stands out in every theme. */
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
