/** Two ways to write the filters in JavaScript, as peers. Buffers are made once. */

import type { FilterSpec } from '../../../../src/catalogue/filters.ts';
import type { Contender, Peer, Source } from '../contender.ts';
import { bestJs } from '../js/best.ts';
import { type JsFilter, makeJs } from '../js/js.ts';
import { PLAIN } from '../js/plain.ts';

/** With a window of more pixels, a frame of 720p would take half a minute. */
const MOST_WINDOW = 1000;

/** Filters as people usually write them. */
export function openPlainJs(source: Source): Peer {
  return new JavaScript('plain JS', source, (filters) => {
    if (filters.some((spec) => windowOf(spec) > MOST_WINDOW)) return null;
    const passes = filters.map((spec) => makeJs(PLAIN, spec));
    return passes.includes(null) ? null : (passes as JsFilter[]);
  });
}

function windowOf(spec: FilterSpec): number {
  if (spec.name === 'box-blur') return (2 * (spec.radius as number) + 1) ** 2;
  return spec.name === 'gaussian-blur' ? (6 * (spec.sigma as number) + 1) ** 2 : 1;
}

/** Filters as fast as we can write them. */
export function openBestJs(source: Source): Peer {
  return new JavaScript('best JS', source, bestJs);
}

class JavaScript implements Peer {
  readonly name: string;
  readonly #source: Source;
  readonly #passes: (filters: readonly FilterSpec[]) => JsFilter[] | null;
  readonly #targets: [Uint8ClampedArray, Uint8ClampedArray];

  constructor(name: string, source: Source, passes: (filters: readonly FilterSpec[]) => JsFilter[] | null) {
    this.name = name;
    this.#source = source;
    this.#passes = passes;
    const { length } = source.pixels;
    this.#targets = [new Uint8ClampedArray(length), new Uint8ClampedArray(length)];
  }

  contend(filters: readonly FilterSpec[]): Contender | null {
    const passes = this.#passes(filters);
    if (!passes) return null;
    const { width, height, pixels } = this.#source;
    const targets = this.#targets;
    return {
      name: this.name,
      run() {
        let from: Uint8ClampedArray = pixels;
        for (const [index, pass] of passes.entries()) {
          const to = targets[index & 1] as Uint8ClampedArray;
          pass(from, to, width, height);
          from = to;
        }
      },
      result: () => targets[(passes.length - 1) & 1] as Uint8ClampedArray,
    };
  }

  close(): void {}
}
