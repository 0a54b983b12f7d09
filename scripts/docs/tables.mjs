/** Writes the table of effects into docs/effects.md: `node scripts/docs/tables.mjs`. The table of filters has pictures and a script of its own. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { ROOT, script } from '../run.mjs';

script(async () => {
  // Node.js 20 cannot run TypeScript, so Vite compiles it.
  const { module } = await runnerImport(join(ROOT, 'scripts/docs/effect-table.ts'), {
    root: ROOT,
    configFile: false,
    logLevel: 'error',
  });
  const { DOCUMENT, writeTable } = /** @type {typeof import('./effect-table.ts')} */ (module);
  const path = join(ROOT, DOCUMENT);
  writeFileSync(path, writeTable(readFileSync(path, 'utf8')));
});
