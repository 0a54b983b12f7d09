/** The built modules as files: their imports and exports, their size, and that both have the same layout. */

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readFilters } from '../../src/catalogue/filter-text.ts';
import { startThread } from '../../src/engine/instance.ts';
import { CONTROL, CONTROL_BASE, PAGE_BYTES, STACK_BYTES, STACKS_BASE } from '../../src/generated/layout.ts';
import { FORMATS, fillRandom, makeFrame, randomBytes, fnv1a as reference } from '../support/frame.ts';
import { FLAVOURS, MODULES, Ring, readWasm } from '../support/ring.ts';

describe.each(FLAVOURS)('the %s module', (flavour) => {
  it('imports the memory and a clock, nothing else', () => {
    expect(WebAssembly.Module.imports(MODULES[flavour])).toEqual([
      { module: 'env', name: 'memory', kind: 'memory' },
      { module: 'env', name: 'clock', kind: 'function' },
    ]);
  });

  it('is at most 40 kB compressed', () => {
    expect(gzipSync(readWasm(flavour), { level: 9 }).length).toBeLessThanOrEqual(40_000);
  });

  it('says which flavour it is', () => {
    expect(new Ring().exports[flavour].is_simd()).toBe(flavour === 'simd' ? 1 : 0);
  });

  it('accepts its own control block and no other', () => {
    const ring = new Ring();
    const words = ring.words(CONTROL_BASE);
    expect(ring.exports[flavour].check()).toBe(1);
    for (const field of ['magic', 'version', 'bytes'] as const) {
      words[CONTROL[field] / 4] = (words[CONTROL[field] / 4] as number) + 1;
      expect(ring.exports[flavour].check()).toBe(0);
      words[CONTROL[field] / 4] = (words[CONTROL[field] / 4] as number) - 1;
    }
  });

  it('computes FNV-1a', () => {
    const ring = new Ring();
    const bytes = Uint8Array.from({ length: 3001 }, randomBytes(4));
    const at = 2_000_000;
    const missing = at + bytes.length - ring.memory.buffer.byteLength;
    if (missing > 0) ring.memory.grow(Math.ceil(missing / PAGE_BYTES));
    ring.bytes().set(bytes, at);
    const { fnv1a } = ring.exports[flavour];
    const basis = reference(new Uint8Array());
    for (const length of [0, 1, 2, 255, 3001]) {
      expect(BigInt.asUintN(64, fnv1a(basis, at, length))).toBe(reference(bytes.subarray(0, length)));
    }
    const head = fnv1a(basis, at, 1000);
    expect(BigInt.asUintN(64, fnv1a(head, at + 1000, 2001))).toBe(reference(bytes));
  });
});

describe('the layout of what both flavours share', () => {
  const { scalar, simd } = new Ring().exports;

  it('is the same in both', () => {
    expect(scalar.layout_fingerprint()).toBe(simd.layout_fingerprint());
  });

  it('is compared when a thread starts', async () => {
    const memory = new Ring().memory;
    const setup = { memory, scalar: MODULES.scalar, epochMs: performance.timeOrigin };
    await expect(startThread({ ...setup, simd: MODULES.simd }, 0)).resolves.toMatchObject({ memory });
    await expect(startThread({ ...setup, simd: withOtherLayout() }, 0)).rejects.toThrow(
      'the scalar and the SIMD module have different layouts: run npm run build:wasm',
    );
  });

  /** The SIMD module with another fingerprint: the instruction `i32.const` that returns it has another bit. */
  function withOtherLayout(): WebAssembly.Module {
    const constant = [0x41];
    for (let rest = simd.layout_fingerprint() | 0; ; rest >>= 7) {
      const last = rest >> 6 === 0 || rest >> 6 === -1;
      constant.push((rest & 0x7f) | (last ? 0 : 0x80));
      if (last) break;
    }
    const bytes = readWasm('simd');
    const at = bytes.indexOf(Buffer.from([...constant, 0x0b]));
    expect(at).toBeGreaterThan(0);
    bytes[at + 1] = (bytes[at + 1] as number) ^ 1;
    return new WebAssembly.Module(bytes);
  }
});

/** Sixteen filters, most of which need rows or tables of their own. */
const LONGEST = [
  'gaussian-blur:4,gamma:1.5,chroma-key:00b140:40:20:203050:9,hue:60,temporal-denoise,sharpen,gamma:0.7,edges',
  'contrast:30,pixelate:6,vignette,posterize:5,box-blur:50,white-balance:30:20,gamma:2,mirror',
].flatMap((half) => half.split(','));

it.each(FLAVOURS)('leaves half of a stack untouched, %s', (flavour) => {
  const ring = new Ring();
  const stack = () => ring.bytes().subarray(STACKS_BASE, STACKS_BASE + STACK_BYTES);
  stack().fill(0xa5);
  for (const format of FORMATS) {
    for (let first = 0; first < LONGEST.length; first++) {
      const chain = [...LONGEST.slice(first), ...LONGEST.slice(0, first)];
      ring.configure({ filters: readFilters(chain.join(',')), flavour });
      expect(ring.push(fillRandom(makeFrame(format, 61, 35), first))).toBeGreaterThanOrEqual(0);
      ring.drain();
      expect(ring.pop()).not.toBeNull();
    }
  }
  const untouched = stack().findIndex((byte) => byte !== 0xa5);
  expect(untouched).toBeGreaterThanOrEqual(STACK_BYTES / 2);
});

it('is the scalar module that has no vectors', () => {
  // i16x8.add, as it is encoded: a kernel without it would be no vector kernel.
  const [scalar, simd] = FLAVOURS.map((flavour) => readWasm(flavour).includes(Buffer.of(0xfd, 0x8e, 0x01)));
  expect([scalar, simd]).toEqual([false, true]);
});
