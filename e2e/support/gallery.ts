/**
 * The part of docs/filters.md that shows every filter: its name, what it does, its parameters, its picture. Made from the table of
 * filters by `node scripts/filter-pictures.mjs`; a test compares the document with the table. Pure.
 */

import { FILTERS, type FilterDefinition } from '../../src/catalogue/filters.ts';

/** The document. */
export const GALLERY = 'docs/filters.md';
/** Where the pictures lie, as the document sees it. */
export const PICTURES = 'images/filters';

const BEGIN = '<!-- The table of filters, with pictures: made by node scripts/filter-pictures.mjs -->';
const END = '<!-- End of the table of filters. -->';

/** The table, between its two marks. */
export function gallery(): string {
  const rows = FILTERS.map(
    (filter) =>
      `| \`${filter.name}\` | ${filter.summary} ${parametersOf(filter)} | ![${filter.label}](${PICTURES}/${filter.name}.webp) |`,
  );
  return `${BEGIN}

| filter | what it does; parameters, range and default | its picture |
|---|---|---|
| none | The frame as it comes. | ![The frame as it comes](${PICTURES}/none.webp) |
${rows.join('\n')}

Left: a frame of a film, as RGBA ([its licence](${PICTURES}/LICENSE.md)); right: the built-in test picture, as I420. Both 480x270, shown at half
that size, with every parameter at its default; what \`pipeline.sample()\` gave.

${END}`;
}

function parametersOf({ parameters }: FilterDefinition): string {
  return parameters
    .map((parameter) => {
      const { name, default: value } = parameter;
      if (parameter.type === 'color') return `\`${name}\` a colour (${value})`;
      const { min, max, unit } = parameter;
      return `\`${name}\` ${min}..${max}${unit && ` ${unit}`} (${value})`;
    })
    .join(', ');
}

/** The document with the table as it should be. @throws Error where the document has no place for it. */
export function writeGallery(document: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${GALLERY} has lost the marks of its table of filters`);
  return document.slice(0, begin) + gallery() + document.slice(end + END.length);
}
