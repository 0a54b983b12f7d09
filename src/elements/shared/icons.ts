/** Line icons of the controls, 16 by 16. Decoration only: the button around one has a name of its own. */

import { svg, type TemplateResult } from 'lit';

function icon(path: string): TemplateResult {
  return svg`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path}></path></svg>`;
}

export const playIcon = icon('M4 2.5v11l9-5.5z');
export const stopIcon = icon('M3.5 3.5h9v9h-9z');
export const upIcon = icon('M8 13V3M3.5 7.5 8 3l4.5 4.5');
export const downIcon = icon('M8 3v10M3.5 8.5 8 13l4.5-4.5');
export const removeIcon = icon('M3.5 3.5l9 9M12.5 3.5l-9 9');
export const addIcon = icon('M8 2.5v11M2.5 8h11');
export const linkIcon = icon(
  'M6.5 9.5l3-3M7 4.5l1-1a3.2 3.2 0 0 1 4.5 4.5l-1 1M9 11.5l-1 1A3.2 3.2 0 0 1 3.5 8l1-1',
);
