/**
 * Reads the page's settings from its address, and writes them. In: `location.search`, or settings. Out: settings with a sentence
 * for every value that cannot be used, or a search string. Pure, so it runs on any thread and in Node.
 *
 * `?source=pattern&width=1280&height=720&fps=30&filters=grayscale,box-blur:5&threads=2&simd=on&sink=auto&autostart=1`
 * `&audio=microphone&effects=gain:-6,high-pass:80`
 */

import { readFilters, writeFilters } from '../../catalogue/filter-text.ts';
import { checkFilters, type FilterSpec } from '../../catalogue/filters.ts';
import { MAX_THREADS } from '../../generated/layout.ts';
import { fitMode, MODE_LIMITS, type Mode, SOURCE_RANGES } from '../../pipeline/source-options.ts';
import type { SinkName } from '../../terms.ts';

/** The sources of frames. */
export const SOURCES = ['camera', 'pattern', 'screen'] as const;
/** The values of the SIMD setting. */
export const SIMD_MODES = ['auto', 'on', 'off'] as const;
/** The sinks of frames. `auto`: the browser decides. */
export const SINKS = ['auto', 'video', 'webgl', 'canvas'] as const satisfies readonly (SinkName | 'auto')[];

/** The sources of sound. */
export const AUDIO_SOURCES = ['off', 'microphone', 'tone'] as const;

/** A source of frames, as in the address. */
export type SourceName = (typeof SOURCES)[number];
/** A SIMD setting, as in the address. */
export type SimdMode = (typeof SIMD_MODES)[number];
/** A sink, as in the address. */
export type SinkMode = (typeof SINKS)[number];

/** A source of sound, as in the address. */
export type AudioSourceName = (typeof AUDIO_SOURCES)[number];

/** The smallest and largest value of each setting that is a number. All but `fps` are whole numbers. */
export const RANGES = {
  /** Pixels. */
  width: SOURCE_RANGES.width,
  /** Pixels. */
  height: SOURCE_RANGES.height,
  /** Frames per second, with up to three decimals. */
  fps: SOURCE_RANGES.frameRate,
  /** Pool threads. */
  threads: { min: 1, max: MAX_THREADS },
} as const;

/** All settings that a link carries. */
export interface Settings {
  readonly source: SourceName;
  /** Wanted width in pixels. */
  readonly width: number;
  /** Wanted height in pixels. */
  readonly height: number;
  /** Wanted frames per second. */
  readonly fps: number;
  /** Applied in order. */
  readonly filters: readonly FilterSpec[];
  readonly threads: number | 'auto';
  readonly simd: SimdMode;
  readonly sink: SinkMode;
  readonly audio: AudioSourceName;
  /** The text in the address. It is read later, because the code for effects is loaded only with sound. */
  readonly effects: string;
  /** Whether the page starts without a click. */
  readonly autostart: boolean;
  /** Whether DevTools shows the stages of each frame, too. */
  readonly debug: boolean;
}

/** A value of the address that could not be used. */
export interface SettingProblem {
  /** Name in the address, such as `fps`. */
  readonly parameter: string;
  /** The value in the address. */
  readonly value: string;
  /** Sentences that say what the value may be and what is used instead. */
  readonly message: string;
}

/** The settings of an address without parameters. Two filters are on, so that a new visitor sees them work. */
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

/** Reads and writes one setting. `read` throws a TypeError that says what the value may be. */
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
 * Reads settings from an address. If a value cannot be used, the default is used and a problem says so. If a size or a rate is
 * impossible, the nearest possible one is used and a problem says so. Unknown parameters are ignored, because other tools put
 * theirs into addresses, too.
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

/** Names in the address, and the same numbers' names in a `Mode`. */
const MODE_NAMES = { width: 'width', height: 'height', fps: 'frameRate' } as const satisfies Partial<
  Record<keyof Settings, keyof Mode>
>;

/** Finds the nearest possible size and rate. Adds a problem for each number that changes. */
function fitWishes(read: Settings, parameters: URLSearchParams, problems: SettingProblem[]) {
  const wish: Partial<Mode> = {};
  const names = Object.keys(MODE_NAMES) as (keyof typeof MODE_NAMES)[];
  // A number that is missing or cannot be used is no wish.
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
 * Writes settings as a search string that starts with `?`. It writes defaults, too, so that a link means the same after a
 * default has changed. It leaves out flags that are off, and settings of sound that are off or empty.
 * @param search a search string. Its unknown parameters follow ours, unchanged and in their order.
 */
export function formatSettings(settings: Settings, search = ''): string {
  const parts: string[] = [];
  for (const name of NAMES) {
    if (settings[name] === false || isSilent(name, settings)) continue;
    parts.push(`${name}=${writeSetting(name, settings)}`);
  }
  // `URLSearchParams` would change them: `flag` to `flag=`, `%20` to `+`, and bytes that are not UTF-8.
  const others = search.replace(/^\?/, '').split('&').filter(isForeign);
  return `?${[...parts, ...others].join('&')}`;
}

/** Whether the text between two `&` is a parameter that is not ours. */
function isForeign(piece: string): boolean {
  // `URLSearchParams` removes a `?` at the start. This one keeps the `?` of a name that begins with one.
  const [name] = new URLSearchParams(`?${piece}`).keys();
  return name !== undefined && !NAMES.includes(name as keyof Settings);
}

function isSilent(name: keyof Settings, { audio, effects }: Settings): boolean {
  return (name === 'audio' && audio === 'off') || (name === 'effects' && effects === '');
}

function writeSetting<Name extends keyof Settings>(name: Name, settings: Settings): string {
  return CODECS[name].write(settings[name]);
}

/** Writes a problem. `used`: settings with the value that is used instead. */
function problem(name: keyof Settings, text: string, reason: string, used: Settings): SettingProblem {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  const instead = writeSetting(name, used);
  const message = `The address says ${name}=${shown}, but ${reason}. ${instead} is used instead.`;
  return { parameter: name, value: text, message };
}

/** Encodes text so that it stays one parameter. Colons and commas stay readable. */
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

/** Accepts any number above 0. `fitWishes` then finds the nearest possible one. */
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
