/**
 * `<rl-sound>`: where sound comes from, whether it is heard, and what it costs. Comes in: settings and pipeline. Goes
 * out: `rl-change`; monitoring to the pipeline. Main thread.
 */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { BROWSER_PROCESSING } from '../../audio/options.ts';
import type { AudioStats, Pipeline } from '../../types.ts';
import { type MicrophoneChoice, RlChangeEvent } from '../shared/change-event.ts';
import { define } from '../shared/define.ts';
import { formatCount, formatShare, NOTHING } from '../shared/format.ts';
import { panel } from '../shared/panel.ts';
import { AUDIO_SOURCES, type AudioSourceName } from '../shared/settings.ts';
import { StatsController } from '../shared/stats-controller.ts';
import { baseStyles, choiceStyles, controlStyles, panelStyles } from '../shared/styles.ts';
import { styles } from './rl-sound.styles.ts';

const LABELS: Record<AudioSourceName, string> = { off: 'Off', microphone: 'Microphone', tone: 'Test tone' };
const PROCESSING = {
  echoCancellation: 'Echo cancellation',
  noiseSuppression: 'Noise suppression',
  autoGainControl: 'Automatic gain',
} as const;

type Processing = keyof typeof PROCESSING;

/**
 * @summary Source of sound, microphone, what the browser does to it, monitoring; time per quantum, gaps, skew.
 * @fires {RlChangeEvent} rl-change - With `audio` or `microphone`.
 * @csspart panel - The box around everything.
 */
export class RlSound extends LitElement {
  static override styles = [baseStyles, panelStyles, controlStyles, choiceStyles, styles];

  static override properties = {
    pipeline: { attribute: false },
    audio: {},
    microphone: { attribute: false },
  };

  /** Shown, and monitored live; `null` while there is none. */
  declare pipeline: Pipeline | null;
  /** `microphone`, `tone` or `off`. */
  declare audio: AudioSourceName;
  /** Which microphone, and what the browser does to its sound. */
  declare microphone: MicrophoneChoice;

  readonly #numbers = new StatsController(this);
  #microphones: MediaDeviceInfo[] = [];

  constructor() {
    super();
    this.pipeline = null;
    this.audio = 'off';
    this.microphone = {};
  }

  override connectedCallback(): void {
    super.connectedCallback();
    navigator.mediaDevices?.addEventListener('devicechange', this.#list);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    navigator.mediaDevices?.removeEventListener('devicechange', this.#list);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('pipeline') && this.pipeline && this.audio === 'microphone') this.#list();
  }

  protected override render() {
    const stats = this.#numbers.stats?.audio ?? null;
    return panel(
      'Sound',
      '',
      html`
        <div class="choices" role="radiogroup" aria-labelledby="heading">
          ${AUDIO_SOURCES.map((source) => this.#choice(source))}
        </div>
        ${this.#microphoneFields()} ${this.#monitor()} ${numbers(stats)}
      `,
    );
  }

  #choice(source: AudioSourceName) {
    return html`
      <label>
        <input
          type="radio"
          name="audio"
          value=${source}
          .checked=${source === this.audio}
          @change=${() => this.#onSource(source)}
        />
        <span>${LABELS[source]}</span>
      </label>
    `;
  }

  #microphoneFields() {
    const off = this.audio !== 'microphone';
    const { deviceId = '' } = this.microphone;
    return html`
      <label class="field">
        <span class="label">Microphone</span>
        <select ?disabled=${off} @change=${this.#onDevice}>
          <option value="" .selected=${deviceId === ''}>The browser’s choice</option>
          ${this.#microphones.map(
            (device) =>
              html`<option value=${device.deviceId} .selected=${device.deviceId === deviceId}>${device.label}</option>`,
          )}
        </select>
      </label>
      <div class="checks" role="group" aria-label="What the browser does to the microphone’s sound">
        ${(Object.keys(PROCESSING) as Processing[]).map(
          (name) => html`
            <label>
              <input
                type="checkbox"
                .checked=${this.microphone[name] ?? BROWSER_PROCESSING[name]}
                ?disabled=${off}
                @change=${(event: Event) => this.#choose({ [name]: (event.target as HTMLInputElement).checked })}
              />${PROCESSING[name]}
            </label>
          `,
        )}
      </div>
    `;
  }

  #monitor() {
    const sound = this.pipeline?.audio ?? null;
    const howls = sound?.monitor === true && this.audio === 'microphone';
    return html`
      <div class="checks">
        <label>
          <input type="checkbox" .checked=${sound?.monitor ?? false} ?disabled=${!sound} @change=${this.#onMonitor} />
          Play it on this device
        </label>
      </div>
      ${
        howls
          ? html`<p class="warning" role="alert">
              The microphone hears the speakers: use headphones, or it may howl.
            </p>`
          : nothing
      }
    `;
  }

  /** Microphones have names only after the user has allowed one; without names a menu says nothing. */
  #list = (): void => {
    navigator.mediaDevices?.enumerateDevices().then((devices) => {
      this.#microphones = devices.filter(({ kind, label }) => kind === 'audioinput' && label !== '');
      this.requestUpdate();
    }, reportError);
  };

  #onSource(audio: AudioSourceName): void {
    this.audio = audio;
    this.dispatchEvent(new RlChangeEvent({ audio }));
  }

  #onDevice(event: Event): void {
    this.#choose({ deviceId: (event.target as HTMLSelectElement).value });
  }

  #choose(change: MicrophoneChoice): void {
    this.microphone = { ...this.microphone, ...change };
    this.dispatchEvent(new RlChangeEvent({ microphone: this.microphone }));
  }

  #onMonitor(event: Event): void {
    this.pipeline?.audio?.setMonitor((event.target as HTMLInputElement).checked);
    this.requestUpdate();
  }
}

/** What it costs, and how it comes out. */
function numbers(stats: AudioStats | null) {
  const measured = stats !== null && stats.quantumUs.count > 0;
  const rows: [string, string][] = [
    [
      'Quantum p50 / p99',
      measured ? `${stats.quantumUs.p50.toFixed(0)} / ${stats.quantumUs.p99.toFixed(0)} µs` : NOTHING,
    ],
    ['Of its budget, p99', formatShare(measured ? stats.quantumUs.p99 / stats.budgetUs : null)],
    ['Gaps', formatCount(stats?.glitches)],
    ['Behind the picture', stats ? `${stats.skewMs.toFixed(0)} ms` : NOTHING],
    ['RMS / peak', stats ? `${stats.rmsDb.toFixed(1)} / ${stats.peakDb.toFixed(1)} dB` : NOTHING],
    ['Rate', stats ? `${stats.sampleRate / 1000} kHz, ${stats.quantum} frames` : NOTHING],
  ];
  return html`
    <dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
  `;
}

define('rl-sound', RlSound);

declare global {
  interface HTMLElementTagNameMap {
    'rl-sound': RlSound;
  }
}
