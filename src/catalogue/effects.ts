/**
 * The table of effects. The URL, the API and the page all read it. In: a chain as callers write it. Out: a checked chain, or the
 * words that the audio module reads. Any thread.
 * Codes and ranges come from `wasm/layout`, `effects`. The formulas are in docs/effects.md.
 */

import {
  AUDIO_CONTROL,
  AUDIO_CONTROL_BASE,
  AUDIO_SETTINGS,
  DISABLED,
  EFFECT_KINDS,
  EFFECT_LIMITS,
  EFFECT_WORDS,
  MAX_DELAYS,
  MAX_DENOISES,
  MAX_EFFECTS,
} from '../generated/layout.ts';
import { checkBoolean, checkKeys, checkList, EFFECT_LIST, refuse } from './check.ts';

/** A parameter of an effect. It may be any number from `min` to `max`. */
export interface EffectParameter {
  readonly name: string;
  readonly label: string;
  readonly unit: 'dB' | 'Hz' | 'ms' | '%' | ':1' | '';
  readonly min: number;
  readonly max: number;
  /** The step of a slider. Values between the steps are allowed, too. */
  readonly step: number;
  readonly default: number;
}

/** One row of the table. */
export interface EffectDefinition {
  readonly code: number;
  readonly name: string;
  readonly label: string;
  readonly summary: string;
  readonly parameters: readonly EffectParameter[];
}

type EffectName = keyof typeof EFFECT_LIMITS;

/** Makes a parameter. Its range is that of the module's parameter `index` of effect `of`. */
function parameter<const Name extends string>(
  of: EffectName,
  index: number,
  name: Name,
  given: Omit<EffectParameter, 'name' | 'min' | 'max'>,
): EffectParameter & { readonly name: Name } {
  const [min = 0, max = 0] = EFFECT_LIMITS[of][index] ?? [];
  // The module's limits are f32s. This gives back the short decimals that they stand for.
  return { name, ...given, min: shortest(min), max: shortest(max) };
}

function shortest(value: number): number {
  return Number(value.toPrecision(6));
}

const decibels = (label: string, fallback: number) =>
  ({ label, unit: 'dB', default: fallback, step: 0.5 }) as const;
const milliseconds = (label: string, fallback: number, step = 1) =>
  ({ label, unit: 'ms', default: fallback, step }) as const;
const percent = (label: string, fallback: number) =>
  ({ label, unit: '%', default: fallback, step: 1 }) as const;
const hertz = (label: string, fallback: number) =>
  ({ label, unit: 'Hz', default: fallback, step: 10 }) as const;

const TABLE = [
  {
    name: 'gain',
    label: 'Gain',
    summary: 'Louder, or softer.',
    parameters: [parameter('gain', 0, 'db', decibels('Gain', 0))],
  },
  {
    name: 'high-pass',
    label: 'High-pass',
    summary: 'Removes sound below a frequency, such as rumble and wind.',
    parameters: [
      parameter('high-pass', 0, 'hz', hertz('Frequency', 80)),
      parameter('high-pass', 1, 'q', { label: 'Q', unit: '', default: 0.71, step: 0.01 }),
    ],
  },
  {
    name: 'equalizer',
    label: 'Equalizer',
    summary: 'Three bands, louder or softer.',
    parameters: [
      parameter('equalizer', 0, 'low', decibels('Low', 0)),
      parameter('equalizer', 1, 'mid', decibels('Mid', 0)),
      parameter('equalizer', 2, 'high', decibels('High', 0)),
      parameter('equalizer', 3, 'lowHz', hertz('Low: below', 200)),
      parameter('equalizer', 4, 'midHz', hertz('Mid: around', 1000)),
      parameter('equalizer', 5, 'highHz', hertz('High: above', 5000)),
    ],
  },
  {
    name: 'gate',
    label: 'Noise gate',
    summary: 'Makes the sound silent, or nearly silent, while nobody speaks.',
    parameters: [
      parameter('gate', 0, 'threshold', decibels('Threshold', -50)),
      parameter('gate', 1, 'hysteresis', decibels('Hysteresis', 6)),
      parameter('gate', 2, 'attack', milliseconds('Attack', 2, 0.5)),
      parameter('gate', 3, 'hold', milliseconds('Hold', 100)),
      parameter('gate', 4, 'release', milliseconds('Release', 150)),
      parameter('gate', 5, 'floor', decibels('Floor', -60)),
    ],
  },
  {
    name: 'compressor',
    label: 'Compressor',
    summary: 'Makes sound above a threshold softer.',
    parameters: [
      parameter('compressor', 0, 'threshold', decibels('Threshold', -24)),
      parameter('compressor', 1, 'ratio', { label: 'Ratio', unit: ':1', default: 4, step: 0.5 }),
      parameter('compressor', 2, 'attack', milliseconds('Attack', 5, 0.1)),
      parameter('compressor', 3, 'release', milliseconds('Release', 120)),
      parameter('compressor', 4, 'knee', decibels('Knee', 6)),
      parameter('compressor', 5, 'makeup', decibels('Make-up', 0)),
    ],
  },
  {
    name: 'limiter',
    label: 'Limiter',
    summary: 'Keeps the sound below a ceiling. Looks ahead, so that it does not distort.',
    parameters: [
      parameter('limiter', 0, 'ceiling', decibels('Ceiling', -1)),
      parameter('limiter', 1, 'lookahead', milliseconds('Look-ahead', 5, 0.5)),
      parameter('limiter', 2, 'release', milliseconds('Release', 80)),
    ],
  },
  {
    name: 'delay',
    label: 'Delay',
    summary: 'An echo.',
    parameters: [
      parameter('delay', 0, 'ms', milliseconds('Time', 250)),
      parameter('delay', 1, 'feedback', percent('Feedback', 30)),
      parameter('delay', 2, 'mix', percent('Mix', 30)),
    ],
  },
  {
    name: 'denoise',
    label: 'Noise reduction',
    summary: 'Removes noise and keeps speech (RNNoise).',
    parameters: [parameter('denoise', 0, 'amount', percent('Amount', 100))],
  },
] as const satisfies readonly (Omit<EffectDefinition, 'code'> & { name: EffectName })[];

type Row = (typeof TABLE)[number];
type SpecOf<R> = R extends Row
  ? { name: R['name']; enabled?: boolean } & { [Key in R['parameters'][number]['name']]?: number }
  : never;

/** One effect of a chain, as callers write it. `enabled: false`: it keeps its place and does nothing. */
export type EffectSpec = SpecOf<Row>;

/** All effects. */
export const EFFECTS: readonly EffectDefinition[] = TABLE.map((row) => ({
  code: EFFECT_KINDS[row.name],
  ...row,
}));

/** How often one chain can have an effect, if less than `MAX_EFFECTS` times. */
const MOST: Partial<Record<string, number>> = { delay: MAX_DELAYS, denoise: MAX_DENOISES };

/** The definition of an effect, or `undefined`. */
export function findEffect(name: string): EffectDefinition | undefined {
  return EFFECTS.find((effect) => effect.name === name);
}

/** Returns the value of an effect's parameter, or its default if it is missing. */
export function effectParameter(spec: EffectSpec, parameter: EffectParameter): number {
  const value = (spec as Record<string, unknown>)[parameter.name];
  return value === undefined ? parameter.default : (value as number);
}

/**
 * Checks a chain and returns a copy of it with every parameter filled in.
 * @throws TypeError that names the argument, its value and its range.
 */
export function checkEffects(effects: unknown, argument = 'effects'): EffectSpec[] {
  const checked = checkList(effects, argument, EFFECT_LIST, checkEffect);
  for (const [name, most] of Object.entries(MOST)) {
    const count = checked.filter((spec) => spec.name === name).length;
    if (count > (most ?? MAX_EFFECTS)) {
      throw new TypeError(
        `${argument} has ${count} of ${name}; at most ${most} ${most === 1 ? 'is' : 'are'} possible`,
      );
    }
  }
  return checked;
}

function checkEffect(spec: Record<string, unknown>, argument: string): EffectSpec {
  const { name, enabled = true } = spec;
  const definition = typeof name === 'string' ? findEffect(name) : undefined;
  if (!definition) {
    return refuse(`${argument}.name`, name, `one of ${EFFECTS.map((effect) => effect.name).join(', ')}`);
  }
  const names = definition.parameters.map((parameter) => parameter.name);
  checkKeys(spec, argument, `a parameter of ${definition.name}`, names, ['name', 'enabled']);
  const on = checkBoolean(enabled, `${argument}.enabled`);
  const checked: Record<string, unknown> = { name };
  for (const parameter of definition.parameters) {
    const value: unknown = effectParameter(spec as EffectSpec, parameter);
    const { min, max, unit } = parameter;
    if (typeof value !== 'number' || !(value >= min && value <= max)) {
      const range = `a number from ${min} to ${max}${unit === '' ? '' : ` ${unit}`}`;
      return refuse(`${argument}.${parameter.name}`, value, range);
    }
    // Turns -0 into 0.
    checked[parameter.name] = value + 0;
  }
  if (!on) checked.enabled = false;
  return checked as EffectSpec;
}

/** Writes an effect as numbers for the module: its kind, then its parameters. */
export function encodeEffect(spec: EffectSpec): number[] {
  const definition = findEffect(spec.name);
  const kind = (definition?.code ?? 0) + (spec.enabled === false ? DISABLED : 0);
  return [kind, ...(definition?.parameters.map((parameter) => effectParameter(spec, parameter)) ?? [])];
}

/** The settings of the audio module. See `AudioSettings` in `wasm/layout`. */
export interface AudioModuleSettings {
  effects: readonly EffectSpec[];
  simd: boolean;
  /** Delay of the sound in milliseconds: 0 to `AUDIO_MAX_DELAY_MS`. */
  delayMs: number;
  /** The sum of `AUDIO_BYPASS` and `AUDIO_MUTE`, one of them, or 0. */
  flags: number;
}

/** Two views of the same memory. */
export interface AudioViews {
  words: Int32Array;
  floats: Float32Array;
}

/**
 * Writes all settings under the sequence lock. At the start of a quantum the audio thread takes all of them, or none.
 * Only one thread may write.
 */
export function writeAudioSettings({ words }: AudioViews, settings: AudioModuleSettings): void {
  const at = (field: number) => (AUDIO_CONTROL_BASE + AUDIO_CONTROL.settings + field) >> 2;
  const { simd, flags, delayMs, effects } = settings;
  if (effects.length > MAX_EFFECTS) throw new RangeError(`${effects.length} effects for the audio module`);
  // Nobody can read settings while the version is odd. So everything that may throw comes before.
  const encoded: [at: number, word: number][] = [
    [at(AUDIO_SETTINGS.simd), simd ? 1 : 0],
    [at(AUDIO_SETTINGS.flags), flags | 0],
    [at(AUDIO_SETTINGS.effectCount), effects.length],
    [at(AUDIO_SETTINGS.delayMs), bits(delayMs)],
  ];
  for (const [index, effect] of effects.entries()) {
    const base = at(AUDIO_SETTINGS.effects) + index * EFFECT_WORDS;
    const [kind = 0, ...parameters] = encodeEffect(effect);
    encoded.push([base, kind | 0]);
    for (const [offset, value] of parameters.entries()) encoded.push([base + 1 + offset, bits(value)]);
  }
  Atomics.add(words, at(AUDIO_SETTINGS.version), 1);
  for (const [index, value] of encoded) Atomics.store(words, index, value);
  Atomics.add(words, at(AUDIO_SETTINGS.version), 1);
}

const NUMBER = new Float32Array(1);
const BITS = new Int32Array(NUMBER.buffer);

/**
 * Returns the bits of an f32, because `Atomics` stores integers only. Another thread could see a plain store before it sees the
 * odd version (`loom` finds this: wasm/ring/tests/loom/effects.rs).
 */
function bits(value: number): number {
  NUMBER[0] = value;
  return BITS[0] as number;
}

/**
 * Reads a chain such as `name:value:value,-name`. Values have the order of the effect's parameters. `-` switches an effect off.
 * An empty text is an empty chain.
 * @throws TypeError that says what the value may be.
 */
export function readEffects(text: string): EffectSpec[] {
  if (text === '') return [];
  const specs = text.split(',').map((part, index) => {
    const disabled = part.startsWith('-');
    const [name = '', ...values] = part.slice(disabled ? 1 : 0).split(':');
    const parameters = findEffect(name)?.parameters;
    if (parameters && values.length > parameters.length) {
      throw new TypeError(
        `effects[${index}] has ${values.length} values; ${name} takes at most ${parameters.length} after the colon`,
      );
    }
    const spec: Record<string, unknown> = { name, enabled: !disabled };
    values.forEach((value, position) => {
      const parameter = parameters?.[position];
      // Any text that is no number stays text, so that the error can quote it.
      if (parameter) spec[parameter.name] = /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    });
    return spec;
  });
  return checkEffects(specs);
}

/** Writes a chain so that `readEffects` can read it. Leaves out default values at the end of an effect. */
export function writeEffects(effects: readonly EffectSpec[]): string {
  return effects
    .map((spec) => {
      const parameters = findEffect(spec.name)?.parameters ?? [];
      const given = parameters.findLastIndex(
        (parameter) => effectParameter(spec, parameter) !== parameter.default,
      );
      const name = spec.enabled === false ? `-${spec.name}` : spec.name;
      const values = parameters.slice(0, given + 1).map((parameter) => effectParameter(spec, parameter));
      return [name, ...values.map(decimal)].join(':');
    })
    .join(',');
}

/** Writes a number without an exponent. */
function decimal(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20).replace(/0+$/, '').replace(/\.$/, '') : text;
}
