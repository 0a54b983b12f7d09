/**
 * Benchmark of the sound's effects: one quantum of 128 frames, stereo, 48 kHz, in the browser. The SIMD flavour, the scalar
 * flavour and plain JavaScript take turns. In: a page. Out: medians in microseconds, and paired ratios. Runs in Node. It
 * measures on the page's main thread, with the worklet's code but without the priority of the audio thread.
 */

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import {
  AUDIO_CONTROL,
  AUDIO_CONTROL_BASE,
  AUDIO_MAGIC,
  AUDIO_PAGES,
  AUDIO_SETTINGS,
  AUDIO_VERSION,
  EFFECT_KINDS,
  EFFECT_WORDS,
} from '../../src/generated/layout.ts';
import { type JsAudio, makeJsAudio } from './audio-js.ts';

/** One row of the table. */
export interface AudioResult {
  name: string;
  /** Medians of the rounds, in microseconds per quantum. A quantum lasts 2667. */
  us: { simd: number; scalar: number; js: number };
  /** Medians of the paired ratios. */
  scalarOverSimd: number;
  jsOverSimd: number;
}

type Name = keyof typeof EFFECT_KINDS;
type Chain = readonly (readonly [Name, ...number[]])[];

const SINGLE: Chain = [
  ['gain', -6],
  ['high-pass', 80, 0.71],
  ['equalizer', 6, -6, 6, 200, 1000, 5000],
  ['gate', -50, 6, 2, 100, 150, -60],
  ['compressor', -24, 4, 5, 120, 6, 6],
  ['limiter', -6, 5, 80],
  ['delay', 250, 30, 30],
];

/** The cases: no effect (only repair, meters, clipping), each effect, all effects. */
export const BENCH_CHAINS: Readonly<Record<string, Chain>> = {
  'no effect': [],
  ...Object.fromEntries(SINGLE.map((effect) => [effect[0], [effect]])),
  'all seven': SINGLE,
};

const ROUNDS = 25;
/** Quanta per round: a few milliseconds, so that the clock's resolution does not matter. */
const QUANTA = 1500;

/** In: a page of the production build, which is isolated. */
export async function measureAudio(page: Page, origin: string): Promise<AudioResult[]> {
  await page.goto(`${origin}/?source=pattern`);
  await page.evaluate(`globalThis.makeJsAudio = ${makeJsAudio.toString()}`);
  const setup: InPage = {
    modules: { simd: base64('simd'), scalar: base64('scalar') },
    chains: BENCH_CHAINS,
    rounds: ROUNDS,
    quanta: QUANTA,
    constants: {
      AUDIO_CONTROL,
      AUDIO_CONTROL_BASE,
      AUDIO_SETTINGS,
      EFFECT_KINDS,
      EFFECT_WORDS,
      AUDIO_MAGIC,
      AUDIO_PAGES,
      AUDIO_VERSION,
    },
  };
  return page.evaluate(measureInPage, JSON.stringify(setup));
}

/** The bytes of a module, as text. */
function base64(flavour: string): string {
  return readFileSync(`wasm/prebuilt/audio.${flavour}.wasm`).toString('base64');
}

type Layout = typeof import('../../src/generated/layout.ts');

interface InPage {
  /** Their bytes in base64. */
  modules: { scalar: string; simd: string };
  chains: Readonly<Record<string, Chain>>;
  rounds: number;
  quanta: number;
  constants: Pick<
    Layout,
    | 'AUDIO_CONTROL'
    | 'AUDIO_CONTROL_BASE'
    | 'AUDIO_SETTINGS'
    | 'EFFECT_KINDS'
    | 'EFFECT_WORDS'
    | 'AUDIO_MAGIC'
    | 'AUDIO_PAGES'
    | 'AUDIO_VERSION'
  >;
}

/** `text`: an `InPage` as JSON. */
async function measureInPage(text: string): Promise<AudioResult[]> {
  const { modules, chains, rounds, quanta, constants } = JSON.parse(text) as InPage;
  const RATE = 48_000;
  const FRAMES = 128;
  const { AUDIO_CONTROL, AUDIO_CONTROL_BASE, AUDIO_SETTINGS, EFFECT_WORDS } = constants;
  // Like speech: loud and soft by turns, so that gate, compressor and limiter have work. Too long for branch prediction to learn.
  const signal = Float32Array.from({ length: 64 * FRAMES }, (_, i) => {
    const loud = [1, 0.02, 0.3, 0.001][(i >> 11) & 3] as number;
    return loud * Math.sin(i * 0.05) * Math.cos(i * i * 0.0003);
  });

  /** An engine of one flavour with a chain; a function that runs quanta. */
  async function wasm(base64: string, chain: Chain): Promise<(count: number) => void> {
    const memory = new WebAssembly.Memory({
      initial: constants.AUDIO_PAGES,
      maximum: constants.AUDIO_PAGES,
      shared: true,
    });
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
    const exports = instance.exports as Record<string, (...numbers: number[]) => number>;
    const call = (name: string, ...numbers: number[]) => exports[name]?.(...numbers) ?? 0;
    const words = new Int32Array(memory.buffer);
    const floats = new Float32Array(memory.buffer);
    const at = (offset: number) => (AUDIO_CONTROL_BASE + offset) / 4;
    words[at(AUDIO_CONTROL.magic)] = constants.AUDIO_MAGIC;
    words[at(AUDIO_CONTROL.version)] = constants.AUDIO_VERSION;
    words[at(AUDIO_CONTROL.bytes)] = AUDIO_CONTROL.size;
    if (call('audio_check') !== 1 || call('audio_init', RATE, 2) !== 0) throw new Error('another layout');
    const settings = AUDIO_CONTROL.settings;
    words[at(settings + AUDIO_SETTINGS.effectCount)] = chain.length;
    for (const [index, [name, ...parameters]] of chain.entries()) {
      const word = at(settings + AUDIO_SETTINGS.effects) + index * EFFECT_WORDS;
      words[word] = constants.EFFECT_KINDS[name];
      floats.set(parameters, word + 1);
    }
    words[at(settings + AUDIO_SETTINGS.version)] = 2;
    const inputs = [0, 1].map((channel) => call('audio_input', channel) / 4);
    const outputs = [0, 1].map((channel) => call('audio_output', channel) / 4);
    const planes = [new Float32Array(FRAMES), new Float32Array(FRAMES)];
    // Samples are copied in and out, as in a worklet.
    const views = inputs.map((from) => floats.subarray(from, from + FRAMES));
    const results = outputs.map((from) => floats.subarray(from, from + FRAMES));
    const pieces = Array.from({ length: 64 }, (_, i) => signal.subarray(i * FRAMES, (i + 1) * FRAMES));
    let number = 0;
    return (count) => {
      for (let i = 0; i < count; i++) {
        const piece = pieces[number++ & 63] as Float32Array;
        for (const view of views) view.set(piece);
        exports.audio_process?.(FRAMES);
        for (let channel = 0; channel < 2; channel++) {
          planes[channel]?.set(results[channel] as Float32Array);
        }
      }
    };
  }

  function js(chain: Chain): (count: number) => void {
    const page = globalThis as unknown as { makeJsAudio: typeof makeJsAudio };
    const audio: JsAudio = page.makeJsAudio(RATE, chain);
    const planes = [new Float32Array(FRAMES), new Float32Array(FRAMES)];
    const pieces = Array.from({ length: 64 }, (_, i) => signal.subarray(i * FRAMES, (i + 1) * FRAMES));
    const inputs = pieces.map((piece) => [piece, piece]);
    let number = 0;
    return (count) => {
      for (let i = 0; i < count; i++) audio.process(inputs[number++ & 63] as Float32Array[], planes);
    };
  }

  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number;
  const results: AudioResult[] = [];
  for (const [name, chain] of Object.entries(chains)) {
    const runs = {
      simd: await wasm(modules.simd, chain),
      scalar: await wasm(modules.scalar, chain),
      js: js(chain),
    };
    // After that, the optimizing compilers have finished.
    for (const run of Object.values(runs)) run(20_000);
    const times: Record<keyof typeof runs, number[]> = { simd: [], scalar: [], js: [] };
    for (let round = 0; round < rounds; round++) {
      for (const key of ['simd', 'scalar', 'js'] as const) {
        const begin = performance.now();
        runs[key](quanta);
        times[key].push((1000 * (performance.now() - begin)) / quanta);
      }
    }
    const ratio = (key: 'scalar' | 'js') =>
      median(times[key].map((us, round) => us / (times.simd[round] as number)));
    const ratios = { scalarOverSimd: ratio('scalar'), jsOverSimd: ratio('js') };
    const us = { simd: median(times.simd), scalar: median(times.scalar), js: median(times.js) };
    results.push({ name, us, ...ratios });
  }
  return results;
}

/** Returns the rows as lines of a table. */
export function audioTable(results: readonly AudioResult[]): string[] {
  const budget = (1e6 * 128) / 48_000;
  return [
    '| one quantum, stereo | SIMD, us | of the quantum | scalar over SIMD | JavaScript over SIMD |',
    '|---|---|---|---|---|',
    ...results.map(
      ({ name, us, scalarOverSimd, jsOverSimd }) =>
        `| ${name} | ${us.simd.toFixed(2)} | ${((100 * us.simd) / budget).toFixed(2)} % | ` +
        `${scalarOverSimd.toFixed(2)} x | ${jsOverSimd.toFixed(2)} x |`,
    ),
  ];
}
