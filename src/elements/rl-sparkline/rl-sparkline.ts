/**
 * `<rl-sparkline>`: half a minute of one figure, drawn on a 2D canvas when a reading comes. Main thread.
 */

import { html, LitElement, type PropertyValues } from 'lit';
import type { History } from '../shared/history.ts';
import { HISTORY_SECONDS, READING_MS } from '../shared/stats-feed.ts';
import { baseStyles } from '../shared/styles.ts';
import { styles } from './rl-sparkline.styles.ts';

/** A gap longer than this breaks the line: nothing was measured there. */
const LONGEST_BRIDGE = 2000 / READING_MS;

/**
 * @summary A small chart of a figure's last half minute, from zero to its own peak.
 * @csspart plot - The area that the curve is drawn in.
 * @cssproperty --rl-sparkline-color - Colour of the curve or the bars.
 * @cssproperty --rl-sparkline-size - Least height of the element, 40px by default.
 */
export class RlSparkline extends LitElement {
  static override styles = [baseStyles, styles];

  static override properties = {
    history: { attribute: false },
    reading: { attribute: false },
    label: {},
    peak: {},
    kind: {},
    floor: { type: Number },
  };

  /** The readings; `null` draws an empty chart. */
  declare history: History | null;
  /** Number of the newest reading: a new one draws the chart again. */
  declare reading: number;
  /** What is drawn, for those who cannot see it. */
  declare label: string;
  /** The largest reading as text with its unit. */
  declare peak: string;
  /** A curve for something measured all the time, bars for something counted per interval. */
  declare kind: 'line' | 'bars';
  /** The top of the chart is never lower than this, so that noise does not look like a mountain. */
  declare floor: number;

  #canvas: HTMLCanvasElement | null = null;
  #drawn = false;
  #resize = new ResizeObserver(() => this.#fit());

  constructor() {
    super();
    this.history = null;
    this.reading = 0;
    this.label = '';
    this.peak = '';
    this.kind = 'line';
    this.floor = 1;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#canvas) this.#resize.observe(this.#canvas);
  }

  protected override render() {
    return html`
      <figure>
        <div class="plot" part="plot">
          <canvas role="img" aria-label=${`${this.label}, last ${HISTORY_SECONDS} seconds`}></canvas>
        </div>
        <figcaption>${HISTORY_SECONDS} s, peak ${this.peak}</figcaption>
      </figure>
    `;
  }

  protected override firstUpdated(): void {
    this.#canvas = this.renderRoot.querySelector('canvas');
    if (this.#canvas) this.#resize.observe(this.#canvas);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('history') || changed.has('reading')) this.#draw();
  }

  #fit(): void {
    const canvas = this.#canvas;
    if (!canvas) return;
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
    this.#draw();
  }

  #draw(): void {
    // No context before there is something to draw: three of them took some 15 ms of the page’s start.
    if (this.history) this.#drawn = true;
    const context = this.#drawn ? this.#canvas?.getContext('2d') : null;
    if (!context) return;
    const { width, height } = context.canvas;
    context.clearRect(0, 0, width, height);
    if (!this.history) return;
    // Read at every drawing, so that a change of theme shows at the next one.
    const color = getComputedStyle(context.canvas).color;
    context.strokeStyle = color;
    context.fillStyle = color;
    const peak = this.history.peak;
    const scale = (height - 2 * devicePixelRatio) / Math.max(this.floor, Number.isNaN(peak) ? 0 : peak);
    if (this.kind === 'bars') drawBars(context, this.history, scale);
    else drawLine(context, this.history, scale);
  }
}

function drawBars(context: CanvasRenderingContext2D, history: History, scale: number): void {
  const { width, height } = context.canvas;
  const step = width / history.length;
  for (let index = 0; index < history.length; index++) {
    const value = history.at(index);
    if (value > 0)
      context.fillRect(index * step, height - value * scale, Math.max(1, step - 1), value * scale);
  }
}

/** Segments between readings, each with a faint area below it. */
function drawLine(context: CanvasRenderingContext2D, history: History, scale: number): void {
  const { width, height } = context.canvas;
  const step = width / (history.length - 1);
  const line = new Path2D();
  const area = new Path2D();
  let before = -1;
  for (let index = 0; index < history.length; index++) {
    const y = height - history.at(index) * scale;
    if (Number.isNaN(y)) continue;
    if (before >= 0 && index - before <= LONGEST_BRIDGE) {
      line.lineTo(index * step, y);
      area.moveTo(before * step, height);
      area.lineTo(before * step, height - history.at(before) * scale);
      area.lineTo(index * step, y);
      area.lineTo(index * step, height);
    } else {
      line.moveTo(index * step, y);
    }
    before = index;
  }
  context.globalAlpha = 0.14;
  context.fill(area);
  context.globalAlpha = 1;
  context.lineWidth = 1.5 * devicePixelRatio;
  context.lineJoin = 'round';
  context.stroke(line);
}

customElements.define('rl-sparkline', RlSparkline);

declare global {
  interface HTMLElementTagNameMap {
    'rl-sparkline': RlSparkline;
  }
}
