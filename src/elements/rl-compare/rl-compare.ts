/**
 * `<rl-compare>`: one click compares two settings of a running pipeline. Comes in: a pipeline. Goes out: the result as a
 * card, as text and as a picture. Main thread; renders at most once per block of frames.
 */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { ExperimentOptions, ExperimentProgress } from '../../compare/check.ts';
import type { ExperimentResult } from '../../compare/result.ts';
import type { Pipeline } from '../../types.ts';
import { define } from '../shared/define.ts';
import { panel } from '../shared/panel.ts';
import { RANGES } from '../shared/settings.ts';
import { baseStyles, controlStyles, panelStyles } from '../shared/styles.ts';
import { threadCount } from '../shared/threads.ts';
import { cardText, describeResult } from './card.ts';
import { cardView } from './card-view.ts';
import { type Choice, MODES, type Mode, readChoice, suggestChains } from './choice.ts';
import { chainField, modeField, progressBar, threadsField } from './form-view.ts';
import { copyPicture, copyText, savePicture } from './hand-out.ts';
import { styles } from './rl-compare.styles.ts';

/**
 * @summary Compares two settings (SIMD, threads or filters) on the same live frames, in short random blocks, and shows
 *   the paired difference of frame time and latency with its 95 % interval, and whether the bytes are the same.
 * @attr mode - `simd` (default), `threads` or `filters`.
 * @attr threads - Threads of B. Default: what the pipeline uses, at least 2.
 * @attr chain - Filters of B, as the address writes them. Default: none.
 * @attr blocks - Blocks of frames, an even number from 12. Default 40.
 * @attr frames-per-block - Frames that count per block. Default 12.
 * @fires {CustomEvent<null>} rl-result - A comparison has ended with a result, which is in `result`.
 * @slot - Words under the heading.
 * @csspart panel - The box around everything.
 * @csspart card - The result.
 * @cssproperty --rl-compare-color - Colour of the plot's marks.
 */
export class RlCompare extends LitElement {
  static override styles = [baseStyles, panelStyles, controlStyles, styles];

  static override properties = {
    pipeline: { attribute: false },
    mode: {},
    threads: { type: Number },
    chain: {},
    blocks: { type: Number },
    framesPerBlock: { type: Number, attribute: 'frames-per-block' },
    result: { attribute: false },
    said: { state: true },
    progress: { state: true },
  };

  /** What is compared with itself; `null` while there is none. */
  declare pipeline: Pipeline | null;
  /** What is compared. */
  declare mode: Mode;
  /** Threads of B. `null`: what the pipeline uses, at least 2. */
  declare threads: number | null;
  /** Filters of B, as the address writes them. */
  declare chain: string;
  /** Blocks of frames. `null`: the default. */
  declare blocks: number | null;
  /** Frames that count per block. `null`: the default. */
  declare framesPerBlock: number | null;
  /** The last result, or one to show. */
  declare result: ExperimentResult | null;
  declare private said: string;
  declare private progress: ExperimentProgress | null;

  #running: AbortController | null = null;
  #followed: Pipeline | null = null;
  readonly #onPipeline = (): void => this.requestUpdate();

  constructor() {
    super();
    this.pipeline = null;
    this.mode = 'simd';
    this.threads = null;
    this.chain = '';
    this.blocks = null;
    this.framesPerBlock = null;
    this.result = null;
    this.said = '';
    this.progress = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow(this.pipeline);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.cancel();
    this.#follow(null);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!MODES.includes(this.mode)) {
      console.warn(`<rl-compare mode="${this.mode}">: it must be one of ${MODES.join(', ')}; simd is used`);
      this.mode = 'simd';
    }
    if (changed.has('pipeline')) {
      this.cancel();
      this.#follow(this.pipeline);
    }
  }

  #follow(pipeline: Pipeline | null): void {
    if (pipeline === this.#followed) return;
    for (const type of ['statechange', 'settingschange'] as const) {
      this.#followed?.removeEventListener(type, this.#onPipeline);
      pipeline?.addEventListener(type, this.#onPipeline);
    }
    this.#followed = pipeline;
  }

  protected override render() {
    const choice = this.#choice;
    const running = this.#running !== null;
    const blocked = !running && choice.problem !== null;
    return panel(
      'Compare',
      'two settings in turns, on the same live frames',
      html`
        <slot></slot>
        <form @submit=${this.#onSubmit}>
          ${modeField(this.mode, running, this.#onMode)}
          ${this.#fields(running)}
          <button
            class=${running ? '' : 'primary'}
            type="submit"
            ?disabled=${blocked}
            aria-describedby=${blocked ? 'problem' : nothing}
          >
            ${running ? 'Cancel' : 'Compare'}
          </button>
        </form>
        ${blocked ? html`<p id="problem" class="hint problem">${choice.problem}</p>` : nothing}
        ${progressBar(this.progress)}
        <p class="said" role="status">${this.said}</p>
        ${this.#card()}
      `,
    );
  }

  #fields(running: boolean) {
    const { mode, pipeline } = this;
    if (mode === 'threads') {
      return threadsField(this.#mostThreads, this.#threadsOfB, running, this.#onThreads);
    }
    if (mode !== 'filters') return nothing;
    const suggestions = suggestChains(pipeline?.stats().filters ?? []);
    return chainField(this.chain, suggestions, running, this.#onChain);
  }

  #card() {
    if (!this.result) return nothing;
    return html`
      <article part="card" aria-label="Result">
        ${cardView(describeResult(this.result))}
        <div class="buttons">
          <button type="button" @click=${this.#copyText}>Copy as text</button>
          <button type="button" @click=${this.#copyPicture}>Copy as PNG</button>
          <button type="button" @click=${this.#savePicture}>Save PNG</button>
        </div>
      </article>
    `;
  }

  get #mostThreads(): number {
    return this.pipeline?.maxThreads ?? RANGES.threads.max;
  }

  get #threadsOfB(): number {
    const wanted = this.threads ?? (this.pipeline ? this.pipeline.stats().threads : 0);
    const suggested = wanted > 1 || !this.pipeline ? wanted : threadCount('auto', this.pipeline);
    return Math.max(2, Math.min(suggested, this.#mostThreads));
  }

  get #choice(): Choice {
    return readChoice(this.pipeline, { mode: this.mode, threads: this.#threadsOfB, chain: this.chain });
  }

  /** Compares what the fields say. Resolves when it has ended, however it ends. */
  async start(): Promise<void> {
    const { pipeline } = this;
    const choice = this.#choice;
    if (!pipeline || choice.problem !== null || this.#running) return;
    const controller = new AbortController();
    this.#running = controller;
    this.said = 'The comparison has begun.';
    try {
      const { a, b } = choice;
      this.result = await compare(pipeline, { a, b, signal: controller.signal, ...this.#options });
      const findings = describeResult(this.result).rows.map(({ finding }) => finding);
      this.said = `The comparison has ended. ${findings.join(' ')}`;
      this.dispatchEvent(new CustomEvent('rl-result', { bubbles: true, composed: true }));
    } catch (error) {
      this.said = controller.signal.aborted ? 'The comparison was cancelled.' : sentenceOf(error);
    } finally {
      this.#running = null;
      this.progress = null;
    }
  }

  /** Ends a comparison without a result. */
  cancel(): void {
    this.#running?.abort();
  }

  get #options(): Partial<ExperimentOptions> {
    return {
      ...(this.blocks !== null && { blocks: this.blocks }),
      ...(this.framesPerBlock !== null && { framesPerBlock: this.framesPerBlock }),
      onProgress: (progress) => {
        this.progress = progress;
      },
    };
  }

  #onSubmit(event: Event): void {
    event.preventDefault();
    if (this.#running) this.cancel();
    else void this.start();
  }

  readonly #onMode = (mode: Mode): void => {
    this.mode = mode;
  };

  readonly #onThreads = (threads: number): void => {
    this.threads = threads;
  };

  readonly #onChain = (chain: string): void => {
    this.chain = chain;
  };

  async #copyText(): Promise<void> {
    if (this.result) this.said = await copyText(cardText(describeResult(this.result)));
  }

  async #copyPicture(): Promise<void> {
    if (this.result) this.said = await copyPicture(describeResult(this.result), this);
  }

  async #savePicture(): Promise<void> {
    if (this.result) this.said = await savePicture(describeResult(this.result), this);
  }
}

/** The code that compares is loaded with the first comparison. */
async function compare(pipeline: Pipeline, options: ExperimentOptions): Promise<ExperimentResult> {
  const { runExperiment } = await import('../../compare/experiment.ts');
  return runExperiment(pipeline, options);
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

define('rl-compare', RlCompare);

declare global {
  interface HTMLElementTagNameMap {
    'rl-compare': RlCompare;
  }
  interface HTMLElementEventMap {
    /** A comparison has ended; the element's `result` has it. */
    'rl-result': CustomEvent<null>;
  }
}
