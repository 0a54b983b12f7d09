/** The built `ringlight/image` in Node, without a bundler. Needs dist/. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { FilterSpec } from '../../src/catalogue/filters.ts';
import { fillRandom, fnv1aHex, frameBytes, makeFrame } from '../support/frame.ts';
import { applyFilters } from '../support/reference.ts';

const LIBRARY = new URL('../../dist/lib/image.js', import.meta.url);
const WIDTH = 67;
const HEIGHT = 61;

/** The program of the process. In: `[module, width, height, simd, pixels in Base64]`. Out: three checksums. */
const PROGRAM = `
const [url, width, height, simd, pixels] = process.argv.slice(1);
const { init, grayscale, boxBlur, fnv1a, apply, allocate } = await import(url);
await init({ simd, threads: 4 });
const rgba = Buffer.from(pixels, 'base64');
await grayscale(rgba);
await boxBlur(rgba, Number(width), Number(height), 5);
const chain = [{ name: 'flip' }, { name: 'edges' }, { name: 'vignette', amount: 80 }];
const other = await apply(Buffer.from(pixels, 'base64'), Number(width), Number(height), chain);
const image = await allocate(Number(width), Number(height));
image.data.set(Buffer.from(pixels, 'base64'));
await image.apply(chain);
console.log([rgba, other, image.data].map((bytes) => fnv1a(bytes).toString(16).padStart(16, '0')).join(' '));
image.free();`;

it.each(['on', 'off'])('still images give the reference in Node, simd=%s', async (simd) => {
  const frame = fillRandom(makeFrame('RGBA', WIDTH, HEIGHT), 3);
  const pixels = Buffer.from(frameBytes(frame)).toString('base64');
  const args = [LIBRARY.href, String(WIDTH), String(HEIGHT), simd, pixels];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, ...args],
    { cwd: fileURLToPath(new URL('../..', import.meta.url)) },
  );
  const hash = (filters: FilterSpec[]) => fnv1aHex(frameBytes(applyFilters(frame, filters)));
  const chain = hash([{ name: 'flip' }, { name: 'edges' }, { name: 'vignette', amount: 80 }]);
  const blurred = hash([{ name: 'grayscale' }, { name: 'box-blur', radius: 5 }]);
  expect(stdout.trim().split(' ')).toEqual([blurred, chain, chain]);
});
