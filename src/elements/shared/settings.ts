/**
 * The page's settings and the address they live in. Comes in: `location.search`. Goes out: settings, a
 * sentence for every value that cannot be used, and the search string that stands for a set of settings.
 * Pure, so it runs on any thread and in Node.
 *
 * `?source=pattern&width=1280&height=720&fps=30&filters=grayscale,box-blur:5&threads=2&simd=on&sink=auto&autostart=1`
 * `&audio=microphone&effects=gain:-6,high-pass:80`
 */

import { readFilters, writeFilters } from '../../catalogue/filter-text.ts';
import { checkFilters, type FilterSpec } from '../../catalogue/filters.ts';
import { MAX_THREADS } from '../../generated/layout.ts';
import { fitMode, MODE_LIMITS, type Mode, SOURCE_RANGES } from '../../pipeline/source-options.ts';
import type { SinkName } from '../../terms.ts';

/** Where frames can come from. */
export const SOURCES = ['camera', 'pattern', 'screen'] as const;
/** What the SIMD setting can be. */
export const SIMD_MODES = ['auto', 'on', 'off'] as const;
/** Where frames can go. */
export const SINKS = ['auto', 'video', 'webgl', 'canvas'] as const satisfies readonly (SinkName | 'auto')[];

/** Where sound can come from. */
export const AUDIO_SOURCES = ['off', 'microphone', 'tone'] as const;

/** Source by its name in the address. */
export type SourceName = (typeof SOURCES)[number];
/** SIMD setting by its name in the address. */
export type SimdMode = (typeof SIMD_MODES)[number];
/** Sink by its name in the address. */
export type SinkMode = (typeof SINKS)[number];

/** Source of sound by its name in the address. */
export type AudioSourceName = (typeof AUDIO_SOURCES)[number];

/** Numbers that a setting takes, both ends included: whole ones, but for `fps`. */
export const RANGES = {
  /** Pixels. */
  width: SOURCE_RANGES.width,
  /** Pixels. */
  height: SOURCE_RANGES.height,
  /** Frames per second, in thousandths. */
  fps: SOURCE_RANGES.frameRate,
  /** Pool threads. */
  threads: { min: 1, max: MAX_THREADS },
} as const;

/** Everything that a link carries. */
export interface Settings {
  readonly source: SourceName;
  /** Pixels asked for. */
  readonly width: number;
  /** Pixels asked for. */
  readonly height: number;
  /** Frames per second asked for. */
  readonly fps: number;
  /** Applied in order. */
  readonly filters: readonly FilterSpec[];
  readonly threads: number | 'auto';
  readonly simd: SimdMode;
  readonly sink: SinkMode;
  readonly audio: AudioSourceName;
  /** As the address has it: what can read it is loaded later, with everything about sound. */
  readonly effects: string;
  /** Start without a click. */
  readonly autostart: boolean;
  /** Show the stages of each frame in DevTools as well. */
  readonly debug: boolean;
}

/** A value of the address that could not be used. */
export interface SettingProblem {
  /** Name in the address, such as `fps`. */
  readonly parameter: string;
  /** As it was written. */
  readonly value: string;
  /** What it may be and what is used instead, as one or two sentences. */
  readonly message: string;
}

/** What an address without parameters means: both filters on, so that the first look shows both kernels. */
export const DEFAULT_SETTINGS: Settings = {
  source: 'camera',
  width: RANGES.width.default,
  height: RANGES.height.default,
  fps: RANGES.fps.default,
  filters: checkFilters([{ name: 'grayscale' }, { name: 'box-blur' }]),
  threads: 'auto',
  simd: 'auto',
  sink: 'auto',
  audio: 'off',
  effects: '',
  autostart: false,
  debug: false,
};

/** How one setting is written and read; `read` throws a TypeError that says what the value may be. */
interface Codec<T> {
  read(text: string): T;
  write(value: T): string;
}

const CODECS: { readonly [Name in keyof Settings]: Codec<Settings[Name]> } = {
  source: oneOf(SOURCES),
  width: wish('a whole number', RANGES.width),
  height: wish('a whole number', RANGES.height),
  fps: wish('a number', RANGES.fps),
  filters: { read: readFilters, write: writeFilters },
  threads: {
    read(text) {
      const { min, max } = RANGES.threads;
      const value = /^\d$/.test(text) ? Number(text) : Number.NaN;
      if (text === 'auto' || (value >= min && value <= max)) return text === 'auto' ? text : value;
      throw new TypeError(`it must be auto or a whole number from ${min} to ${max}`);
    },
    write: String,
  },
  simd: oneOf(SIMD_MODES),
  sink: oneOf(SINKS),
  audio: oneOf(AUDIO_SOURCES),
  effects: { read: String, write: plain },
  autostart: flag(),
  debug: flag(),
};

/** Names of the parameters, in the order of a link. */
const NAMES = Object.keys(CODECS) as (keyof Settings)[];

/**
 * Reads settings from an address. A value that cannot be used gets the default and a problem; a size or a rate that is not
 * possible gets the nearest that is, and a problem. A parameter that is not ours is left alone, because other tools put
 * theirs into addresses too.
 * @param search `location.search`, with or without its question mark.
 */
export function parseSettings(search: string): { settings: Settings; problems: SettingProblem[] } {
  const parameters = new URLSearchParams(search);
  const settings: Record<string, unknown> = {};
  const problems: SettingProblem[] = [];
  for (const name of NAMES) {
    const text = parameters.get(name);
    settings[name] = DEFAULT_SETTINGS[name];
    if (text === null) continue;
    try {
      settings[name] = CODECS[name].read(text);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      problems.push(problem(name, text, error.message, DEFAULT_SETTINGS));
    }
  }
  const read = settings as unknown as Settings;
  return { settings: { ...read, ...fitWishes(read, parameters, problems) }, problems };
}

/** Where the mode that is taken has the numbers of the address. */
const MODE_NAMES = { width: 'width', height: 'height', fps: 'frameRate' } as const satisfies Partial<
  Record<keyof Settings, keyof Mode>
>;

/** The nearest possible size and rate. A problem tells of each number that is another one then. */
function fitWishes(read: Settings, parameters: URLSearchParams, problems: SettingProblem[]) {
  const wish: Partial<Mode> = {};
  const names = Object.keys(MODE_NAMES) as (keyof typeof MODE_NAMES)[];
  // What cannot be used, or is not there, is no wish.
  const wished = names.filter(
    (name) => parameters.has(name) && !problems.some(({ parameter }) => parameter === name),
  );
  for (const name of wished) wish[MODE_NAMES[name]] = read[name];
  const { width, height, frameRate: fps } = fitMode(wish);
  const fitted = { ...read, width, height, fps };
  for (const name of wished) {
    if (read[name] === fitted[name]) continue;
    const text = parameters.get(name) ?? '';
    problems.push(problem(name, text, MODE_LIMITS, fitted));
  }
  return { width, height, fps };
}

/**
 * Writes settings as a search string that starts with `?`. Every setting is there, so that a link means the
 * same after a default has changed; only flags that are off are left out, and sound where there is none.
 * @param search parameters of this search string that are not ours are kept, byte for byte and in their order, after ours.
 */
export function formatSettings(settings: Settings, search = ''): string {
  const parts: string[] = [];
  for (const name of NAMES) {
    if (settings[name] === false || isSilent(name, settings)) continue;
    parts.push(`${name}=${writeSetting(name, settings)}`);
  }
  // Not written by `URLSearchParams`: it writes `flag` as `flag=`, `%20` as `+` and bytes that are no UTF-8 as others.
  const others = search.replace(/^\?/, '').split('&').filter(isForeign);
  return `?${[...parts, ...others].join('&')}`;
}

/** Whether a piece between two `&` is a parameter that is not ours. */
function isForeign(piece: string): boolean {
  // The question mark is no part of the piece: without one, it would be taken from a name that begins with it.
  const [name] = new URLSearchParams(`?${piece}`).keys();
  return name !== undefined && !NAMES.includes(name as keyof Settings);
}

function isSilent(name: keyof Settings, { audio, effects }: Settings): boolean {
  return (name === 'audio' && audio === 'off') || (name === 'effects' && effects === '');
}

function writeSetting<Name extends keyof Settings>(name: Name, settings: Settings): string {
  return CODECS[name].write(settings[name]);
}

/** `used`: the settings that have what is used instead. */
function problem(name: keyof Settings, text: string, reason: string, used: Settings): SettingProblem {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  const instead = writeSetting(name, used);
  const message = `The address says ${name}=${shown}, but ${reason}. ${instead} is used instead.`;
  return { parameter: name, value: text, message };
}

/** Whatever it is, it stays one parameter; what a chain is made of stays readable. */
function plain(text: string): string {
  return encodeURIComponent(text).replace(/%(3A|2C)/g, decodeURIComponent);
}

function flag(): Codec<boolean> {
  return {
    read: (text) => oneOf(['0', '1'] as const).read(text) === '1',
    write: (value) => (value ? '1' : '0'),
  };
}

function oneOf<const T extends readonly string[]>(values: T): Codec<T[number]> {
  return {
    read(text) {
      if (values.includes(text)) return text;
      throw new TypeError(`it must be one of ${values.join(', ')}`);
    },
    write: String,
  };
}

/** Any number above 0: the nearest that is possible is found once all are read. */
function wish(kind: string, { min, max }: { min: number; max: number }): Codec<number> {
  return {
    read(text) {
      const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
      if (value > 0 && value < Number.POSITIVE_INFINITY) return value;
      throw new TypeError(`it must be ${kind} from ${min} to ${max}`);
    },
    write: String,
  };
}
