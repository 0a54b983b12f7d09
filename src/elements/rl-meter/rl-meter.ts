/**
 * `<rl-meter>` shows how loud the sound is. In: a pipeline. Out: bars at the display's rate, numbers four times a second. Main
 * thread.
 */

import { html, LitElement } from 'lit';
import type { AudioAnalysis } from '../../analysis/analysis.ts';
import type { AnalysisHead } from '../../analysis/block.ts';
import { define } from '../shared/define.ts';
import { formatDb } from '../shared/format.ts';
import { panel } from '../shared/panel.ts';
import { InkReader } from '../shared/sound-canvas.ts';
import { SoundController, type SoundHost, type SoundSource } from '../shared/sound-controller.ts';
import { baseStyles, numberStyles, panelStyles } from '../shared/styles.ts';
import { PeakBallistics } from './ballistics.ts';
import { BOTTOM_DB, drawBar } from './bar.ts';
import { styles } from './rl-meter.styles.ts';

/** Numbers of the scale. Their places are in the style sheet, because the page's policy forbids inline styles. */
const SCALE_DB = [-60, -48, -36, -24, -12, -6, 0];
/** The warning about a true peak beyond full scale stays for so many milliseconds. */
const OVER_MS = 2000;

/** The state of one channel. */
interface Channel {
  peak: PeakBallistics;
  truePeak: PeakBallistics;
  overUntilMs: number;
}

const newChannel = (): Channel => ({
  peak: new PeakBallistics(),
  truePeak: new PeakBallistics(),
  overUntilMs: 0,
});

/**
 * @summary Level of each channel (RMS over 300 ms, peak, true peak) and loudness (momentary, short-term, integrated: EBU R 128).
 * @attr compact - Shows the bars alone, for a place beside a picture.
 * @slot - Below the numbers: a note of the page's own.
 * @csspart panel - The box around everything.
 * @csspart bars - The bars and their scale.
 * @cssproperty --rl-accent - Colour of the bars.
 * @cssproperty --rl-alarm - Colour of levels beyond full scale.
 */
export class RlMeter extends LitElement implements SoundHost {
  static override styles = [baseStyles, panelStyles, numberStyles, styles];

  static override properties = { pipeline: { attribute: false }, compact: { type: Boolean, reflect: true } };

  /** The pipeline to show. `null` shows empty numbers. */
  declare pipeline: SoundSource | null;
  /** Shows the bars alone, for a place beside a picture. */
  declare compact: boolean;

  readonly #sound = new SoundController(this);
  readonly #inks = new InkReader();
  readonly #channels = [newChannel(), newChannel()];
  #seen = 0;

  constructor() {
    super();
    this.pipeline = null;
    this.compact = false;
  }

  /** @internal See `SoundHost`. */
  draw(analysis: AudioAnalysis | null, nowMs: number): void {
    const root = this.shadowRoot;
    if (!root) return;
    const head = analysis?.read();
    const fresh = head !== undefined && head.readings !== this.#seen;
    this.#seen = head?.readings ?? 0;
    for (const [index, channel] of this.#channels.entries()) {
      this.#move(channel, fresh ? head : undefined, index, nowMs);
    }
    const inks = this.#inks.inks(root);
    for (const [index, canvas] of root.querySelectorAll('canvas').entries()) {
      const channel = this.#channels[index] as Channel;
      const rmsDb = head?.rmsDb[index] ?? Number.NEGATIVE_INFINITY;
      drawBar(canvas, inks, { rmsDb, peak: channel.peak, over: nowMs < channel.overUntilMs });
    }
  }

  #move(channel: Channel, head: AnalysisHead | undefined, index: number, nowMs: number): void {
    const truePeakDb = head?.truePeakDb[index] ?? Number.NEGATIVE_INFINITY;
    channel.peak.update(head?.peakDb[index] ?? Number.NEGATIVE_INFINITY, nowMs);
    channel.truePeak.update(truePeakDb, nowMs);
    if (truePeakDb > 0) channel.overUntilMs = nowMs + OVER_MS;
  }

  protected override render() {
    const { analysis } = this.#sound;
    const head = analysis?.head;
    const names = head?.channels === 1 ? ['Mono'] : ['L', 'R'];
    const bars = names.map((name, index) => this.#bar(name, index, head));
    if (this.compact) return html`<div class="bars" part="bars">${bars}</div>`;
    return panel(
      'Sound level',
      analysis?.error ? `No analysis: ${analysis.error.message}` : 'dB below full scale',
      html`
        <div class="bars" part="bars">
          ${bars}
          <div class="scale" aria-hidden="true">
            ${SCALE_DB.map((db) => html`<span>${db}</span>`)}
          </div>
        </div>
        ${this.#table(names, head)} ${loudness(head)}
        <slot></slot>
      `,
    );
  }

  #bar(name: string, index: number, head: AnalysisHead | undefined) {
    const { peak } = this.#channels[index] as Channel;
    const rmsDb = head?.rmsDb[index] ?? Number.NEGATIVE_INFINITY;
    const now = Math.min(0, Math.max(BOTTOM_DB, rmsDb));
    return html`
      <span class="channel" aria-hidden="true">${name[0]}</span>
      <div
        role="meter"
        aria-label="Level, ${CHANNEL_NAMES[name]}"
        aria-valuemin=${BOTTOM_DB}
        aria-valuemax="0"
        aria-valuenow=${now.toFixed(1)}
        aria-valuetext="RMS ${spoken(rmsDb)}, peak ${spoken(peak.held)}"
      >
        <canvas></canvas>
      </div>
    `;
  }

  #table(names: readonly string[], head: AnalysisHead | undefined) {
    const nowMs = performance.now();
    return html`
      <table>
        <caption class="unseen">Levels in dB by channel</caption>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">channel</span></th>
            <th scope="col">RMS</th>
            <th scope="col">peak</th>
            <th scope="col">true peak</th>
          </tr>
        </thead>
        <tbody>
          ${names.map((name, index) => {
            const { peak, truePeak, overUntilMs } = this.#channels[index] as Channel;
            return html`
              <tr>
                <th scope="row">${CHANNEL_NAMES[name]}</th>
                <td>${formatDb(head?.rmsDb[index])}</td>
                <td>${formatDb(peak.held)}</td>
                <td>${formatDb(truePeak.held)}${nowMs < overUntilMs ? html` <span class="over">▲ over</span>` : ''}</td>
              </tr>
            `;
          })}
        </tbody>
      </table>
    `;
  }
}

const CHANNEL_NAMES: Record<string, string> = { L: 'left', R: 'right', Mono: 'mono' };

function spoken(db: number): string {
  return Number.isFinite(db) ? `${db.toFixed(1)} dB` : 'silent';
}

function loudness(head: AnalysisHead | undefined) {
  const rows = [
    ['momentary', head?.momentaryLufs, 'LUFS'],
    ['short-term', head?.shortTermLufs, 'LUFS'],
    ['integrated', head?.integratedLufs, 'LUFS'],
    ['max. true peak', head?.maxTruePeakDb, 'dBTP'],
  ] as const;
  return html`
    <dl class="loudness" aria-label="Loudness">
      ${rows.map(
        ([name, value, unit]) => html`
          <div><dt>${name}</dt><dd>${formatDb(value)} <span class="unit">${unit}</span></dd></div>
        `,
      )}
    </dl>
  `;
}

define('rl-meter', RlMeter);

declare global {
  interface HTMLElementTagNameMap {
    'rl-meter': RlMeter;
  }
}
