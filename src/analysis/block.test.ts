import { expect, test } from 'vitest';
import { ANALYSIS_BLOCK_BYTES } from '../generated/layout.ts';
import { AnalysisBlock, emptyHead } from './block.ts';

test('before the first reading nothing is known: silence, not the full scale that zeros would be', () => {
  const block = new AnalysisBlock(new ArrayBuffer(ANALYSIS_BLOCK_BYTES));
  const head = { ...emptyHead(), peakDb: [-3, -3] as const };
  expect(block.readHead(head)).toBe(true);
  expect(head).toEqual(emptyHead());
});
