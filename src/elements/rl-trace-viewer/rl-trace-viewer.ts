/**
 * `<rl-trace-viewer>` shows one or two recorded traces. In: traces, or files that the user opens or drops. Out: a timeline,
 * tables, histograms. Main thread. It renders when a trace or the selection changes, and draws when the window moves.
 */

import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { positionOf, type TraceRows } from '../../trace/opening/rows.ts';
import type { Trace } from '../../trace/trace.ts';
import { define } from '../shared/define.ts';
import { removeIcon } from '../shared/icons.ts';
import { baseStyles, controlStyles, numberStyles } from '../shared/styles.ts';
import { detailsOf, hitText, selectionText } from './details.ts';
import { differenceTable } from './differences.ts';
import type { Axis } from './distribution.ts';
import { histograms } from './histogram.ts';
import type { Hit } from './layout.ts';
import { layoutStyles } from './rl-trace-viewer.styles.ts';
import type { Selection } from './scene.ts';
import { stylesOfTables } from './tables.styles.ts';
import { slowestTable, traceCard } from './tables.ts';
import { Timeline } from './timeline.ts';
import { TracesController } from './traces-controller.ts';
import { emptyState, keyHints, legend, openers, progressLine, toolbar } from './views.ts';

/**
 * @summary Shows one or two recorded traces: a timeline by thread, the slowest frames, histograms, and the differences
 *   between the two. Users open files with a button, or drop them on it.
 * @csspart timeline - The box around the timeline.
 * @csspart details - The details of the selection.
 * @cssproperty --rl-series-1 - Colour of the stage `copy` and the capture thread; `--rl-series-2` to `--rl-series-4`:
 *   wait, kernel and the pool, present.
 * @cssproperty --rl-series-7 - Colour of trace B.
 * @cssproperty --rl-latency-color - Colour of the latency over time.
 * @cssproperty --rl-alarm - Colour of dropped frames and warnings.
 */
export class RlTraceViewer extends LitElement {
  static override styles = [baseStyles, controlStyles, numberStyles, layoutStyles, stylesOfTables];

  static override properties = {
    traces: { attribute: false },
    selection: { state: true },
    axis: { state: true },
    isOver: { state: true },
  };

  /** The traces to show: none, one, or two to compare. A worker reads a new trace before it is shown. */
  declare traces: readonly Trace[];
  declare private selection: Selection | null;
  declare private axis: Axis;
  declare private isOver: boolean;

  readonly #open = new TracesController(this);
  #rows: readonly TraceRows[] = [];
  #timeline: Timeline | null = null;

  constructor() {
    super();
    this.traces = [];
    this.selection = null;
    this.axis = 'log';
    this.isOver = false;
    this.addEventListener('dragover', (event) => this.#dragOver(event));
    this.addEventListener('dragleave', (event) => {
      if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) this.isOver = false;
    });
    this.addEventListener('drop', (event) => this.#drop(event));
  }

  /**
   * Opens one file beside the present trace (`add`), or one or two files in its place. If a file cannot be read, a message says
   * so and nothing changes. Resolves when the reading has ended.
   */
  async open(files: Iterable<File>, how: 'replace' | 'add' = 'replace'): Promise<void> {
    await this.#open.open([...files], how);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasUpdated) return;
    this.#attach();
    // A reading was cancelled when the element left the page. This starts it again.
    if (this.#open.opened.length < this.traces.length) this.requestUpdate('traces');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#timeline?.close();
    this.#timeline = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('traces') || !this.#open.follow()) return;
    const { opened } = this.#open;
    this.#rows = opened.map(({ rows }) => rows);
    // The slowest frame is selected first, because most people look for it.
    const [first] = opened;
    const slowest = first?.slowest[0];
    const isKnown = first && slowest !== undefined;
    this.selection = isKnown ? { kind: 'frame', trace: 0, position: positionOf(first.rows, slowest) } : null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('traces')) this.#attach();
  }

  protected override render() {
    const { opened, problem, progress } = this.#open;
    return html`
      <div class="all ${this.isOver ? 'over' : ''}">
        <header class="top">
          <h2>Traces</h2>
          ${openers(opened.length, this.#choose)}
        </header>
        ${progressLine(progress)}
        ${
          problem
            ? html`
              <div class="notice" role="alert">
                <p>${problem}</p>
                <button type="button" class="square" aria-label="Dismiss" @click=${() => this.#open.dismiss()}>${removeIcon}</button>
              </div>
            `
            : nothing
        }
        ${opened.length === 0 ? emptyState() : this.#content()}
      </div>
    `;
  }

  #content() {
    const { opened, differences } = this.#open;
    const isPair = opened.length > 1;
    const letters = isPair ? ['A', 'B'] : [''];
    const title = (index: number) => (isPair ? `Slowest frames of ${letters[index]}` : 'Slowest frames');
    const tables = opened.map((one, index) =>
      slowestTable(one, title(index), (row) => this.#jump(index, row)),
    );
    const cards = opened.map((one, index) =>
      traceCard(one, letters[index] as string, () => this.#close(index)),
    );
    return html`
      <div class="cards ${isPair ? 'pair-of' : ''}">${cards}</div>
      ${this.#timelineBox()}
      <div class="pair-of">
        ${isPair ? differenceTable(differences) : tables}
        ${histograms(opened, this.axis, (axis) => (this.axis = axis))}
      </div>
      ${isPair ? html`<div class="pair-of">${tables}</div>` : nothing}
    `;
  }

  #timelineBox() {
    return html`
      <section class="box timeline" part="timeline" aria-labelledby="timeline">
        <header>
          <h3 id="timeline">Timeline</h3>
          ${legend()}
          ${toolbar({
            zoom: (factor) => this.#timeline?.zoomBy(factor),
            all: () => this.#timeline?.all(),
            step: (by) => this.#timeline?.step(by),
            fit: () => this.#timeline?.select(this.#timeline.selection, 'fit'),
            canFit: this.selection?.kind === 'frame',
          })}
        </header>
        <canvas class="map" role="img" aria-label="Latency of the whole trace; the frame marks what is shown below"></canvas>
        <div class="plot">
          <canvas
            class="main"
            tabindex="0"
            role="application"
            aria-roledescription="timeline"
            aria-label="Timeline by thread"
            aria-describedby="keys"
          ></canvas>
          <div class="tip" aria-hidden="true" hidden></div>
        </div>
        <p role="status" class="unseen">${selectionText(this.#rows, this.selection)}</p>
        <div class="details" part="details">
          ${this.selection && this.#rows[this.selection.trace] ? detailsOf(this.#rows, this.selection) : nothing}
          ${keyHints()}
        </div>
      </section>
    `;
  }

  readonly #choose = (event: Event, how: 'replace' | 'add'): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    // Without this the user could not choose the same file again.
    input.value = '';
    void this.open(files, how);
  };

  #close(index: number): void {
    this.traces = this.traces.filter((_, at) => at !== index);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('input')?.focus());
  }

  #jump(trace: number, row: number): void {
    const rows = this.#rows[trace];
    const position = rows ? positionOf(rows, row) : -1;
    if (position < 0) return;
    this.#timeline?.select({ kind: 'frame', trace, position }, 'fit');
    this.renderRoot.querySelector<HTMLElement>('canvas.main')?.focus({ preventScroll: true });
    this.renderRoot.querySelector('.timeline')?.scrollIntoView({ block: 'nearest' });
  }

  /** Makes the timeline on its canvases and shows the traces. Without canvases, closes it. */
  #attach(): void {
    const main = this.renderRoot.querySelector<HTMLCanvasElement>('canvas.main');
    const map = this.renderRoot.querySelector<HTMLCanvasElement>('canvas.map');
    if (!main || !map) {
      this.#timeline?.close();
      this.#timeline = null;
      return;
    }
    this.#timeline ??= new Timeline(main, map, {
      onSelect: (selection) => (this.selection = selection),
      onPoint: (hit, x, y) => this.#point(hit, x, y),
      onDetails: () => void this.#toDetails(),
    });
    const top = this.#open.opened.map(
      ({ summary: { latencyUs } }) => Math.min(latencyUs.max, 3 * latencyUs.p99) || 1,
    );
    this.#timeline.show(this.#rows, Math.max(1, ...top), this.selection);
  }

  async #toDetails(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#details')?.focus();
  }

  /** Changes the tooltip without a rendering, because a pointer moves often. */
  #point(hit: Hit | null, x: number, y: number): void {
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip');
    if (!tip) return;
    const lines = hit ? hitText(this.#rows, hit) : [];
    tip.hidden = lines.length === 0;
    if (tip.hidden) return;
    tip.textContent = lines.join('\n');
    const room = (tip.parentElement?.clientWidth ?? 0) - tip.offsetWidth;
    tip.style.translate = `${Math.max(0, Math.min(room, x + 14))}px ${y + 16}px`;
  }

  #dragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.isOver = true;
  }

  #drop(event: DragEvent): void {
    event.preventDefault();
    this.isOver = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    void this.open(files, this.traces.length === 1 && files.length === 1 ? 'add' : 'replace');
  }
}

define('rl-trace-viewer', RlTraceViewer);

declare global {
  interface HTMLElementTagNameMap {
    'rl-trace-viewer': RlTraceViewer;
  }
}
