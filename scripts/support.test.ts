/** The tables of docs/support.md. */

import { expect, it } from 'vitest';
import { supportTables } from './support.mjs';

const cell = {
  consumer: 'Vite, build',
  version: '8.3.8',
  browser: 'Chromium 156',
  isolated: true,
  passed: true,
};

it('has a row for each consumer and version, newest first, and tells what failed and what was not tried', () => {
  const tables = supportTables([
    { ...cell, version: '7.1.0' },
    { ...cell, version: '10.0.0', passed: false },
    { ...cell, isolated: false, version: '10.0.0' },
    { ...cell, browser: 'Firefox 153', version: '7.1.0', isolated: false },
    { ...cell, consumer: 'Still images', browser: 'Node.js', version: '22.1.0', isolated: false },
  ]);
  expect(tables).toContain(
    '| consumer | version | Chromium 156, isolated | Chromium 156, not isolated | Firefox 153, isolated | Firefox 153, not isolated |',
  );
  const rows = tables.split('\n').filter((line) => line.startsWith('| Vite'));
  expect(rows).toEqual([
    '| Vite, build | 10.0.0 | no | yes |  |  |',
    '| Vite, build | 7.1.0 | yes |  |  | yes |',
  ]);
  expect(tables).toContain('| Still images | 22.1.0 | yes |');
});
