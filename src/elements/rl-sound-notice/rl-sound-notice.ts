/**
 * `<rl-sound-notice>`: why there is no sound, where it was asked for, and what to do. Comes in: a pipeline. Goes out: a
 * resumed context. Main thread, when the sound's state changes.
 */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { Pipeline, PipelineAudio } from '../../types.ts';
import { define } from '../shared/define.ts';
import { baseStyles, controlStyles } from '../shared/styles.ts';
import { styles } from './rl-sound-notice.styles.ts';

/**
 * @summary Says that sound waits for a click, that a device is gone, or that the module failed.
 * @csspart notice - The box around the sentence.
 */
export class RlSoundNotice extends LitElement {
  static override styles = [baseStyles, controlStyles, styles];

  static override properties = { pipeline: { attribute: false } };

  /** Whose sound it is; `null` shows nothing. */
  declare pipeline: Pipeline | null;

  #followed: Pipeline | null = null;

  constructor() {
    super();
    this.pipeline = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(null);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('pipeline')) this.#follow(this.pipeline);
  }

  protected override render() {
    const sound = this.pipeline?.audio;
    if (sound?.state === 'suspended') {
      return html`
        <p class="notice" part="notice" role="status">
          <span>The browser plays no sound before you click or press a key.</span>
          <button type="button" @click=${this.#resume}>Start sound</button>
        </p>
      `;
    }
    const text = sound ? problemText(sound) : '';
    return text ? html`<p class="notice" part="notice" role="alert">${text}</p>` : nothing;
  }

  readonly #update = (): void => this.requestUpdate();

  #follow(pipeline: Pipeline | null): void {
    this.#followed?.removeEventListener('audiochange', this.#update);
    this.#followed = pipeline;
    pipeline?.addEventListener('audiochange', this.#update);
  }

  #resume(): void {
    this.pipeline?.audio?.resume().catch(reportError);
  }
}

/** What is wrong with the sound, and what to do; `''` where all is well. */
function problemText({ state, error, output }: PipelineAudio): string {
  switch (state) {
    case 'interrupted':
      return 'A call or another program has the sound for now. It goes on when that ends.';
    case 'ended':
      return 'The microphone has stopped: it was unplugged, or something else took it. The picture goes on; start again for sound.';
    case 'failed':
      return `The sound has stopped (${error?.message ?? 'it failed'}). The picture goes on; start again for sound.`;
    default:
      return output === 'none'
        ? 'The output device has failed. The stream keeps its sound; nothing is played here until a device is plugged in or chosen in the system’s settings.'
        : '';
  }
}

define('rl-sound-notice', RlSoundNotice);

declare global {
  interface HTMLElementTagNameMap {
    'rl-sound-notice': RlSoundNotice;
  }
}
