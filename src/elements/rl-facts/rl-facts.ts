/**
 * `<rl-facts>`: what really runs, in words. Comes in: a pipeline. Main thread, four times a second.
 */

import { html, nothing } from 'lit';
import type { Stats } from '../../types.ts';
import { define } from '../shared/define.ts';
import { formatRate, NOTHING } from '../shared/format.ts';
import { Instrument } from '../shared/instrument.ts';
import { styles } from './rl-facts.styles.ts';

const SINK_HINT = 'Chosen at the start, by what this browser and this machine can do.';

/**
 * @summary What the source really gives, which sink was taken and why, and what the filters run on.
 * @slot - Below the numbers: a note of the page's own.
 * @csspart panel - The box around everything.
 */
export class RlFacts extends Instrument {
  static override styles = [Instrument.styles, styles];

  protected override readonly heading = 'What runs';

  protected override aside() {
    return '';
  }

  protected override body(stats: Stats | undefined) {
    return html`
      <dl>
        ${fact('Kernels', kernelText(stats))}
        ${fact('Sink', stats?.sink ?? NOTHING, this.pipeline?.sinkReason ?? SINK_HINT)}
        ${fact('Source', sourceText(stats), this.pipeline?.sourceNote)}
      </dl>
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

function sourceText(stats: Stats | undefined): string {
  if (!stats?.source.width) return NOTHING;
  const { width, height, format, frameRate } = stats.source;
  return `${width} × ${height} ${format}, ${formatRate(frameRate)} fps`;
}

function kernelText(stats: Stats | undefined): string {
  const isolation = crossOriginIsolated ? 'cross-origin isolated' : 'not cross-origin isolated';
  if (!stats) return isolation;
  const threads = stats.threads === 1 ? '1 thread' : `${stats.threads} threads`;
  return `${threads}, ${stats.simd ? 'SIMD' : 'scalar'}, ${isolation}`;
}

define('rl-facts', RlFacts);

declare global {
  interface HTMLElementTagNameMap {
    'rl-facts': RlFacts;
  }
}
