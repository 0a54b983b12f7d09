/**
 * The one table of filters: the URL, the API, the page and the docs all read it.
 * `code` is what the kernels call the filter (`wasm/layout`, `FilterKind`).
 */

/** A numeric parameter of a filter. */
export interface FilterParameter {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: number;
}

/** One row of the table. */
export interface FilterDefinition {
  readonly code: number;
  readonly name: string;
  readonly label: string;
  readonly summary: string;
  readonly parameters: readonly FilterParameter[];
}

/** One filter of a chain, as callers write it. */
export type FilterSpec = { name: 'grayscale' } | { name: 'box-blur'; radius?: number };

/** Filters in one chain, at most. */
export const MAX_FILTERS = 16;

/** Every filter there is. */
export const FILTERS: readonly FilterDefinition[] = [
  {
    code: 1,
    name: 'grayscale',
    label: 'Grayscale',
    summary: 'Luma only: chroma becomes neutral.',
    parameters: [],
  },
  {
    code: 2,
    name: 'box-blur',
    label: 'Box blur',
    summary: 'Mean over a square window; its cost does not depend on the radius.',
    parameters: [{ name: 'radius', label: 'Radius', unit: 'px', min: 0, max: 127, step: 1, default: 5 }],
  },
];

/** The definition of a filter, or `undefined`. */
export function findFilter(name: string): FilterDefinition | undefined {
  return FILTERS.find((filter) => filter.name === name);
}

/** The value of a filter's parameter, its default where it is left out. */
export function parameterOf(spec: FilterSpec, parameter: FilterParameter): number {
  const value = (spec as Record<string, unknown>)[parameter.name];
  return value === undefined ? parameter.default : (value as number);
}

/**
 * Checks a chain and returns a copy of it with every parameter filled in.
 * @throws TypeError that names the argument, its value and its range.
 */
export function checkFilters(filters: unknown, argument = 'filters'): FilterSpec[] {
  if (!Array.isArray(filters)) {
    throw new TypeError(`${argument} must be an array of filters such as { name: 'grayscale' }`);
  }
  if (filters.length > MAX_FILTERS) {
    throw new TypeError(`${argument} has ${filters.length} filters; at most ${MAX_FILTERS} are possible`);
  }
  return filters.map((spec, index) => checkFilter(spec, `${argument}[${index}]`));
}

function checkFilter(spec: unknown, argument: string): FilterSpec {
  const name = (spec as { name?: unknown } | null)?.name;
  const definition = typeof name === 'string' ? findFilter(name) : undefined;
  if (!definition) {
    const known = FILTERS.map((filter) => filter.name).join(', ');
    throw new TypeError(`${argument}.name is ${JSON.stringify(name)}; it must be one of ${known}`);
  }
  const checked: Record<string, unknown> = { name };
  for (const parameter of definition.parameters) {
    checked[parameter.name] = checkParameter(
      parameterOf(spec as FilterSpec, parameter),
      parameter,
      `${argument}.${parameter.name}`,
    );
  }
  return checked as FilterSpec;
}

function checkParameter(value: unknown, parameter: FilterParameter, argument: string): number {
  const { min, max, step } = parameter;
  const valid =
    typeof value === 'number' && value >= min && value <= max && Number.isInteger((value - min) / step);
  if (!valid) {
    const kind = step === 1 ? 'a whole number' : 'a number';
    throw new TypeError(`${argument} is ${JSON.stringify(value)}; it must be ${kind} from ${min} to ${max}`);
  }
  return value;
}
