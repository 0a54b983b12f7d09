/** What the canvases of the sound's instruments share: their size, and the element's colours. Main thread. */

/** Colours as a canvas takes them, and the font without its size. */
export interface SoundInks {
  ink: string;
  muted: string;
  line: string;
  panel: string;
  accent: string;
  alarm: string;
  font: string;
}

/** Reads an element's colours again when those of the system have changed. */
export class InkReader {
  readonly #scheme = matchMedia('(prefers-color-scheme: dark)');
  readonly #forced = matchMedia('(forced-colors: active)');
  #inks: SoundInks | null = null;
  #read = '';

  /** `inside`: where the colours are in force; gets a child for the time of the reading. */
  inks(inside: ParentNode & Node): SoundInks {
    const state = `${this.#scheme.matches} ${this.#forced.matches}`;
    if (this.#inks && this.#read === state) return this.#inks;
    this.#read = state;
    const probe = document.createElement('span');
    probe.hidden = true;
    inside.append(probe);
    const color = (name: string) => {
      probe.style.color = `var(--_${name})`;
      return getComputedStyle(probe).color;
    };
    this.#inks = {
      ink: color('ink'),
      muted: color('muted'),
      line: color('line'),
      panel: color('panel'),
      accent: color('accent'),
      alarm: color('alarm'),
      font: getComputedStyle(probe).fontFamily,
    };
    probe.remove();
    return this.#inks;
  }
}

/**
 * Gives a canvas as many pixels as it has on the screen. Its context then counts in CSS pixels, if `scaled`.
 * @returns whether its size changed, and with it everything on it was lost.
 */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  scaled = true,
): boolean {
  const ratio = globalThis.devicePixelRatio || 1;
  const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  const height = Math.max(1, Math.round(canvas.clientHeight * ratio));
  if (canvas.width === width && canvas.height === height) return false;
  canvas.width = width;
  canvas.height = height;
  if (scaled) context.scale(ratio, ratio);
  return true;
}
