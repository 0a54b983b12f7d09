/**
 * The pool with real threads: workers that stay inside `pool_run`, as in the browser, while this thread captures and
 * presents. Settings change with every frame; every frame must be the reference and none may be lost.
 */

import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import {
  CONTROL,
  CONTROL_BASE,
  MAX_THREADS,
  RING,
  SLOT_STATES,
  STACK_BYTES,
  STACKS_BASE,
} from '../../src/generated/layout.ts';
import {
  FORMATS,
  type Frame,
  fillRandom,
  frameDifference,
  makeFrame,
  randomBytes,
} from '../support/frame.ts';
import { formatChain, parseChain } from '../support/golden.ts';
import { FrameSequence } from '../support/reference-temporal.ts';
import { droppedTotal, ledgerError, MODULES, Ring } from '../support/ring.ts';

/** The program of a pool thread. It is plain JavaScript, because Node.js cannot run TypeScript here. */
const POOL_THREAD = `
  const { parentPort, workerData: { memory, modules, index, stack } } = require('node:worker_threads');
  const doubles = new Float64Array(memory.buffer);
  const clock = (at) => {
    doubles[at >> 3] = performance.now() * 1000;
  };
  const flavours = modules.map((module) => {
    const { exports } = new WebAssembly.Instance(module, { env: { memory, clock } });
    exports.__stack_pointer.value = stack;
    return exports;
  });
  let flavour = index & 1;
  while (flavours[flavour].pool_run(index) === 1) flavour ^= 1;
`;

const CHAINS = [
  'grayscale',
  'box-blur:5',
  'grayscale,box-blur:5',
  'box-blur:1,box-blur:11',
  'box-blur:40',
].map(parseChain);

/** A ring with pool threads of its own. */
class ThreadedRing extends Ring {
  readonly #control = new Int32Array(this.memory.buffer, CONTROL_BASE);
  readonly #ended: Promise<number>[];

  constructor(threads: number) {
    super();
    const modules = [MODULES.scalar, MODULES.simd];
    this.#ended = Array.from({ length: threads }, (_, index) => {
      const stack = STACKS_BASE + (index + 1) * STACK_BYTES;
      const workerData = { memory: this.memory, modules, index, stack };
      const worker = new Worker(POOL_THREAD, { eval: true, workerData });
      return new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject));
    });
    const { __stack_pointer } = this.exports.scalar;
    __stack_pointer.value = STACKS_BASE + (MAX_THREADS + 1) * STACK_BYTES;
  }

  /** Resolves to the next frame that is done. Sleeps until there is one. */
  async popLater(): Promise<{ frame: Frame; sequence: number }> {
    for (;;) {
      const seen = Atomics.load(this.#control, CONTROL.done / 4);
      const popped = this.pop();
      if (popped) return popped;
      await (Atomics as unknown as AtomicsWaitAsync).waitAsync(this.#control, CONTROL.done / 4, seen).value;
    }
  }

  /** Resolves when the pool has begun every frame. The next frame would supersede one that is not begun. */
  async begun(): Promise<void> {
    const ready = () =>
      Array.from(
        { length: this.slotCount() },
        (_, slot) => Atomics.load(this.#control, this.#slot(slot)) & 7,
      );
    while (ready().includes(SLOT_STATES.ready)) await setImmediate();
  }

  #slot(slot: number): number {
    return (CONTROL.ring + RING.words) / 4 + slot;
  }

  /** Ends the threads. Resolves with their exit codes. */
  stop(): Promise<number[]> {
    Atomics.store(this.#control, CONTROL.stop / 4, 1);
    for (let index = 0; index < MAX_THREADS; index++) {
      Atomics.add(this.#control, CONTROL.wake / 4 + index, 1);
      Atomics.notify(this.#control, CONTROL.wake / 4 + index);
    }
    return Promise.all(this.#ended);
  }
}

interface AtomicsWaitAsync {
  waitAsync(words: Int32Array, index: number, value: number): { value: Promise<string> | string };
}

/** Filters that remember frames, alone and among others. Most of these chains begin in the same way. */
const REMEMBERING = [
  'temporal-denoise:90:64',
  'temporal-denoise:90:64,box-blur:3',
  'temporal-denoise:90:64,box-blur:3,flip',
  'temporal-denoise:90:64,hue:40,temporal-denoise:80:30',
  'temporal-denoise:90:64,hue:40,temporal-denoise:80:30,box-blur:1,temporal-denoise:95:20,gaussian-blur:2',
  'mirror,temporal-denoise:90:64',
  'temporal-denoise:90:64,chroma-key:808080:20:90:203050:1,sharpen:100:3',
  'temporal-denoise:90:64,chroma-key:808080:20:90:203050:9,grayscale',
].map(parseChain);

describe.each([1, 2, 4, 8])('%i pool threads', (threads) => {
  it.each([
    ['every setting changes', CHAINS, true],
    ['they remember frames', REMEMBERING, false],
  ] as const)('give the reference while %s', async (_, chains, anySize) => {
    const ring = new ThreadedRing(threads);
    const next = randomBytes(threads);
    const sequence = new FrameSequence();
    const flying: { frame: Frame; expected: Frame; what: string }[] = [];
    const check = async () => {
      const { frame, sequence } = await ring.popLater();
      const { expected, what } = flying.shift() as (typeof flying)[number];
      const wrong = frameDifference(frame, expected);
      if (wrong) expect.fail(`frame ${sequence}, ${what}: ${wrong}`);
    };
    const format = FORMATS[threads % FORMATS.length] as (typeof FORMATS)[number];
    let exits: number[] = [];
    try {
      for (let n = 0; n < 150; n++) {
        const filters = chains[(next() >> 2) % chains.length] as (typeof chains)[number];
        const flavour = next() % 2 ? 'simd' : 'scalar';
        const wanted = 1 + (next() % threads);
        const [width, height] = n === 0 || !anySize ? [160, 120] : [40 + (next() % 120), 20 + (next() % 100)];
        const frame = fillRandom(makeFrame(format, width, height), n);
        await ring.begun();
        ring.configure({ filters, threads: wanted, flavour });
        expect(ring.push(frame)).toBeGreaterThanOrEqual(0);
        const what = `${formatChain(filters)}, ${flavour}, ${wanted} threads`;
        flying.push({ frame, expected: sequence.next(frame, filters), what });
        if (flying.length > next() % 4) await check();
      }
      while (flying.length > 0) await check();
      const ledger = ring.ledger();
      expect(ledgerError(ledger)).toBe(0);
      expect([ledger.delivered, ledger.presented, droppedTotal(ledger)]).toEqual([150, 150, 0]);
    } finally {
      exits = await ring.stop();
    }
    expect(exits).toEqual(Array(threads).fill(0));
  });
});
