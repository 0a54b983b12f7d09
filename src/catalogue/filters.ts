/**
 * The table of filters. The URL, the API, the page and the docs all read it. In: a chain as callers write it. Out: a checked
 * chain, or the words that the kernels read. Pure, so it runs on any thread and in Node.
 * Codes and ranges come from `wasm/layout`, `filters`. The formulas are in docs/filters.md.
 */

import { DISABLED, FILTER_KINDS, FILTER_LIMITS, FILTER_WORDS, MAX_FILTERS } from '../generated/layout.ts';
import { checkBoolean, checkKeys, checkList, refuse } from './check.ts';

/** A numeric parameter of a filter. */
export interface NumberParameter {
  readonly type: 'number';
  readonly name: string;
  readonly label: string;
  /** `''`: it has no unit. */
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: number;
  /** The kernels use whole numbers. They get the value times `scale`. */
  readonly scale: number;
}

/** A parameter that is a colour. Its default is written `#rrggbb`. */
export interface ColorParameter {
  readonly type: 'color';
  readonly name: string;
  readonly label: string;
  readonly default: string;
}

/** A parameter of a filter. */
export type FilterParameter = NumberParameter | ColorParameter;

/** One row of the table. */
export interface FilterDefinition {
  readonly code: number;
  readonly name: string;
  readonly label: string;
  readonly summary: string;
  readonly parameters: readonly FilterParameter[];
  /** The output depends on earlier frames. */
  readonly remembers?: boolean;
}

type FilterName = keyof typeof FILTER_LIMITS;

/** Makes a parameter. Its range is that of the kernels' parameter `index` of filter `of`, divided by `scale`. */
function parameter<const Name extends string>(
  of: FilterName,
  index: number,
  given: Omit<NumberParameter, 'type' | 'name' | 'min' | 'max' | 'step' | 'scale'> & {
    name: Name;
    scale?: number;
  },
): NumberParameter & { readonly name: Name } {
  const [min = 0, max = 0] = FILTER_LIMITS[of][index] ?? [];
  const { scale = 1 } = given;
  return { ...given, type: 'number', min: min / scale, max: max / scale, step: 1 / scale, scale };
}

/** Makes a parameter that is a colour. */
function color<const Name extends string>(
  name: Name,
  label: string,
  initial: string,
): ColorParameter & { readonly name: Name } {
  return { type: 'color', name, label, default: initial };
}

const TABLE = [
  {
    name: 'grayscale',
    label: 'Grayscale',
    summary: 'Luma only: chroma becomes neutral.',
    parameters: [],
  },
  {
    name: 'box-blur',
    label: 'Box blur',
    summary: 'Mean over a square window; its cost does not depend on the radius.',
    parameters: [parameter('box-blur', 0, { name: 'radius', label: 'Radius', unit: 'px', default: 5 })],
  },
  {
    name: 'brightness',
    label: 'Brightness',
    summary: 'Adds a share of the full range.',
    parameters: [parameter('brightness', 0, { name: 'amount', label: 'Amount', unit: '%', default: 15 })],
  },
  {
    name: 'contrast',
    label: 'Contrast',
    summary: 'Stretches values away from the middle, or towards it.',
    parameters: [parameter('contrast', 0, { name: 'amount', label: 'Amount', unit: '%', default: 30 })],
  },
  {
    name: 'gamma',
    label: 'Gamma',
    summary: 'A power of the value: above 1 lifts the shadows, below 1 deepens them.',
    parameters: [
      parameter('gamma', 0, { name: 'gamma', label: 'Gamma', unit: '', default: 1.5, scale: 100 }),
    ],
  },
  {
    name: 'invert',
    label: 'Invert',
    summary: 'The negative.',
    parameters: [],
  },
  {
    name: 'threshold',
    label: 'Threshold',
    summary: 'White from a level on, black below it.',
    parameters: [parameter('threshold', 0, { name: 'level', label: 'Level', unit: '', default: 128 })],
  },
  {
    name: 'posterize',
    label: 'Posterize',
    summary: 'Few levels of brightness.',
    parameters: [parameter('posterize', 0, { name: 'levels', label: 'Levels', unit: '', default: 5 })],
  },
  {
    name: 'saturation',
    label: 'Saturation',
    summary: 'More colour, or less.',
    parameters: [parameter('saturation', 0, { name: 'amount', label: 'Amount', unit: '%', default: 150 })],
  },
  {
    name: 'hue',
    label: 'Hue',
    summary: 'Turns all colours around the grey axis.',
    parameters: [parameter('hue', 0, { name: 'angle', label: 'Angle', unit: '°', default: 60 })],
  },
  {
    name: 'white-balance',
    label: 'White balance',
    summary: 'Warmer or colder, more magenta or more green.',
    parameters: [
      parameter('white-balance', 0, { name: 'temperature', label: 'Temperature', unit: '%', default: 30 }),
      parameter('white-balance', 1, { name: 'tint', label: 'Tint', unit: '%', default: 0 }),
    ],
  },
  {
    name: 'sepia',
    label: 'Sepia',
    summary: 'Brown, as old photographs.',
    parameters: [parameter('sepia', 0, { name: 'amount', label: 'Amount', unit: '%', default: 100 })],
  },
  {
    name: 'mirror',
    label: 'Mirror',
    summary: 'Left and right swapped.',
    parameters: [],
  },
  {
    name: 'flip',
    label: 'Flip',
    summary: 'Top and bottom swapped.',
    parameters: [],
  },
  {
    name: 'pixelate',
    label: 'Pixelate',
    summary: 'Replaces each square block by its mean.',
    parameters: [
      parameter('pixelate', 0, { name: 'size', label: 'Size', unit: 'px', default: 16, scale: 0.5 }),
    ],
  },
  {
    name: 'vignette',
    label: 'Vignette',
    summary: 'Darker towards the corners.',
    parameters: [
      parameter('vignette', 0, { name: 'amount', label: 'Amount', unit: '%', default: 60 }),
      parameter('vignette', 1, { name: 'start', label: 'Start', unit: '%', default: 30 }),
    ],
  },
  {
    name: 'sharpen',
    label: 'Sharpen',
    summary: 'Unsharp mask: adds the difference from a blur.',
    parameters: [
      parameter('sharpen', 0, { name: 'amount', label: 'Amount', unit: '%', default: 100 }),
      parameter('sharpen', 1, { name: 'radius', label: 'Radius', unit: 'px', default: 2 }),
    ],
  },
  {
    name: 'edges',
    label: 'Edges',
    summary: "Sobel's operator on luma.",
    parameters: [],
  },
  {
    name: 'gaussian-blur',
    label: 'Gaussian blur',
    summary: 'A smooth blur, made of three box blurs.',
    parameters: [
      parameter('gaussian-blur', 0, { name: 'sigma', label: 'Sigma', unit: 'px', default: 4, scale: 10 }),
    ],
  },
  {
    name: 'temporal-denoise',
    label: 'Temporal denoise',
    summary: 'Averages over time where nothing moves.',
    remembers: true,
    parameters: [
      parameter('temporal-denoise', 0, { name: 'strength', label: 'Strength', unit: '%', default: 80 }),
      parameter('temporal-denoise', 1, { name: 'threshold', label: 'Motion from', unit: '', default: 16 }),
    ],
  },
  {
    name: 'chroma-key',
    label: 'Chroma key',
    summary: 'Replaces the colour of a screen by another colour, or by a blur of the picture.',
    parameters: [
      color('color', 'Key colour', '#00b140'),
      parameter('chroma-key', 1, { name: 'tolerance', label: 'Tolerance', unit: '', default: 40 }),
      parameter('chroma-key', 2, { name: 'softness', label: 'Softness', unit: '', default: 20 }),
      color('background', 'Background', '#203050'),
      parameter('chroma-key', 4, { name: 'blur', label: 'Blur instead', unit: 'px', default: 0 }),
    ],
  },
] as const satisfies readonly (Omit<FilterDefinition, 'code'> & { name: FilterName })[];

type Row = (typeof TABLE)[number];
type SpecOf<R> = R extends Row
  ? { name: R['name']; enabled?: boolean } & {
      [P in R['parameters'][number] as P['name']]?: P extends ColorParameter ? string : number;
    }
  : never;

/** One filter of a chain, as callers write it. `enabled: false`: it keeps its place and does nothing. */
export type FilterSpec = SpecOf<Row>;

/** Most filters that one chain can have. */
export { MAX_FILTERS };

/** All filters. */
export const FILTERS: readonly FilterDefinition[] = TABLE.map((row) => ({
  code: FILTER_KINDS[row.name],
  ...row,
}));

/** The definition of a filter, or `undefined`. */
export function findFilter(name: string): FilterDefinition | undefined {
  return FILTERS.find((filter) => filter.name === name);
}

/** Whether a chain's output depends on earlier frames. If so, one frame alone cannot give the same output again. */
export function remembersFrames(filters: readonly FilterSpec[]): boolean {
  return filters.some(({ name, enabled }) => enabled !== false && findFilter(name)?.remembers === true);
}

/** Returns the value of a filter's parameter, or its default if it is missing. */
export function parameterOf<P extends FilterParameter>(spec: FilterSpec, parameter: P): P['default'] {
  const value = (spec as Record<string, unknown>)[parameter.name];
  return value === undefined ? parameter.default : (value as P['default']);
}

/**
 * Checks a chain and returns a copy of it with every parameter filled in.
 * @throws TypeError that names the argument, its value and its range.
 */
export function checkFilters(filters: unknown, argument = 'filters'): FilterSpec[] {
  return checkList(filters, argument, LIST, checkFilter);
}

const LIST = { kind: 'filters', most: MAX_FILTERS, example: "{ name: 'grayscale' }" };

function checkFilter(spec: Record<string, unknown>, argument: string): FilterSpec {
  const { name, enabled = true } = spec;
  const definition = typeof name === 'string' ? findFilter(name) : undefined;
  if (!definition) {
    return refuse(`${argument}.name`, name, `one of ${FILTERS.map((filter) => filter.name).join(', ')}`);
  }
  const names = definition.parameters.map((parameter) => parameter.name);
  checkKeys(spec, argument, `a parameter of ${definition.name}`, names, ['name', 'enabled']);
  const on = checkBoolean(enabled, `${argument}.enabled`);
  const checked: Record<string, unknown> = { name };
  for (const parameter of definition.parameters) {
    const value: unknown = parameterOf(spec as FilterSpec, parameter);
    checked[parameter.name] = checkParameter(value, parameter, `${argument}.${parameter.name}`);
  }
  if (!on) checked.enabled = false;
  return checked as FilterSpec;
}

function checkParameter(value: unknown, parameter: FilterParameter, argument: string): string | number {
  if (parameter.type === 'color') {
    if (typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value)) return value.toLowerCase();
    return refuse(argument, value, 'a colour from #000000 to #ffffff');
  }
  const { min, max, step, scale } = parameter;
  const inside = typeof value === 'number' && value >= min && value <= max;
  const counted = inside ? Math.round(value * scale) : Number.NaN;
  // A number cannot hold 0.01 exactly, so a tiny difference is allowed.
  if (!inside || Math.abs(value * scale - counted) > 1e-6) {
    const kind = step === 1 ? 'a whole number' : `a multiple of ${step}`;
    refuse(argument, value, `${kind} from ${min} to ${max}`);
  }
  // Turns -0 into 0.
  return counted / scale + 0;
}

/** Writes a filter for the kernels as `FILTER_WORDS` whole numbers: its kind, its parameters, then zeros. */
export function encodeFilter(spec: FilterSpec): number[] {
  const definition = findFilter(spec.name);
  const kind = (definition?.code ?? 0) + (spec.enabled === false ? DISABLED : 0);
  const values = definition?.parameters.map((parameter) =>
    parameter.type === 'color'
      ? Number.parseInt(parameterOf(spec, parameter).slice(1), 16)
      : Math.round(parameterOf(spec, parameter) * parameter.scale),
  );
  const words = [kind, ...(values ?? [])];
  return [...words, ...Array<number>(FILTER_WORDS - words.length).fill(0)];
}

/** Writes a number up to 0xffffff as `#rrggbb`. */
export function formatColor(value: number): string {
  return `#${value.toString(16).padStart(6, '0')}`;
}

/** The inverse of `encodeFilter`, for a whole chain. Leaves out unknown kinds. */
export function decodeFilters(words: readonly number[]): FilterSpec[] {
  const filters: FilterSpec[] = [];
  for (let at = 0; at < words.length; at += FILTER_WORDS) {
    const kind = (words[at] as number) >>> 0;
    const disabled = kind >= DISABLED;
    const definition = FILTERS.find(({ code }) => code === (disabled ? kind - DISABLED : kind));
    if (!definition) continue;
    const values = definition.parameters.map((parameter, index) => {
      const value = (words[at + 1 + index] as number) | 0;
      return [parameter.name, parameter.type === 'color' ? formatColor(value) : value / parameter.scale];
    });
    filters.push({
      name: definition.name,
      ...Object.fromEntries(values),
      ...(disabled && { enabled: false }),
    } as FilterSpec);
  }
  return filters;
}
