/**
 * Reads and writes a chain of filters as text, for addresses and command lines: `grayscale,box-blur:5,-invert`.
 * Pure, so it runs on any thread and in Node.
 */

import { checkFilters, type FilterSpec, findFilter, parameterOf } from './filters.ts';

/**
 * Reads a chain such as `name:value:value,-name`. Values have the order of the filter's parameters. `-` switches a filter off.
 * An empty text is an empty chain.
 * @throws TypeError that says what the value may be.
 */
export function readFilters(text: string): FilterSpec[] {
  if (text === '') return [];
  const specs = text.split(',').map((part, index) => {
    const disabled = part.startsWith('-');
    const [name = '', ...values] = part.slice(disabled ? 1 : 0).split(':');
    const parameters = findFilter(name)?.parameters ?? [];
    if (findFilter(name) && values.length > parameters.length) {
      const takes = parameters.length === 0 ? 'no value' : `at most ${parameters.length} after the colon`;
      throw new TypeError(`filters[${index}] has ${values.length} values; ${name} takes ${takes}`);
    }
    const spec: Record<string, unknown> = { name, enabled: !disabled };
    values.forEach((value, position) => {
      const parameter = parameters[position];
      if (!parameter) return;
      // Colours have no `#` in the text, because `#` begins another part of an address. Any text that is no number stays text,
      // so that the error can quote it.
      if (parameter.type === 'color') spec[parameter.name] = `#${value}`;
      else spec[parameter.name] = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    });
    return spec;
  });
  return checkFilters(specs);
}

/** Writes a chain as `readFilters` reads it. */
export function writeFilters(filters: readonly FilterSpec[]): string {
  return filters
    .map((spec) => {
      const parameters = findFilter(spec.name)?.parameters ?? [];
      const name = spec.enabled === false ? `-${spec.name}` : spec.name;
      const values = parameters.map((parameter) => String(parameterOf(spec, parameter)).replace('#', ''));
      return [name, ...values].join(':');
    })
    .join(',');
}
