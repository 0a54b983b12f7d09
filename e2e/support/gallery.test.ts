/** Checks that docs/filters.md has one row for every filter, as in the table of filters, with a picture that exists. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../scripts/run.mjs';
import { FILTERS } from '../../src/catalogue/filters.ts';
import { GALLERY, gallery, PICTURES, writeGallery } from './gallery.ts';

const document = readFileSync(join(ROOT, GALLERY), 'utf8');
const folder = join(ROOT, 'docs', PICTURES);

it('the document has the table as it should be', () => {
  // If this fails, run: node scripts/filter-pictures.mjs
  expect(document).toBe(writeGallery(document));
  expect(document).toContain(gallery());
});

it.each(FILTERS)('$name has a row and a picture', ({ name }) => {
  const picture = `${PICTURES}/${name}.webp`;
  expect(
    document.split('\n').filter((line) => line.startsWith(`| \`${name}\``) && line.includes(picture)),
  ).toHaveLength(1);
  const bytes = readFileSync(join(folder, `${name}.webp`));
  expect([bytes.toString('latin1', 0, 4), bytes.toString('latin1', 8, 12)]).toEqual(['RIFF', 'WEBP']);
});

it('pictures are of filters that there are, and small together', () => {
  const known = new Set([
    'LICENSE.md',
    'film.webp',
    'none.webp',
    ...FILTERS.map(({ name }) => `${name}.webp`),
  ]);
  const files = readdirSync(folder);
  expect(files.filter((file) => !known.has(file))).toEqual([]);
  expect(existsSync(join(folder, 'LICENSE.md'))).toBe(true);
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  expect(bytes).toBeLessThan(600_000);
});

it('a document without the marks is refused', () => {
  expect(() => writeGallery('# Filters')).toThrow(/lost the marks/);
});
