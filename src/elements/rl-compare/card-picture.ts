/** The card as a picture, drawn at twice its size. In: a card, colours. Out: a PNG. Main thread, on request only. */

import { type Card, COLUMNS, plotAxis } from './card.ts';

/** Colours as CSS writes them. */
export interface Palette {
  panel: string;
  line: string;
  ink: string;
  muted: string;
  accent: string;
}

/** A picture and its size in pixels. */
export interface Picture {
  blob: Blob;
  width: number;
  height: number;
}

/** Pixels of the picture per unit of the drawing. */
const SCALE = 2;
const WIDTH = 680;
const MARGIN = 24;
const INNER = WIDTH - 2 * MARGIN;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** Starts of the table's columns. */
const COLUMN_STARTS = [0, 110, 190, 270, 360, 550];
/** Where the plot's labels end. */
const PLOT_START = 110;

/** The colours that an element's own styles have at the moment. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback;
  return {
    panel: token('--rl-panel', '#ffffff'),
    line: token('--rl-line', '#d5dae1'),
    ink: token('--rl-ink', '#161a20'),
    muted: token('--rl-muted', '#545e6b'),
    accent: token('--rl-accent', '#0a6c66'),
  };
}

/** Draws the card. @throws Error if the browser gives no picture. */
export async function drawCard(card: Card, palette: Palette): Promise<Picture> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser gives no 2D canvas');
  // Once to learn how high it gets, then on a canvas of that height.
  const height = Math.ceil(new Pen(context, palette).card(card));
  canvas.width = WIDTH * SCALE;
  canvas.height = height * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, WIDTH, height);
  new Pen(context, palette).card(card);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('the browser made no PNG');
  return { blob, width: canvas.width, height: canvas.height };
}

/** Writes from top to bottom. */
class Pen {
  readonly #context: CanvasRenderingContext2D;
  readonly #palette: Palette;
  #y = MARGIN;

  constructor(context: CanvasRenderingContext2D, palette: Palette) {
    this.#context = context;
    this.#palette = palette;
    context.textBaseline = 'top';
  }

  /** Returns the height of it all. */
  card(card: Card): number {
    const { ink, muted } = this.#palette;
    this.#text(card.title, 20, ink, 600);
    for (const side of card.sides) this.#text(side, 13, muted);
    this.#y += 12;
    this.#row(['ms', ...COLUMNS], muted);
    for (const { name, cells } of card.rows) this.#row([name, ...cells], ink);
    this.#y += 12;
    this.#plot(card);
    this.#y += 12;
    for (const { finding } of card.rows) this.#text(finding, 14, ink);
    this.#text(card.bytes, 14, ink);
    this.#y += 8;
    for (const note of card.notes) this.#text(note, 12, muted);
    this.#text('Ringlight', 12, muted, 600);
    return this.#y + MARGIN;
  }

  /** Words one after the other, in as many lines as they need. */
  #text(text: string, size: number, colour: string, weight = 400): void {
    const context = this.#style(size, colour, weight);
    let line = '';
    const flush = () => {
      context.fillText(line, MARGIN, this.#y);
      this.#y += Math.round(size * 1.5);
    };
    for (const word of text.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && context.measureText(longer).width > INNER) {
        flush();
        line = word;
      } else line = longer;
    }
    flush();
  }

  #row(cells: readonly string[], colour: string): void {
    const context = this.#style(14, colour);
    cells.forEach((cell, column) => {
      context.fillText(cell, MARGIN + (COLUMN_STARTS[column] as number), this.#y);
    });
    this.#y += 22;
    this.#line(MARGIN, this.#y - 4, WIDTH - MARGIN, this.#y - 4, this.#palette.line, 1);
  }

  #plot({ rows }: Card): void {
    const { line, ink, muted, accent } = this.#palette;
    const axis = plotAxis(rows);
    const start = MARGIN + PLOT_START;
    const x = (value: number) =>
      start + ((value - axis.min) / (axis.max - axis.min)) * (WIDTH - MARGIN - start);
    const [top, bottom] = [this.#y, this.#y + rows.length * 26];
    for (const { at, label } of axis.ticks) {
      this.#line(x(at), top, x(at), bottom, at === 0 ? ink : line, 1);
      const context = this.#style(12, muted);
      context.fillText(label, x(at) - context.measureText(label).width / 2, bottom + 6);
    }
    for (const [index, { name, low, difference, high }] of rows.entries()) {
      const y = top + (index + 0.5) * 26;
      this.#style(14, ink).fillText(name, MARGIN, y - 7);
      this.#line(x(low), y, x(high), y, accent, 2);
      for (const end of [low, high]) this.#line(x(end), y - 5, x(end), y + 5, accent, 2);
      const context = this.#style(14, accent);
      context.beginPath();
      context.arc(x(difference), y, 5, 0, 2 * Math.PI);
      context.fill();
    }
    this.#y = bottom + 24;
  }

  #line(x1: number, y1: number, x2: number, y2: number, colour: string, width: number): void {
    const context = this.#context;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }

  #style(size: number, colour: string, weight = 400): CanvasRenderingContext2D {
    this.#context.font = `${weight} ${size}px ${FONT}`;
    this.#context.fillStyle = colour;
    return this.#context;
  }
}
