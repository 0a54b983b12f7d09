/**
 * Makes the table of docs/filters.md, which shows every filter's name, effect, parameters and picture. In: the table of filters.
 * Out: Markdown. `node scripts/filter-pictures.mjs` writes it. A test compares the document with it. Pure.
 */

import { FILTERS, type FilterDefinition } from '../../src/catalogue/filters.ts';

/** The document. */
export const GALLERY = 'docs/filters.md';
/** The folder of the pictures, relative to the document. */
export const PICTURES = 'images/filters';

const BEGIN = '<!-- The table of filters, with pictures: made by node scripts/filter-pictures.mjs -->';
const END = '<!-- End of the table of filters. -->';

/** Makes the table, with its two marks around it. */
export function gallery(): string {
  const rows = FILTERS.map(
    (filter) =>
      `| \`${filter.name}\` | ${filter.summary} ${parametersOf(filter)} | ![${filter.label}](${PICTURES}/${filter.name}.webp) |`,
  );
  return `${BEGIN}

| filter | effect; parameters, range and default | picture |
|---|---|---|
| none | The frame without a filter. | ![The frame without a filter](${PICTURES}/none.webp) |
${rows.join('\n')}

On the left is a frame of a film, as RGBA ([licence](${PICTURES}/LICENSE.md)). On the right is the built-in test picture, as I420. Both are
480x270 and shown at half that size. Every parameter has its default. \`pipeline.sample()\` gave the pixels.

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

/** Puts the current table into the document. @throws Error if the document has no place for it. */
export function writeGallery(document: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${GALLERY} has lost the marks of its table of filters`);
  return document.slice(0, begin) + gallery() + document.slice(end + END.length);
}
