import { expect, test } from 'vitest';
import { ANALYSIS_BLOCK_BYTES } from '../generated/layout.ts';
import { AnalysisBlock, emptyHead } from './block.ts';

test('before the first reading all levels are silence, although zeros would mean full scale', () => {
  const block = new AnalysisBlock(new ArrayBuffer(ANALYSIS_BLOCK_BYTES));
  const head = { ...emptyHead(), peakDb: [-3, -3] as const };
  expect(block.readHead(head)).toBe(true);
  expect(head).toEqual(emptyHead());
});
