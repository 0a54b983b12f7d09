/** The table of effects: which chains callers may write, how errors read, and which words the module gets. */

import { describe, expect, it } from 'vitest';
import {
  AUDIO_CONTROL,
  AUDIO_CONTROL_BASE,
  AUDIO_MUTE,
  AUDIO_SETTINGS,
  DISABLED,
  EFFECT_KINDS,
  EFFECT_LIMITS,
  EFFECT_WORDS,
} from '../generated/layout.ts';
import {
  checkEffects,
  EFFECTS,
  type EffectSpec,
  encodeEffect,
  readEffects,
  writeAudioSettings,
  writeEffects,
} from './effects.ts';

describe('the table', () => {
  it('has every effect of the module, with their parameters', () => {
    expect(EFFECTS.map(({ name, code }) => [name, code])).toEqual(Object.entries(EFFECT_KINDS));
    for (const { name, parameters } of EFFECTS) {
      const limits = EFFECT_LIMITS[name as keyof typeof EFFECT_LIMITS];
      expect(parameters.map(({ min, max }) => [min, max])).toEqual(limits);
      expect(parameters.length).toBeLessThan(EFFECT_WORDS);
    }
  });

  it('has defaults that can be used', () => {
    for (const { name } of EFFECTS) expect(() => checkEffects([{ name }])).not.toThrow();
  });
});

describe('a chain', () => {
  it('gets its defaults, and keeps effects that are switched off', () => {
    expect(
      checkEffects([
        { name: 'high-pass', hz: 120.5 },
        { name: 'gain', enabled: false },
      ]),
    ).toEqual([
      { name: 'high-pass', hz: 120.5, q: 0.71 },
      { name: 'gain', db: 0, enabled: false },
    ]);
  });

  it.each([
    [[{ name: 'gain', db: 25 }], 'effects[0].db is 25; it must be a number from -60 to 24 dB'],
    [[{ name: 'gain', db: Number.NaN }], 'effects[0].db is NaN; it must be a number from -60 to 24 dB'],
    [
      [{ name: 'gain' }, { name: 'high-pass', q: '1' }],
      'effects[1].q is "1"; it must be a number from 0.3 to 4',
    ],
    [[{ name: 'reverb' }], /^effects\[0\]\.name is "reverb"; it must be one of gain, high-pass, equalizer, /],
    [[null], "effects[0] is null; it must be an object such as { name: 'gain', db: -6 }"],
    [[{}], /^effects\[0\]\.name is undefined; it must be one of gain, /],
    [[{ name: 'gain', dB: -6 }], 'effects[0].dB is not a parameter of gain; it takes db'],
    [[{ name: 'gain', db: 1n }], 'effects[0].db is 1n; it must be a number from -60 to 24 dB'],
    [
      [{ name: 'limiter', cieling: -2 }],
      'effects[0].cieling is not a parameter of limiter; it takes ceiling, lookahead, release',
    ],
    [[{ name: 'gain', enabled: 1 }], 'effects[0].enabled is 1; it must be true or false'],
    ['gain', 'effects is "gain"; it must be an array of effects such as { name: \'gain\', db: -6 }'],
    // biome-ignore lint/suspicious/noSparseArray: what is tested
    [[, { name: 'gain' }], "effects[0] is a hole; it must be an object such as { name: 'gain', db: -6 }"],
    [Array(17).fill({ name: 'gain' }), 'effects has 17 effects; at most 16 are possible'],
    [Array(2).fill({ name: 'denoise' }), 'effects has 2 of denoise; at most 1 is possible'],
    [Array(3).fill({ name: 'delay' }), 'effects has 3 of delay; at most 2 are possible'],
  ])('says what is wrong with %o', (chain, message) => {
    let error: unknown;
    try {
      checkEffects(chain);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(TypeError);
    if (message instanceof RegExp) expect((error as Error).message).toMatch(message);
    else expect((error as Error).message).toBe(message);
  });

  it('goes to the module', () => {
    expect(encodeEffect({ name: 'gain', db: -6 })).toEqual([EFFECT_KINDS.gain, -6]);
    expect(encodeEffect({ name: 'delay', enabled: false })).toEqual([
      EFFECT_KINDS.delay + DISABLED,
      250,
      30,
      30,
    ]);
  });

  it('goes into the memory whole', () => {
    const memory = new ArrayBuffer(AUDIO_CONTROL_BASE + AUDIO_CONTROL.size);
    const views = { words: new Int32Array(memory), floats: new Float32Array(memory) };
    const effects = checkEffects([
      { name: 'gain', db: -6 },
      { name: 'limiter', enabled: false },
    ]);
    writeAudioSettings(views, { effects, simd: true, delayMs: 12.5, flags: AUDIO_MUTE });
    const base = (AUDIO_CONTROL_BASE + AUDIO_CONTROL.settings) / 4;
    expect(views.words[base + AUDIO_SETTINGS.version / 4]).toBe(2);
    expect(views.words[base + AUDIO_SETTINGS.simd / 4]).toBe(1);
    expect(views.words[base + AUDIO_SETTINGS.flags / 4]).toBe(AUDIO_MUTE);
    expect(views.floats[base + AUDIO_SETTINGS.delayMs / 4]).toBe(12.5);
    expect(views.words[base + AUDIO_SETTINGS.effectCount / 4]).toBe(2);
    const second = base + AUDIO_SETTINGS.effects / 4 + EFFECT_WORDS;
    expect((views.words[second] as number) >>> 0).toBe(EFFECT_KINDS.limiter + DISABLED);
    expect([...views.floats.subarray(second + 1, second + 4)]).toEqual([-1, 5, 80]);
  });

  it('does not go into the memory in part', () => {
    const memory = new ArrayBuffer(AUDIO_CONTROL_BASE + AUDIO_CONTROL.size);
    const views = { words: new Int32Array(memory), floats: new Float32Array(memory) };
    const bad = [
      [{ name: 'gain', db: 1n }],
      [{ name: 'gain', db: Symbol('x') }],
      [{ name: 'gain' }, null],
      Array(17).fill({ name: 'gain' }),
      Array(4000).fill({ name: 'gain' }),
    ] as unknown as EffectSpec[][];
    for (const effects of bad) {
      expect(() => writeAudioSettings(views, { effects, simd: true, delayMs: 0, flags: 0 })).toThrow();
      expect(views.words.every((word) => word === 0)).toBe(true);
    }
  });

  it('goes to the address and back', () => {
    const chain = readEffects('gain:-6,high-pass:80,-denoise,equalizer:3:0:-1.5');
    expect(chain.slice(0, 3)).toEqual([
      { name: 'gain', db: -6 },
      { name: 'high-pass', hz: 80, q: 0.71 },
      { name: 'denoise', amount: 100, enabled: false },
    ]);
    expect(writeEffects(chain)).toBe('gain:-6,high-pass,-denoise,equalizer:3:0:-1.5');
    for (const spec of [chain, [], checkEffects([{ name: 'gain', db: 1e-9 }])] as EffectSpec[][]) {
      expect(readEffects(writeEffects(spec))).toEqual(spec);
    }
  });

  it.each([
    ['gain:1:2', 'effects[0] has 2 values; gain takes at most 1 after the colon'],
    ['gain:loud', 'effects[0].db is "loud"; it must be a number from -60 to 24 dB'],
    ['echo', /^effects\[0\]\.name is "echo"/],
  ])('says what is wrong with %s in the address', (text, message) => {
    expect(() => readEffects(text)).toThrow(message);
  });
});
