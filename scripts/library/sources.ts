/**
 * Rolldown plugin: changes how the sources name other files. In: sources as Vite takes them. Out: modules that name each file
 * as `new URL('./x', import.meta.url)`. All bundlers recognise only this form.
 */

import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Plugin } from 'rolldown';

/** `new URL('../../worklets/x.worker.ts', import.meta.url)`. */
const SCRIPT = /new URL\('[^']*\/worklets\/([\w-]+\.(?:worker|worklet))\.ts', import\.meta\.url\)/g;
const ASSET = /\?(url|inline)$/;

/** The plugin. */
export function sourcesPlugin(): Plugin {
  /** Where the files are. Their paths must not get into a source map. */
  const paths = new Map<string, string>();
  return {
    name: 'ringlight:sources',
    resolveId: {
      filter: { id: ASSET },
      async handler(id, importer) {
        const [path = '', query] = id.split('?');
        const found = path.startsWith('.')
          ? resolve(dirname(importer ?? ''), path)
          : (await this.resolve(path, importer))?.id;
        if (!found) return null;
        const name = `\0${query}:${basename(found)}`;
        paths.set(name, found);
        return name;
      },
    },
    load: {
      filter: { id: /^\0(url|inline):/ },
      async handler(id) {
        const path = paths.get(id) as string;
        const value = id.startsWith('\0url')
          ? `new URL('./${basename(path)}', import.meta.url).href`
          : JSON.stringify(await readFile(path, 'utf8'));
        return { code: `export default ${value};`, moduleType: 'js' };
      },
    },
    transform: {
      filter: { code: SCRIPT },
      handler: (code) => ({ code: nameScripts(code), map: null }),
    },
  };
}

/** Replaces paths of workers' and worklets' sources in a module's text by the names of the built scripts. */
export function nameScripts(code: string): string {
  return code.replace(SCRIPT, "new URL('./$1.js', import.meta.url)");
}
