/**
 * The 2D canvas and its `filter` as a peer. It draws a picture of the browser's onto a canvas. Then one pixel is read back,
 * because the browser may draw only then.
 */

import type { FilterSpec } from '../../../../src/catalogue/filters.ts';
import type { Contender, Peer, Source } from '../contender.ts';
import { varianceOf } from './stackblur.ts';

/** How to draw: a `filter`, and whether the picture is turned round. */
interface Drawing {
  filter: string;
  mirror: boolean;
  flip: boolean;
}

/** The frame in an `ImageBitmap`. */
export async function openCanvas({ width, height, pixels }: Source): Promise<Peer> {
  const bitmap = await createImageBitmap(new ImageData(pixels, width, height));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  return {
    name: 'canvas',
    contend(filters): Contender | null {
      const drawing = drawingOf(filters);
      if (!drawing) return null;
      const [sx, sy] = [drawing.mirror ? -1 : 1, drawing.flip ? -1 : 1];
      return {
        name: 'canvas',
        run() {
          context.setTransform(sx, 0, 0, sy, sx < 0 ? width : 0, sy < 0 ? height : 0);
          context.filter = drawing.filter;
          context.globalCompositeOperation = 'copy';
          context.drawImage(bitmap, 0, 0);
          context.getImageData(0, 0, 1, 1);
        },
        result: () => context.getImageData(0, 0, width, height).data,
      };
    },
    close: () => bitmap.close(),
  };
}

function drawingOf(filters: readonly FilterSpec[]): Drawing | null {
  const functions: string[] = [];
  let [mirror, flip] = [false, false];
  for (const spec of filters) {
    if (spec.name === 'mirror') mirror = !mirror;
    else if (spec.name === 'flip') flip = !flip;
    else {
      const text = functionOf(spec);
      if (text === null) return null;
      functions.push(text);
    }
  }
  return { filter: functions.join(' ') || 'none', mirror, flip };
}

/** The filter function of CSS for a filter of ours. `null`: there is none. */
function functionOf(spec: FilterSpec): string | null {
  const variance = varianceOf(spec);
  if (variance !== null) return `blur(${Math.sqrt(variance)}px)`;
  switch (spec.name) {
    case 'grayscale':
      return 'grayscale(1)';
    case 'brightness':
      return `brightness(${1 + (spec.amount as number) / 100})`;
    case 'contrast':
      return `contrast(${1 + (spec.amount as number) / 100})`;
    case 'invert':
      return 'invert(1)';
    case 'saturation':
      return `saturate(${(spec.amount as number) / 100})`;
    case 'hue':
      return `hue-rotate(${spec.angle}deg)`;
    case 'sepia':
      return `sepia(${(spec.amount as number) / 100})`;
    default:
      return null;
  }
}
