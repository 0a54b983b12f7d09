/**
 * Vite plugin: offsets of the shared memory's layout become numbers where they are used. A bundler keeps a whole table of
 * names for each of them that a page or a worker asks for, and every file has its own copy: 2 kB of what loads first, gzipped.
 */

import type { Plugin } from 'vite';
import * as layout from '../src/generated/layout.ts';

/** The tables of offsets, `{ name: { field: bytes } }`: all that have a size. */
const TABLES: ReadonlyMap<string, Readonly<Record<string, number>>> = new Map(
  Object.entries<unknown>(layout)
    .filter(([, table]) => typeof table === 'object' && table !== null && 'size' in table)
    .map(([name, table]) => [name, table as Record<string, number>]),
);
const FIELD = new RegExp(`\\b(${[...TABLES.keys()].join('|')})\\.(\\w+)\\b`, 'g');

/** The plugin, for the page and for its workers. */
export function layoutPlugin(): Plugin {
  return {
    name: 'ringlight:layout',
    apply: 'build',
    enforce: 'pre',
    transform(code) {
      if (!/\/generated\/(sound-)?layout\.ts/.test(code)) return null;
      const inlined = code.replace(FIELD, (text, table: string, field: string) =>
        String(TABLES.get(table)?.[field] ?? text),
      );
      return { code: inlined, map: null };
    },
  };
}
