/**
 * `<rl-frame-time>`: what the kernels cost per frame. Comes in: a pipeline. Main thread, four times a second.
 */

import { html, LitElement } from 'lit';
import type { Pipeline } from '../../types.ts';
import '../rl-sparkline/rl-sparkline.ts';
import { formatMs } from '../shared/format.ts';
import { bigNumber, distributionTable } from '../shared/number-views.ts';
import { StatsController } from '../shared/stats-controller.ts';
import { baseStyles, numberStyles, panelStyles } from '../shared/styles.ts';
import { styles } from './rl-frame-time.styles.ts';

/**
 * @summary Frame time: from the first kernel touching a frame to the last one leaving it, in milliseconds.
 * @csspart panel - The box around everything.
 * @cssproperty --rl-accent - Colour of the curve.
 */
export class RlFrameTime extends LitElement {
  static override styles = [baseStyles, panelStyles, numberStyles, styles];

  static override properties = { pipeline: { attribute: false } };

  /** What to show; `null` shows empty numbers. */
  declare pipeline: Pipeline | null;

  readonly #numbers = new StatsController(this);

  constructor() {
    super();
    this.pipeline = null;
  }

  protected override render() {
    const feed = this.#numbers.feed;
    const stats = feed?.stats;
    return html`
      <section class="panel" part="panel" aria-labelledby="heading">
        <header>
          <h2 id="heading">Frame time</h2>
          <p class="hint">first kernel to last kernel</p>
        </header>
        <div class="reading">
          ${bigNumber(formatMs(feed?.frameTimeUs.last), 'ms')}
          <rl-sparkline
            label="Frame time"
            .history=${feed?.frameTimeUs ?? null}
            .reading=${feed?.reading ?? 0}
            .peak=${`${formatMs(feed?.frameTimeUs.peak)} ms`}
            .floor=${1000}
          ></rl-sparkline>
        </div>
        ${distributionTable('Frame time in milliseconds since the start', [['all frames', stats?.frameTimeUs]])}
      </section>
    `;
  }
}

customElements.define('rl-frame-time', RlFrameTime);

declare global {
  interface HTMLElementTagNameMap {
    'rl-frame-time': RlFrameTime;
  }
}
