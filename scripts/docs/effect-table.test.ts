/** Checks that the table in docs/effects.md is the one that the code makes. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { EFFECTS } from '../../src/catalogue/effects.ts';
import { ROOT } from '../run.mjs';
import { DOCUMENT, effectTable, writeTable } from './effect-table.ts';

const document = readFileSync(join(ROOT, DOCUMENT), 'utf8');

it('the document has the table as it should be', () => {
  // If this fails, run: node scripts/docs/tables.mjs
  expect(document).toBe(writeTable(document));
});

it.each(EFFECTS)('$name has a row with every parameter', ({ name, parameters }) => {
  const row = effectTable()
    .split('\n')
    .find((line) => line.startsWith(`| \`${name}\` |`));
  for (const parameter of parameters) expect(row).toContain(`\`${parameter.name}\` ${parameter.min}..`);
});

it('a document without the marks is refused', () => {
  expect(() => writeTable('# Effects')).toThrow(/lost the marks/);
});
