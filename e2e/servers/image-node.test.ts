/** The built `ringlight/image` in Node, without a bundler. Needs dist/. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { fillRandom, fnv1aHex, frameBytes, makeFrame } from '../support/frame.ts';
import { applyFilters } from '../support/reference.ts';

const LIBRARY = new URL('../../dist/lib/image.js', import.meta.url);
const WIDTH = 67;
const HEIGHT = 61;

/** What the process runs: `[module, width, height, simd, pixels in Base64]` in, checksum out. */
const PROGRAM = `
const [url, width, height, simd, pixels] = process.argv.slice(1);
const { init, grayscale, boxBlur, fnv1a } = await import(url);
await init({ simd, threads: 4 });
const rgba = Buffer.from(pixels, 'base64');
await grayscale(rgba);
await boxBlur(rgba, Number(width), Number(height), 5);
console.log(fnv1a(rgba).toString(16).padStart(16, '0'));`;

it.each(['on', 'off'])('still images give the reference in Node, simd=%s', async (simd) => {
  const frame = fillRandom(makeFrame('RGBA', WIDTH, HEIGHT), 3);
  const pixels = Buffer.from(frameBytes(frame)).toString('base64');
  const args = [LIBRARY.href, String(WIDTH), String(HEIGHT), simd, pixels];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', PROGRAM, ...args],
    { cwd: fileURLToPath(new URL('../..', import.meta.url)) },
  );
  const expected = applyFilters(frame, [{ name: 'grayscale' }, { name: 'box-blur', radius: 5 }]);
  expect(stdout.trim()).toBe(fnv1aHex(frameBytes(expected)));
});
