/**
 * Vite plugin: takes comments and indentation out of the elements' style sheets, which are template strings, so that no
 * minifier looks into them. A string in a style sheet may have no line break, and no space after a comma or a colon.
 */

import type { Plugin } from 'vite';

const STYLES = /\/src\/elements\/.*styles\.ts$/;

/** The plugin. */
export function cssPlugin(): Plugin {
  return {
    name: 'ringlight:css',
    apply: 'build',
    enforce: 'pre',
    transform: {
      filter: { id: STYLES },
      handler: (code) => ({ code: minifyStyles(code), map: null }),
    },
  };
}

/** Module text in, module text out. What stands in `${}` of a style sheet has no backtick of its own. */
export function minifyStyles(code: string): string {
  return code.replace(/\bcss`([^`]*)`/g, (_, sheet: string) => `css\`${minifySheet(sheet)}\``);
}

function minifySheet(sheet: string): string {
  return sheet
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};]) ?/g, '$1')
    .replace(/([,:]) /g, '$1')
    .replace(/;\}/g, '}')
    .trim();
}
