/**
 * How series look where colour is not enough: fills with patterns and dashed lines, the same in charts and legends.
 * Out: SVG for legends, tiles for a canvas. Main thread.
 */

import { svg, type TemplateResult } from 'lit';
import type { Series } from './chart-spec.ts';
import { PATTERNS, type PatternName } from './patterns.ts';

/** Side of a tile in CSS pixels. */
const TILE = 8;

/** A tile of a pattern in a colour, as a canvas takes it; `ground` is what the strokes let through. */
export function patternFill(
  context: CanvasRenderingContext2D,
  name: PatternName,
  color: string,
  ground: string,
): CanvasPattern | string {
  if (name === 'plain') return color;
  const side = Math.round(TILE * devicePixelRatio);
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const tile = canvas.getContext('2d');
  if (!tile) return color;
  tile.scale(side / TILE, side / TILE);
  tile.fillStyle = color;
  tile.fillRect(0, 0, TILE, TILE);
  tile.strokeStyle = ground;
  tile.lineWidth = 1.4;
  tile.stroke(new Path2D(PATTERNS[name]));
  return context.createPattern(canvas, 'repeat') ?? color;
}

/** What stands before a series' name. Colours come by class, from the style sheet. */
export function swatch({ drawing, pattern = 'plain', dash, color }: Series): TemplateResult {
  const colorClass = `swatch ${color.replace(/^-+_/, '')}`;
  if (drawing === 'stack' || drawing === 'bars') {
    const strokes = PATTERNS[pattern];
    return svg`<svg class=${colorClass} viewBox="0 0 16 8" aria-hidden="true">
      <rect width="16" height="8"></rect><path d=${strokes}></path><path d=${strokes} transform="translate(8)"></path>
    </svg>`;
  }
  if (drawing === 'dots') {
    return svg`<svg class=${colorClass} viewBox="0 0 16 8" aria-hidden="true"><path class="ink" d="M8 0l4 4-4 4-4-4z"></path></svg>`;
  }
  return svg`<svg class=${colorClass} viewBox="0 0 16 8" aria-hidden="true">
    <path class="line" d="M0 4H16" stroke-dasharray=${(dash ?? []).join(' ')}></path>
  </svg>`;
}

/** The signs of what happened, as the charts draw them. */
export const markSwatches = {
  settings: svg`<svg class="swatch mark" viewBox="0 0 8 8" aria-hidden="true"><path d="M4 0V8M4 0h4v3H4"></path></svg>`,
  collection: svg`<svg class="swatch mark" viewBox="0 0 8 8" aria-hidden="true"><circle cx="4" cy="4" r="3"></circle></svg>`,
  drop: svg`<svg class="swatch mark alarm" viewBox="0 0 8 8" aria-hidden="true"><path d="M1 1 7 7M7 1 1 7"></path></svg>`,
};
