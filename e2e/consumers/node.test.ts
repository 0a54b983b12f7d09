/** Node.js 20 and 22: every entry can be imported, and still images give the reference. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { fillRandom, fnv1aHex, frameBytes, makeFrame } from '../support/frame.ts';
import { applyFilters, naiveBlurPlane } from '../support/reference.ts';
import { makeProject } from './support/project.ts';
import { record } from './support/results.ts';

const WIDTH = 67;
const HEIGHT = 61;

/** In: `[width, height, simd]` and the file `pixels`. Out: the exports of the entries, and the checksum. */
const PROGRAM = `
import { readFileSync } from 'node:fs';
import { createPipeline } from 'ringlight';
import 'ringlight/elements';
import { boxBlur, fnv1a, grayscale, init } from 'ringlight/image';
import * as trace from 'ringlight/trace';

const [width, height, simd] = process.argv.slice(2);
await init({ simd, threads: 4 });
const rgba = new Uint8Array(Buffer.from(readFileSync('pixels', 'utf8'), 'base64'));
await grayscale(rgba);
await boxBlur(rgba, Number(width), Number(height), 5);
console.log(JSON.stringify({
  version: process.version,
  pipeline: typeof createPipeline,
  trace: Object.keys(trace).length > 0,
  hash: fnv1a(rgba).toString(16).padStart(16, '0'),
}));
`;

/** npm has Node.js itself, as one package for each kind of machine. */
const BINARY = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

describe.each(['^20.19.0', '^22.12.0'])('Node %s', (range) => {
  test.each(['on', 'off'])('imports every entry, and filters still images, simd=%s', async (simd) => {
    const project = await makeProject({
      sources: 'e2e/consumers/projects/node',
      add: { [BINARY]: range },
      files: { 'main.js': PROGRAM },
    });
    const frame = fillRandom(makeFrame('RGBA', WIDTH, HEIGHT), 3);
    project.write('pixels', Buffer.from(frameBytes(frame)).toString('base64'));
    const node = project.path(
      'node_modules',
      BINARY,
      process.platform === 'win32' ? 'bin/node.exe' : 'bin/node',
    );
    const expected = applyFilters(
      frame,
      [{ name: 'grayscale' }, { name: 'box-blur', radius: 5 }],
      naiveBlurPlane,
    );
    const version = project.version(BINARY);
    let passed = false;
    try {
      const args = [project.path('main.js'), String(WIDTH), String(HEIGHT), simd];
      const { stdout } = await promisify(execFile)(node, args, { cwd: project.folder });
      expect(JSON.parse(stdout)).toEqual({
        version: `v${version}`,
        pipeline: 'function',
        trace: true,
        hash: fnv1aHex(frameBytes(expected)),
      });
      passed = true;
    } finally {
      record({
        consumer: `Still images, SIMD ${simd}`,
        version,
        browser: 'Node.js',
        isolated: false,
        passed,
      });
    }
  });
});
