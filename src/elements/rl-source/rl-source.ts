/**
 * `<rl-source>`: where frames come from, how large and how many. Comes in: the settings, and the pipeline as a
 * sign that the camera may be listed. Goes out: `rl-change`. Main thread.
 */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { Pipeline } from '../../types.ts';
import { RlChangeEvent } from '../shared/change-event.ts';
import { define } from '../shared/define.ts';
import { panel } from '../shared/panel.ts';
import { DEFAULT_SETTINGS, SOURCES, type SourceName } from '../shared/settings.ts';
import { baseStyles, choiceStyles, controlStyles, panelStyles } from '../shared/styles.ts';
import { styles } from './rl-source.styles.ts';

const LABELS: Record<SourceName, string> = { camera: 'Camera', pattern: 'Test picture', screen: 'Screen' };
const SIZES = [
  [640, 360],
  [1280, 720],
  [1920, 1080],
  [3840, 2160],
] as const;
const RATES = [15, 24, 30, 60];

/**
 * @summary Source, camera, size and rate.
 * @fires {RlChangeEvent} rl-change - With `source`, `deviceId`, `width` and `height`, or `fps`.
 * @csspart panel - The box around everything.
 */
export class RlSource extends LitElement {
  static override styles = [baseStyles, panelStyles, controlStyles, choiceStyles, styles];

  static override properties = {
    pipeline: { attribute: false },
    source: {},
    deviceId: { attribute: 'device-id' },
    width: { type: Number },
    height: { type: Number },
    fps: { type: Number },
  };

  /** Once one runs from the camera, the browser names the cameras. */
  declare pipeline: Pipeline | null;
  /** `camera`, `pattern` or `screen`. */
  declare source: SourceName;
  /** The camera that is asked for; `''` is the browser's choice. */
  declare deviceId: string;
  /** Pixels. */
  declare width: number;
  /** Pixels. */
  declare height: number;
  /** Frames per second. */
  declare fps: number;

  #cameras: MediaDeviceInfo[] = [];

  constructor() {
    super();
    this.pipeline = null;
    this.source = DEFAULT_SETTINGS.source;
    this.deviceId = '';
    this.width = DEFAULT_SETTINGS.width;
    this.height = DEFAULT_SETTINGS.height;
    this.fps = DEFAULT_SETTINGS.fps;
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
    if (changed.has('pipeline') && this.pipeline && this.source === 'camera') this.#list();
  }

  protected override render() {
    return panel(
      'Source',
      '',
      html`
        <div class="choices" role="radiogroup" aria-labelledby="heading">
          ${SOURCES.map((source) => this.#choice(source))}
        </div>
        <label class="field">
          <span class="label">Camera</span>
          <select @change=${this.#onCamera} ?disabled=${this.source !== 'camera'}>
            <option value="" .selected=${this.deviceId === ''}>The browser’s choice</option>
            ${this.#cameras.map(
              ({ deviceId, label }) =>
                html`<option value=${deviceId} .selected=${deviceId === this.deviceId}>${label}</option>`,
            )}
          </select>
        </label>
        <div class="pair">${this.#sizeField()} ${this.#rateField()}</div>
      `,
    );
  }

  #choice(source: SourceName) {
    const missing = source === 'screen' && !('getDisplayMedia' in (navigator.mediaDevices ?? {}));
    return html`
      <label title=${missing ? 'This browser does not share screens.' : nothing}>
        <input
          type="radio"
          name="source"
          value=${source}
          .checked=${source === this.source}
          ?disabled=${missing}
          @change=${this.#onSource}
        />
        <span>${LABELS[source]}</span>
      </label>
    `;
  }

  #sizeField() {
    const sizes: (readonly [number, number])[] = [...SIZES];
    if (!sizes.some(([width, height]) => width === this.width && height === this.height)) {
      sizes.push([this.width, this.height]);
      sizes.sort(([a, b], [c, d]) => a * b - c * d);
    }
    return html`
      <label class="field">
        <span class="label">Size</span>
        <select @change=${this.#onSize}>
          ${sizes.map(
            ([width, height]) => html`
              <option value=${`${width}x${height}`} .selected=${width === this.width && height === this.height}>
                ${width} × ${height}
              </option>
            `,
          )}
        </select>
      </label>
    `;
  }

  #rateField() {
    const rates = RATES.includes(this.fps) ? RATES : [...RATES, this.fps].sort((a, b) => a - b);
    return html`
      <label class="field">
        <span class="label">Rate</span>
        <select @change=${this.#onRate}>
          ${rates.map((fps) => html`<option value=${fps} .selected=${fps === this.fps}>${fps} fps</option>`)}
        </select>
      </label>
    `;
  }

  /** Cameras have names only after the user has allowed one; without names a menu says nothing. */
  #list = (): void => {
    navigator.mediaDevices?.enumerateDevices().then((devices) => {
      this.#cameras = devices.filter(({ kind, label }) => kind === 'videoinput' && label !== '');
      this.requestUpdate();
    }, reportError);
  };

  #onSource(event: Event): void {
    this.source = (event.target as HTMLInputElement).value as SourceName;
    this.dispatchEvent(new RlChangeEvent({ source: this.source }));
  }

  #onCamera(event: Event): void {
    this.deviceId = (event.target as HTMLSelectElement).value;
    this.dispatchEvent(new RlChangeEvent({ deviceId: this.deviceId }));
  }

  #onSize(event: Event): void {
    const [width = this.width, height = this.height] = (event.target as HTMLSelectElement).value
      .split('x')
      .map(Number);
    this.width = width;
    this.height = height;
    this.dispatchEvent(new RlChangeEvent({ width, height }));
  }

  #onRate(event: Event): void {
    this.fps = Number((event.target as HTMLSelectElement).value);
    this.dispatchEvent(new RlChangeEvent({ fps: this.fps }));
  }
}

define('rl-source', RlSource);

declare global {
  interface HTMLElementTagNameMap {
    'rl-source': RlSource;
  }
}
