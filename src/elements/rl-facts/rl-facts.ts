/**
 * `<rl-facts>`: what really runs, in words. Comes in: a pipeline. Main thread, four times a second.
 */

import { html, LitElement, nothing } from 'lit';
import type { Pipeline, Stats } from '../../types.ts';
import { formatRate, NOTHING } from '../shared/format.ts';
import { StatsController } from '../shared/stats-controller.ts';
import { baseStyles, panelStyles } from '../shared/styles.ts';
import { styles } from './rl-facts.styles.ts';

const SINK_HINT = 'Chosen at the start, by what this browser and this machine can do.';

/**
 * @summary What the source really gives, which sink was taken and why, and what the filters run on.
 * @csspart panel - The box around everything.
 */
export class RlFacts extends LitElement {
  static override styles = [baseStyles, panelStyles, styles];

  static override properties = { pipeline: { attribute: false } };

  /** What to show; `null` shows what the page knows without one. */
  declare pipeline: Pipeline | null;

  readonly #numbers = new StatsController(this);

  constructor() {
    super();
    this.pipeline = null;
  }

  protected override render() {
    const stats = this.#numbers.stats;
    return html`
      <section class="panel" part="panel" aria-labelledby="heading">
        <header><h2 id="heading">What runs</h2></header>
        <dl>
          ${fact('Kernels', kernelText(stats))}
          ${fact('Sink', stats?.sink ?? NOTHING, this.pipeline?.sinkReason ?? SINK_HINT)}
          ${fact('Source', sourceText(stats), this.pipeline?.sourceNote)}
        </dl>
      </section>
    `;
  }
}

function fact(name: string, value: string, note?: string | null) {
  return html`
    <div>
      <dt>${name}</dt>
      <dd>${value}${note ? html`<span class="note">${note}</span>` : nothing}</dd>
    </div>
  `;
}

function sourceText(stats: Stats | null): string {
  if (!stats?.source.width) return NOTHING;
  const { width, height, format, frameRate } = stats.source;
  return `${width} × ${height} ${format}, ${formatRate(frameRate)} fps`;
}

function kernelText(stats: Stats | null): string {
  const isolation = crossOriginIsolated ? 'cross-origin isolated' : 'not cross-origin isolated';
  if (!stats) return isolation;
  const threads = stats.threads === 1 ? '1 thread' : `${stats.threads} threads`;
  return `${threads}, ${stats.simd ? 'SIMD' : 'scalar'}, ${isolation}`;
}

customElements.define('rl-facts', RlFacts);

declare global {
  interface HTMLElementTagNameMap {
    'rl-facts': RlFacts;
  }
}
