/**
 * `<rl-preview>`: the filtered picture. Comes in: a pipeline. Main thread; pixels do not pass through here, the
 * browser takes them from the pipeline's stream or canvas.
 */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { Pipeline } from '../../types.ts';
import { define } from '../shared/define.ts';
import { baseStyles } from '../shared/styles.ts';
import { styles } from './rl-preview.styles.ts';

/**
 * @summary The live picture, as large as its box and never distorted. The box keeps its shape whatever the
 *   picture's is, so the page does not move.
 * @slot - Laid over the picture: a start button, an error.
 * @csspart stage - The dark box.
 * @cssproperty --rl-stage - Colour of the box.
 */
export class RlPreview extends LitElement {
  static override styles = [baseStyles, styles];

  static override properties = { pipeline: { attribute: false } };

  /** What to show; `null` shows nothing, or what `hold` has kept. */
  declare pipeline: Pipeline | null;

  #detach: (() => void) | undefined;

  constructor() {
    super();
    this.pipeline = null;
  }

  /**
   * Keeps the present picture on screen until the next pipeline's first frame, so that a restart does not flash.
   * Call it before the old pipeline is closed.
   */
  hold(): void {
    const held = this.#held;
    const picture = this.pipeline?.canvas ?? this.#video;
    const width = picture instanceof HTMLVideoElement ? picture.videoWidth : (picture?.width ?? 0);
    const height = picture instanceof HTMLVideoElement ? picture.videoHeight : (picture?.height ?? 0);
    if (!picture || !held?.hidden || width === 0 || height === 0) return;
    // Only as many pixels as the screen shows.
    const scale = Math.min(1, (this.clientWidth * devicePixelRatio) / width);
    held.width = Math.max(1, Math.round(width * scale));
    held.height = Math.max(1, Math.round(height * scale));
    held.getContext('2d')?.drawImage(picture, 0, 0, held.width, held.height);
    held.hidden = false;
  }

  /** Drops what `hold` has kept. */
  release(): void {
    const held = this.#held;
    if (held) held.hidden = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#attach();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#detach?.();
    this.#detach = undefined;
  }

  protected override render() {
    const canvas = this.pipeline?.canvas ?? null;
    return html`
      <div class="stage" part="stage">
        <video
          aria-label="Filtered video"
          .muted=${true}
          autoplay
          playsinline
          ?hidden=${!this.pipeline || canvas !== null}
          @loadeddata=${this.release}
        ></video>
        ${canvas ?? nothing}
        <canvas class="held" aria-hidden="true" hidden></canvas>
        <slot></slot>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('pipeline')) this.#attach();
  }

  get #video(): HTMLVideoElement | null {
    return this.renderRoot.querySelector('video');
  }

  get #held(): HTMLCanvasElement | null {
    return this.renderRoot.querySelector<HTMLCanvasElement>('.held');
  }

  #attach(): void {
    this.#detach?.();
    this.#detach = undefined;
    const pipeline = this.pipeline;
    const video = this.#video;
    if (!pipeline || !video) return;
    if (!pipeline.canvas) {
      this.#detach = pipeline.attach(video);
      return;
    }
    pipeline.canvas.setAttribute('role', 'img');
    pipeline.canvas.setAttribute('aria-label', 'Filtered video');
    const onState = (): void => {
      if (pipeline.state === 'running') this.release();
    };
    onState();
    pipeline.addEventListener('statechange', onState);
    this.#detach = () => pipeline.removeEventListener('statechange', onState);
  }
}

define('rl-preview', RlPreview);

declare global {
  interface HTMLElementTagNameMap {
    'rl-preview': RlPreview;
  }
}
