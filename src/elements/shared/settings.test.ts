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
    ['width', '3841', 'a whole number from 1 to 3840'],
    ['width', '12.5', 'a whole number from 1 to 3840'],
    ['width', '1e3', 'a whole number from 1 to 3840'],
    ['width', '0x10', 'a whole number from 1 to 3840'],
    ['width', '-5', 'a whole number from 1 to 3840'],
    ['width', '', 'a whole number from 1 to 3840'],
    ['width', '99999999999999999999', 'a whole number from 1 to 3840'],
    ['height', '2161', 'a whole number from 1 to 2160'],
    ['height', 'tall', 'a whole number from 1 to 2160'],
    ['fps', '0', 'a whole number from 1 to 60'],
    ['fps', '61', 'a whole number from 1 to 60'],
    ['fps', 'NaN', 'a whole number from 1 to 60'],
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
    const { settings, problems } = parseSettings('?source=pattern&fps=500&width=640&sink=tv');
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, source: 'pattern', width: 640 });
    expect(problems.map((problem) => problem.parameter)).toEqual(['fps', 'sink']);
  });

  it('is quoted in part when it is long', () => {
    const { problems } = parseSettings(`?source=${'x'.repeat(5000)}`);
    expect(problems[0]?.message.length).toBeLessThan(250);
  });
});

describe('formatSettings', () => {
  it('writes a link that a person can read', () => {
    expect(formatSettings(DEFAULT_SETTINGS)).toBe(
      '?source=camera&width=1280&height=720&fps=30&filters=grayscale,box-blur:5&threads=auto&simd=auto&sink=auto',
    );
    expect(formatSettings({ ...DEFAULT_SETTINGS, autostart: true })).toMatch(/&autostart=1$/);
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
