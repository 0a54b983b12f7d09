/** Settings and addresses: what a link means, that every set-up survives it, what a bad value gives. */

import { describe, expect, it } from 'vitest';
import { FILTERS, formatColor, MAX_FILTERS } from '../../catalogue/filters.ts';
import {
  AUDIO_SOURCES,
  DEFAULT_SETTINGS,
  formatSettings,
  parseSettings,
  RANGES,
  type Settings,
  SIMD_MODES,
  SINKS,
  SOURCES,
} from './settings.ts';

/** Seeded, so that a failure can be repeated. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomSettings(below: (limit: number) => number): Settings {
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T;
  const within = ({ min, max }: { min: number; max: number }): number => min + below(max - min + 1);
  const filters = Array.from({ length: below(MAX_FILTERS + 1) }, () => {
    const filter = pick(FILTERS);
    const spec: Record<string, unknown> = { name: filter.name };
    for (const parameter of filter.parameters) {
      const { name } = parameter;
      if (parameter.type === 'color') {
        spec[name] = formatColor(below(2 ** 24));
        continue;
      }
      const { min, max, scale } = parameter;
      spec[name] = (Math.round(min * scale) + below(Math.round((max - min) * scale) + 1)) / scale;
    }
    if (below(4) === 0) spec.enabled = false;
    return spec as Settings['filters'][number];
  });
  return {
    source: pick(SOURCES),
    width: within(RANGES.width),
    height: within(RANGES.height),
    fps: within(RANGES.fps),
    filters,
    threads: below(4) === 0 ? 'auto' : within(RANGES.threads),
    simd: pick(SIMD_MODES),
    sink: pick(SINKS),
    audio: pick(AUDIO_SOURCES),
    effects: pick(['', 'gain:-6,high-pass:80', 'a&b=c%']),
    autostart: below(2) === 1,
    debug: below(2) === 1,
  };
}

describe('parseSettings', () => {
  it('gives the defaults for an empty address', () => {
    for (const search of ['', '?']) {
      expect(parseSettings(search)).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
    }
  });

  it('reads every parameter', () => {
    const search =
      '?source=pattern&width=1920&height=1080&fps=60&filters=grayscale,box-blur:7' +
      '&threads=2&simd=off&sink=canvas&audio=tone&effects=gain:-6,high-pass:80&autostart=1&debug=1';
    expect(parseSettings(search)).toEqual({
      settings: {
        source: 'pattern',
        width: 1920,
        height: 1080,
        fps: 60,
        filters: [{ name: 'grayscale' }, { name: 'box-blur', radius: 7 }],
        threads: 2,
        simd: 'off',
        sink: 'canvas',
        audio: 'tone',
        effects: 'gain:-6,high-pass:80',
        autostart: true,
        debug: true,
      },
      problems: [],
    });
  });

  it('reads commas and colons in their escaped form too', () => {
    expect(parseSettings('?filters=grayscale%2Cbox-blur%3A9').settings.filters).toEqual([
      { name: 'grayscale' },
      { name: 'box-blur', radius: 9 },
    ]);
  });

  it('fills in a radius that is left out', () => {
    expect(parseSettings('?filters=box-blur').settings.filters).toEqual([{ name: 'box-blur', radius: 5 }]);
  });

  it('takes an empty list as no filters', () => {
    expect(parseSettings('?filters=')).toEqual({
      settings: { ...DEFAULT_SETTINGS, filters: [] },
      problems: [],
    });
  });

  it('takes both ends of every range', () => {
    for (const [name, { min, max }] of Object.entries(RANGES)) {
      for (const value of [min, max]) {
        const { settings, problems } = parseSettings(`?${name}=${value}`);
        expect(problems).toEqual([]);
        expect(settings[name as keyof typeof RANGES]).toBe(value);
      }
    }
  });

  it('leaves other people’s parameters alone', () => {
    expect(parseSettings('?utm_source=x&note&Source=pattern').problems).toEqual([]);
  });

  it('takes the first of a repeated parameter', () => {
    expect(parseSettings('?fps=15&fps=60').settings.fps).toBe(15);
  });
});

describe('a value that cannot be used', () => {
  const tooMany = Array.from({ length: MAX_FILTERS + 1 }, () => 'grayscale').join(',');
  it.each([
    ['source', 'webcam', 'one of camera, pattern, screen'],
    ['source', '', 'one of camera, pattern, screen'],
    ['source', 'Pattern', 'one of camera, pattern, screen'],
    ['width', '0', 'a whole number from 1 to 3840'],
    ['width', '1e3', 'a whole number from 1 to 3840'],
    ['width', '0x10', 'a whole number from 1 to 3840'],
    ['width', '-5', 'a whole number from 1 to 3840'],
    ['width', '', 'a whole number from 1 to 3840'],
    ['width', '9'.repeat(400), 'a whole number from 1 to 3840'],
    ['height', 'tall', 'a whole number from 1 to 3840'],
    ['fps', '0', 'a number from 1 to 60'],
    ['fps', '0.0', 'a number from 1 to 60'],
    ['fps', '30.', 'a number from 1 to 60'],
    ['fps', 'NaN', 'a number from 1 to 60'],
    ['fps', 'Infinity', 'a number from 1 to 60'],
    ['threads', '0', 'auto or a whole number from 1 to 8'],
    ['threads', '9', 'auto or a whole number from 1 to 8'],
    ['threads', 'many', 'auto or a whole number from 1 to 8'],
    ['simd', 'true', 'one of auto, on, off'],
    ['sink', 'webgpu', 'one of auto, video, webgl, canvas'],
    ['autostart', 'yes', 'one of 0, 1'],
    ['filters', 'tint', 'filters[0].name is "tint"; it must be one of grayscale, box-blur'],
    ['filters', 'grayscale,', 'filters[1].name is ""; it must be one of grayscale, box-blur'],
    ['filters', 'toString', 'filters[0].name is "toString"'],
    ['filters', 'box-blur:128', 'filters[0].radius is 128; it must be a whole number from 0 to 127'],
    ['filters', 'box-blur:-1', 'filters[0].radius is -1'],
    ['filters', 'box-blur:2.5', 'filters[0].radius is 2.5'],
    ['filters', 'box-blur:wide', 'filters[0].radius is "wide"'],
    ['filters', 'box-blur:', 'filters[0].radius is ""'],
    ['filters', 'box-blur:5:6', 'filters[0] has 2 values; box-blur takes at most 1'],
    ['filters', 'grayscale:1', 'filters[0] has 1 values; grayscale takes no value'],
    ['filters', tooMany, `at most ${MAX_FILTERS}`],
  ])('%s=%s gets its default and a sentence', (name, value, mayBe) => {
    const { settings, problems } = parseSettings(`?${name}=${encodeURIComponent(value)}`);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ parameter: name, value });
    expect(problems[0]?.message).toContain(mayBe);
    expect(problems[0]?.message).toContain(`${name}=${value.slice(0, 60)}`);
    expect(problems[0]?.message).toMatch(/ is used instead\.$/);
  });

  it('does not touch the values beside it', () => {
    const { settings, problems } = parseSettings('?source=pattern&fps=fast&width=640&sink=tv');
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, source: 'pattern', width: 640 });
    expect(problems.map((problem) => problem.parameter)).toEqual(['fps', 'sink']);
  });

  it('is quoted in part when it is long', () => {
    const { problems } = parseSettings(`?source=${'x'.repeat(5000)}`);
    expect(problems[0]?.message.length).toBeLessThan(250);
  });
});

describe('a size or a rate', () => {
  const { width, height, fps } = DEFAULT_SETTINGS;
  it.each([
    ['fps=29.97', { fps: 29.97 }],
    ['fps=23.976', { fps: 23.976 }],
    ['width=2160&height=3840', { width: 2160, height: 3840 }],
    ['width=1080&height=2400', { width: 1080, height: 2400 }],
  ])('%s is one', (search, wanted) => {
    expect(parseSettings(`?${search}`)).toEqual({
      settings: { ...DEFAULT_SETTINGS, ...wanted },
      problems: [],
    });
  });

  it.each([
    ['fps=30.00003', { width, height, fps: 30 }, ['fps']],
    ['fps=120', { width, height, fps: 60 }, ['fps']],
    ['fps=0.4', { width, height, fps: 1 }, ['fps']],
    ['width=7680&height=4320', { width: 3840, height: 2160, fps }, ['width', 'height']],
    ['height=7680&width=4320&fps=500', { width: 2160, height: 3840, fps: 60 }, ['width', 'height', 'fps']],
    ['width=99999999999999999999', { width: 3840, height, fps }, ['width']],
    ['width=12.5', { width: 13, height, fps }, ['width']],
    ['width=0.2', { width: 1, height, fps }, ['width']],
    // What cannot be used is no wish: the other side is not made smaller for it.
    ['width=tall&height=5000', { width, height: 3840, fps }, ['width', 'height']],
  ])('%s is taken as the nearest that is possible, with a sentence', (search, wanted, named) => {
    const { settings, problems } = parseSettings(`?${search}`);
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, ...wanted });
    expect(problems.map(({ parameter }) => parameter)).toEqual(named);
    for (const { parameter, value, message } of problems) {
      expect(message).toContain(`The address says ${parameter}=${value}, but `);
      expect(message).toContain(` ${wanted[parameter as keyof typeof wanted]} is used instead.`);
    }
  });
});

describe('formatSettings', () => {
  it('writes a link that a person can read', () => {
    expect(formatSettings(DEFAULT_SETTINGS)).toBe(
      '?source=camera&width=1280&height=720&fps=30&filters=grayscale,box-blur:5&threads=auto&simd=auto&sink=auto',
    );
    expect(formatSettings({ ...DEFAULT_SETTINGS, autostart: true })).toMatch(/&autostart=1$/);
  });

  it.each([
    'flag&x=a%20b&y=~(1)&z=%E9',
    'u=%C3%A9&w=a+b&plus=1%2B1&empty=&=nameless&%',
    'twice=1&once=2&twice=3',
    'Width=1&widthh=2&%57idth=3&toString=4&__proto__=5',
    'q=\'"<>`{}|^\\&;a;b=c;d',
  ])('keeps %s byte for byte', (others) => {
    const own = formatSettings(DEFAULT_SETTINGS);
    expect(formatSettings(DEFAULT_SETTINGS, `?${others}`)).toBe(`${own}&${others}`);
    // Again, with ours before, between and after them.
    expect(formatSettings(DEFAULT_SETTINGS, `${own}&${others}&fps=15`)).toBe(`${own}&${others}`);
    const [first = '', ...rest] = others.split('&');
    const mixed = [first, 'fps=7', ...rest].join('&');
    expect(formatSettings(DEFAULT_SETTINGS, mixed)).toBe(`${own}&${others}`);
  });

  it('replaces a parameter of ours however it is written', () => {
    const own = formatSettings(DEFAULT_SETTINGS);
    for (const written of ['fps', 'fps=', 'fp%73=7', '%66%70%73=7', 'fps=1&fps=2', '&&fps=3&&']) {
      expect(formatSettings(DEFAULT_SETTINGS, `?${written}`), written).toBe(own);
    }
    expect(formatSettings(DEFAULT_SETTINGS, '??fps=7')).toBe(`${own}&?fps=7`);
  });

  it('keeps parameters that are not ours, and replaces those that are', () => {
    const search = formatSettings(DEFAULT_SETTINGS, '?fps=61&note=a%26b&autostart=1');
    expect(search).toMatch(/&sink=auto&note=a%26b$/);
    expect(search).toContain('&fps=30&');
  });

  it('is undone by parseSettings, whatever the settings', () => {
    const below = randomNumbers(20_240_607);
    for (let round = 0; round < 2000; round++) {
      const settings = randomSettings(below);
      const search = formatSettings(settings);
      expect(parseSettings(search), search).toEqual({ settings, problems: [] });
    }
  });

  it('writes what any address was understood as', () => {
    const below = randomNumbers(7);
    const names = Object.keys(DEFAULT_SETTINGS);
    const values = ['', '1', '0', 'auto', 'on', 'pattern', 'box-blur:3', 'é', 'a,b', '%', '1e9', 'video'];
    for (let round = 0; round < 2000; round++) {
      const parameters = new URLSearchParams();
      for (const name of names) {
        if (below(2) === 1) parameters.set(name, values[below(values.length)] ?? '');
      }
      const { settings } = parseSettings(`?${parameters}`);
      expect(parseSettings(formatSettings(settings))).toEqual({ settings, problems: [] });
    }
  });
});
