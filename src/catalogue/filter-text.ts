/**
 * A chain of filters as text, as addresses and command lines have it: `grayscale,box-blur:5,-invert`.
 * Pure, so it runs on any thread and in Node.
 */

import { checkFilters, type FilterSpec, findFilter, parameterOf } from './filters.ts';

/**
 * Reads a chain: `name:value:value,-name`, values in the order of the filter's parameters, `-` before a filter that is
 * switched off; empty for no filter.
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
      // Left as text where it is no number, so that the complaint can quote it; `#` begins another part of an address.
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
