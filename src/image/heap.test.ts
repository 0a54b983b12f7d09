/** Blocks never overlap, gaps are used again, and the memory ends. */

import { expect, it } from 'vitest';
import { randomBytes } from '../../e2e/support/frame.ts';
import { PAGE_BYTES } from '../generated/layout.ts';
import { alignBlock, Heap } from './heap.ts';

const memoryOf = (maximum: number) => new WebAssembly.Memory({ initial: 1, maximum, shared: true });

it('gives each block to one owner, and joins what is given back', () => {
  const memory = memoryOf(64);
  const heap = new Heap(memory, 100);
  const next = randomBytes(5);
  const blocks: { from: number; to: number }[] = [];
  for (let step = 0; step < 2000; step++) {
    if (blocks.length > 0 && next() % 3 === 0) {
      const [block] = blocks.splice(next() % blocks.length, 1);
      heap.free(block?.from as number);
      continue;
    }
    const bytes = 1 + next() * next();
    const from = heap.take(bytes);
    if (from === undefined) continue;
    expect(from).toBe(alignBlock(from));
    expect(from).toBeGreaterThanOrEqual(100);
    expect(from + bytes).toBeLessThanOrEqual(memory.buffer.byteLength);
    const clash = blocks.find((block) => from < block.to && from + bytes > block.from);
    expect(clash).toBeUndefined();
    blocks.push({ from, to: from + bytes });
  }
  for (const { from } of blocks) heap.free(from);
  // All gaps were joined: the whole memory is free as one block.
  expect(heap.take(64 * PAGE_BYTES - 128)).toBe(128);
});

it('says when the memory cannot grow, and goes on', () => {
  const memory = memoryOf(4);
  const heap = new Heap(memory, 0);
  expect(heap.take(5 * PAGE_BYTES)).toBeUndefined();
  expect(memory.buffer.byteLength).toBe(PAGE_BYTES);
  expect(heap.take(4 * PAGE_BYTES)).toBe(0);
  expect(heap.take(1)).toBeUndefined();
  heap.free(0);
  expect(heap.take(1)).toBe(0);
  expect(() => heap.free(64)).toThrow('there is no block at 64');
});
