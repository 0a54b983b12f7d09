/** Which arguments callers may pass, and which errors they get otherwise. */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { UnsupportedError } from '../errors.ts';
import type { PipelineOptions } from '../types.ts';
import {
  checkHistogramName,
  checkOptions,
  checkOverride,
  checkSampleOptions,
  checkSeconds,
  checkVideo,
} from './options.ts';

/** A track of another realm. It is no instance of a class of this realm. */
const track = { kind: 'video', readyState: 'live', stop() {}, getSettings: () => ({}) };
const check = (options: unknown) => checkOptions(options as PipelineOptions);
const source = (given: unknown) => check({ source: given, threads: 1 }).source;

afterEach(() => vi.unstubAllGlobals());

describe('options', () => {
  it('have defaults', () => {
    expect(check({ threads: 1 })).toEqual({
      source: { type: 'camera', width: 1280, height: 720, frameRate: 30, note: '' },
      filters: [],
      threads: 1,
      simd: 'auto',
      sink: 'auto',
      audio: undefined,
      traceSeconds: 30,
      debug: false,
      whenSourceEnds: 'end',
      assets: null,
    });
  });

  it.each([
    [null, "options is null; it must be an object such as { source: 'camera' }"],
    ['camera', 'options is "camera"; it must be an object such as { source: \'camera\' }'],
    [
      { filter: [] },
      'filter is not an option of createPipeline; it takes source, filters, threads, simd, sink, audio, traceSeconds, debug, whenSourceEnds, assets, signal',
    ],
    [{ threads: 2n }, 'threads is 2n; it must be a whole number from 1 to 8'],
    [{ threads: 1, simd: Symbol('on') }, 'simd is Symbol(on); it must be one of "auto", "on", "off"'],
    [{ threads: 1, debug: 1 }, 'debug is 1; it must be true or false'],
    [{ signal: {} }, 'signal is an object; it must be an AbortSignal'],
    [
      { threads: 1, traceSeconds: Number.NaN },
      'traceSeconds is NaN; it must be a whole number from 0 to 600',
    ],
  ])('%o', (options, message) => {
    expect(() => check(options)).toThrow(new TypeError(message));
  });
});

describe('a source', () => {
  it.each([
    ['webcam', 'source is "webcam"; it must be one of "camera", "pattern", "screen"'],
    [
      null,
      'source is null; it must be one of "camera", "pattern", "screen", a video track, or an object such as',
    ],
    [{}, 'source is an object; it must be one of'],
    [new Map(), 'source is an object of class Map; it must be one of'],
    [{ type: 'file' }, 'source.type is "file"; it must be one of "camera", "pattern", "screen"'],
    [{ type: 'camera', seed: 1 }, 'source.seed is not a setting of a camera; it takes type, width, height'],
    [
      { type: 'camera', frameRte: 1 },
      'source.frameRte is not a setting of a camera; it takes type, width, height, frameRate, deviceId',
    ],
    [{ type: 'pattern', facingMode: 'user' }, 'source.facingMode is not a setting of a pattern'],
    [{ type: 'pattern', seed: -1 }, 'source.seed is -1; it must be a whole number from 0 to 4294967295'],
    [{ type: 'camera', deviceId: 5 }, 'source.deviceId is 5; it must be a string'],
    [
      { type: 'camera', width: Number.NaN },
      'source.width is NaN; it must be a number above 0, at best from 1 to 3840',
    ],
    [{ type: 'camera', width: '640' }, 'source.width is "640"; it must be a number above 0'],
    [{ type: 'screen', height: -5 }, 'source.height is -5; it must be a number above 0'],
    [
      { type: 'pattern', frameRate: 0 },
      'source.frameRate is 0; it must be a number above 0, at best from 1 to 60',
    ],
    [
      { type: 'pattern', frameRate: Number.POSITIVE_INFINITY },
      'source.frameRate is Infinity; it must be a number',
    ],
    [{ type: 'pattern', width: 5n }, 'source.width is 5n; it must be a number above 0'],
    [{ ...track, kind: 'audio' }, 'source is a track of kind "audio"; it must be "video"'],
    [{ ...track, readyState: 'ended' }, 'source is a track that has ended; it must be live'],
  ])('%o', (given, message) => {
    expect(() => source(given)).toThrow(message);
    expect(() => source(given)).toThrow(TypeError);
  });

  it('may be a track of another realm', () => {
    expect(source(track)).toEqual({ type: 'track', track });
  });

  it('may have all settings that getSettings() of a camera returns', () => {
    const supported = { aspectRatio: true, facingMode: true, groupId: true, resizeMode: true, zoom: true };
    vi.stubGlobal('navigator', { mediaDevices: { getSupportedConstraints: () => supported } });
    const settings = { aspectRatio: 4 / 3, facingMode: 'user', groupId: 'g', resizeMode: 'none', zoom: 1 };
    const wanted = { deviceId: 'd', width: 640, height: 480, frameRate: 29.97 };
    expect(source({ type: 'camera', ...settings, ...wanted })).toEqual({
      type: 'camera',
      ...wanted,
      note: '',
    });
  });

  it.each(['camera', 'screen', 'pattern'])('%s: size and rate are wishes', (type) => {
    const limits = 'a side has 1 to 3840 whole pixels, and a rate is 1 to 60 fps in thousandths';
    const taken = ({ ...wish }) => source({ type, ...wish });
    expect(taken({ frameRate: 29.97 })).toMatchObject({ frameRate: 29.97, note: '' });
    expect(taken({ width: 2160, height: 3840 })).toMatchObject({ width: 2160, height: 3840, note: '' });
    expect(taken({ frameRate: 30.000030517578125 })).toMatchObject({
      frameRate: 30,
      note: `1280×720 at 30.000030517578125 fps is taken as 1280×720 at 30 fps, because ${limits}.`,
    });
    expect(taken({ width: 7680, height: 4320, frameRate: 120 })).toMatchObject({
      width: 3840,
      height: 2160,
      frameRate: 60,
      note: `7680×4320 at 120 fps is taken as 3840×2160 at 60 fps, because ${limits}.`,
    });
    expect(taken({ height: 1e300 })).toMatchObject({ width: 1280, height: 3840 });
    expect(taken({ width: 640.5, frameRate: 1e-9 })).toMatchObject({ width: 641, height: 720, frameRate: 1 });
  });
});

describe('override', () => {
  it('takes and copies known settings, and takes null', () => {
    expect(checkOverride(null, 2, true)).toBeNull();
    expect(checkOverride({}, 2, true)).toEqual({});
    expect(checkOverride({ threads: undefined, simd: undefined }, 2, true)).toEqual({});
    const change = { threads: 2, simd: true, filters: [{ name: 'invert' }] };
    const checked = checkOverride(change, 2, true);
    change.filters.push({ name: 'nope' });
    expect(checked).toEqual({ threads: 2, simd: true, filters: [{ name: 'invert' }] });
  });

  it.each([
    [undefined, 'change is undefined; it must be an object such as { simd: false }, or null'],
    ['x', 'change is "x"; it must be an object such as { simd: false }, or null'],
    [[], 'change is an array; it must be an object such as { simd: false }, or null'],
    [{ filter: [] }, 'change.filter is not a setting of frames; it takes filters, threads, simd'],
    [
      { filters: null },
      "change.filters is null; it must be an array of filters such as { name: 'grayscale' }",
    ],
    [
      { filters: Array(17).fill({ name: 'invert' }) },
      'change.filters has 17 filters; at most 16 are possible',
    ],
    [
      { filters: [{ name: 'box-blur', radius: 5n }] },
      'change.filters[0].radius is 5n; it must be a whole number from 0 to 127',
    ],
    [{ threads: 3 }, 'change.threads is 3; it must be a whole number from 1 to 2'],
    [{ threads: 1.5 }, 'change.threads is 1.5; it must be a whole number from 1 to 2'],
    [{ threads: Number.NaN }, 'change.threads is NaN; it must be a whole number from 1 to 2'],
    [{ threads: null }, 'change.threads is null; it must be a whole number from 1 to 2'],
    [{ simd: 'off' }, 'change.simd is "off"; it must be true or false'],
  ])('%o', (change, message) => {
    expect(() => checkOverride(change, 2, true)).toThrow(new TypeError(message));
  });

  it('says that there is no SIMD', () => {
    expect(() => checkOverride({ simd: true }, 2, false)).toThrow(UnsupportedError);
    expect(checkOverride({ simd: false }, 2, false)).toEqual({ simd: false });
  });
});

it('other arguments of a running pipeline get such sentences, too', () => {
  expect(checkHistogramName('latency')).toBe('latency');
  for (const name of ['nope', undefined, 'toString', Symbol('x'), 1n]) {
    expect(() => checkHistogramName(name)).toThrow(/^name is .*; it must be one of "/);
  }
  expect(checkSeconds(0)).toBe(0);
  expect(checkSeconds(1e9)).toBe(1e9);
  for (const seconds of [Number.NaN, -1, 'x', null, 5n]) {
    expect(() => checkSeconds(seconds)).toThrow(/^seconds is .*; it must be a number from 0$/);
  }
  const { signal } = new AbortController();
  expect(checkSampleOptions({ signal })).toBe(signal);
  expect(checkSampleOptions({})).toBeUndefined();
  expect(() => checkSampleOptions(null)).toThrow('options is null; it must be an object such as { signal }');
  expect(() => checkSampleOptions({ signal: 5 })).toThrow('signal is 5; it must be an AbortSignal');
  expect(() => checkSampleOptions({ singal: signal })).toThrow(
    'singal is not an option of sample; it takes signal',
  );
  const video = { localName: 'video', play() {} };
  expect(checkVideo(video)).toBe(video);
  for (const bad of [null, undefined, {}, { localName: 'div' }]) {
    expect(() => checkVideo(bad)).toThrow(/^video is .*; it must be a <video> element$/);
  }
});
