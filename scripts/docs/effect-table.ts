/** Makes the table of docs/effects.md. In: the table of effects. Out: Markdown. A test compares the document with it. Pure. */

import { EFFECTS, type EffectParameter } from '../../src/catalogue/effects.ts';

/** The document. */
export const DOCUMENT = 'docs/effects.md';

const BEGIN = '<!-- The table of effects: made by node scripts/docs/tables.mjs -->';
const END = '<!-- End of the table of effects. -->';

/** Makes the table, with its two marks around it. */
export function effectTable(): string {
  const rows = EFFECTS.map(
    ({ name, summary, parameters }) => `| \`${name}\` | ${summary} ${parameters.map(describe).join(', ')} |`,
  );
  return `${BEGIN}

| effect | what it does; parameters, range and default |
|---|---|
${rows.join('\n')}

${END}`;
}

function describe({ name, min, max, unit, default: value }: EffectParameter): string {
  // A ratio, such as 4:1, has no space.
  const after = unit === '' || unit === ':1' ? unit : ` ${unit}`;
  return `\`${name}\` ${min}..${max}${after} (${value})`;
}

/** Puts the current table into the document. @throws Error if the document has no place for it. */
export function writeTable(document: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${DOCUMENT} has lost the marks of its table of effects`);
  return document.slice(0, begin) + effectTable() + document.slice(end + END.length);
}
