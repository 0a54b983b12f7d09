/**
 * `<rl-spectrum>` shows the spectrum of the sound, now and over the last seconds. In: a pipeline. Out: drawings at the display's
 * rate, and text four times a second. Main thread.
 */

import { html, LitElement } from 'lit';
import type { AudioAnalysis } from '../../analysis/analysis.ts';
import { SPECTRUM_COLUMNS, SPECTRUM_SAMPLES } from '../../generated/layout.ts';
import { define } from '../shared/define.ts';
import { formatDb, NOTHING } from '../shared/format.ts';
import { panel } from '../shared/panel.ts';
import { InkReader, type SoundInks } from '../shared/sound-canvas.ts';
import { SoundController, type SoundHost, type SoundSource } from '../shared/sound-controller.ts';
import { baseStyles, panelStyles } from '../shared/styles.ts';
import { drawCurve } from './curve.ts';
import { FrequencyAxis } from './frequency-axis.ts';
import { styles } from './rl-spectrum.styles.ts';
import { FLOOR_DB } from './scale.ts';
import { Waterfall } from './waterfall.ts';

/** With each spectrum the curve falls by at most so many decibels. That is about 70 per second at 48 kHz. */
const FALL_DB = 1.5;
/** So many of the last spectra can be read while new ones are written. */
const READABLE = SPECTRUM_COLUMNS - 2;
/** The sample rate of an empty grid, in hertz. */
const USUAL_RATE = 48_000;

/**
 * @summary Spectrum of the sound (2048 samples, Hann window, dB below full scale, logarithmic frequencies) and spectrogram.
 * @slot - Below the pictures: a note of the page's own.
 * @csspart panel - The box around everything.
 * @csspart curve - The canvas of the spectrum.
 * @csspart waterfall - The canvas of the spectrogram. The newest spectrum is at the top.
 * @cssproperty --rl-accent - Colour of the curve, and of what is loud in the spectrogram.
 * @cssproperty --rl-spectrum-size - Height of the spectrum, default 150px.
 * @cssproperty --rl-spectrogram-size - Height of the spectrogram, default 96px.
 */
export class RlSpectrum extends LitElement implements SoundHost {
  static override styles = [baseStyles, panelStyles, styles];

  static override properties = { pipeline: { attribute: false } };

  /** The pipeline to show. `null` shows an empty grid. */
  declare pipeline: SoundSource | null;

  readonly #sound = new SoundController(this);
  readonly #inks = new InkReader();
  #waterfall: Waterfall | null = null;
  #context: CanvasRenderingContext2D | null = null;
  #axis = new FrequencyAxis(1, USUAL_RATE);
  #spread = new Float32Array(1);
  /** The curve's decibels. They rise at once and fall slowly. */
  #shown = new Float32Array(1);
  #next = 0;
  #drawnFor: SoundInks | null = null;

  constructor() {
    super();
    this.pipeline = null;
  }

  /** @internal See `SoundHost`. */
  draw(analysis: AudioAnalysis | null): void {
    const root = this.shadowRoot;
    const [curve, waterfall] = root?.querySelectorAll('canvas') ?? [];
    if (!root || !curve || !waterfall) return;
    this.#context ??= curve.getContext('2d');
    this.#waterfall ??= new Waterfall(waterfall);
    const inks = this.#inks.inks(root);
    const resized = this.#fit(this.#waterfall.fit(inks), analysis?.head.sampleRate || USUAL_RATE);
    const news = this.#take(analysis, this.#waterfall);
    if (!this.#context || !(news || resized || inks !== this.#drawnFor)) return;
    this.#drawnFor = inks;
    drawCurve(curve, this.#context, inks, this.#axis, this.#shown);
  }

  /** Makes a new axis if width or rate has changed. Returns whether it did. */
  #fit(columns: number, sampleRate: number): boolean {
    if (columns === this.#axis.columns && sampleRate === this.#axis.sampleRate) return false;
    this.#axis = new FrequencyAxis(columns, sampleRate);
    this.#spread = new Float32Array(columns);
    this.#shown = new Float32Array(columns).fill(FLOOR_DB);
    return true;
  }

  /** Draws a row for every new spectrum. Returns whether there were any. */
  #take(analysis: AudioAnalysis | null, waterfall: Waterfall): boolean {
    const count = analysis?.spectra ?? 0;
    // This is another analysis, or it began anew.
    if (count < this.#next) this.#next = 0;
    const first = Math.max(this.#next, count - READABLE);
    for (let number = first; analysis && number < count; number++) {
      this.#axis.spread(analysis.spectrum(number), this.#spread);
      waterfall.add(this.#spread);
      for (let column = 0; column < this.#axis.columns; column++) {
        const before = (this.#shown[column] as number) - FALL_DB;
        this.#shown[column] = Math.max(before, this.#spread[column] as number);
      }
    }
    this.#next = count;
    return first < count;
  }

  protected override firstUpdated(): void {
    this.draw(null);
  }

  protected override render() {
    const { analysis } = this.#sound;
    const { hz, db } = loudest(analysis);
    const found = hz === null ? NOTHING : `${formatFrequency(hz)}, ${formatDb(db)} dB`;
    return panel(
      'Spectrum',
      analysis?.error ? `No analysis: ${analysis.error.message}` : 'dB below full scale, by Hz',
      html`
        <canvas class="curve" part="curve" role="img" aria-label="Spectrum. Loudest: ${found}"></canvas>
        <canvas
          class="waterfall"
          part="waterfall"
          role="img"
          aria-label="Spectrogram of the last seconds, the newest at the top"
        ></canvas>
        <p class="loudest">Loudest: ${found}</p>
        <slot></slot>
      `,
    );
  }
}

/** Finds the loudest frequency of the newest spectrum. `hz` is `null` in silence. */
function loudest(analysis: AudioAnalysis | null): { hz: number | null; db: number } {
  const count = analysis?.spectra ?? 0;
  if (!analysis || count === 0) return { hz: null, db: 0 };
  const spectrum = analysis.spectrum(count - 1);
  let most = 1;
  for (let bin = 2; bin < spectrum.length; bin++) {
    if ((spectrum[bin] as number) > (spectrum[most] as number)) most = bin;
  }
  const db = spectrum[most] as number;
  if (db <= FLOOR_DB) return { hz: null, db };
  return { hz: (interpolated(spectrum, most) * analysis.head.sampleRate) / SPECTRUM_SAMPLES, db };
}

/** Returns the place of the peak between bins: the top of the parabola through three of them. */
function interpolated(spectrum: Float32Array, bin: number): number {
  const [left, middle, right] = [bin - 1, bin, bin + 1].map((at) => spectrum[at] ?? FLOOR_DB) as [
    number,
    number,
    number,
  ];
  const curvature = left - 2 * middle + right;
  return curvature < 0 ? bin + (0.5 * (left - right)) / curvature : bin;
}

function formatFrequency(hz: number): string {
  return hz < 1000 ? `${hz.toFixed(0)} Hz` : `${(hz / 1000).toFixed(2)} kHz`;
}

define('rl-spectrum', RlSpectrum);

declare global {
  interface HTMLElementTagNameMap {
    'rl-spectrum': RlSpectrum;
  }
}
