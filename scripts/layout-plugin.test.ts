/** The plugin that puts offsets where they are used: it changes what it must, and nothing else. */

import { expect, it } from 'vitest';
import { CONTROL, PLANE, SLOT_HEADER } from '../src/generated/layout.ts';
import { layoutPlugin } from './layout-plugin.ts';

const IMPORT = "import { CONTROL, PLANE } from '../generated/layout.ts';\n";

function transform(code: string): string {
  const { transform } = layoutPlugin() as unknown as {
    transform(code: string): { code: string } | null;
  };
  return transform(code)?.code ?? 'unchanged';
}

it('makes numbers of fields', () => {
  expect(transform(`${IMPORT}at(CONTROL.settings + SLOT_HEADER.size, PLANE.stride)`)).toBe(
    `${IMPORT}at(${CONTROL.settings} + ${SLOT_HEADER.size}, ${PLANE.stride})`,
  );
});

it('leaves alone what is no field, what is looked up by name, and files that have nothing to do with the layout', () => {
  for (const code of [
    'PLANE[field]',
    'MY_PLANE.stride',
    'PLANE.nothing',
    'FILTER_KINDS.gamma',
    'const { size } = PLANE',
  ]) {
    expect(transform(IMPORT + code)).toBe(IMPORT + code);
  }
  expect(transform('PLANE.stride')).toBe('unchanged');
});
