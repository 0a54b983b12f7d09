/**
 * Checks the source that a caller wants. Sizes and rates are wishes. If one is impossible, the nearest possible one is taken, and
 * a note says so. In: `PipelineOptions.source`. Out: a checked source, or a TypeError that names the argument and says what it
 * may be. `fitMode` is pure, so it runs on any thread and in Node.
 */

import { checkInteger, checkKeys, checkOneOf, refuse, show } from '../catalogue/check.ts';
import type { CheckedSource } from '../sources/open.ts';

/** Ranges and defaults of a source's numbers. The URL and the page read them, too. Either side may be the longer one. */
export const SOURCE_RANGES = {
  /** Pixels. */
  width: { min: 1, max: 3840, default: 1280 },
  /** Pixels. */
  height: { min: 1, max: 3840, default: 720 },
  /** Frames per second. At higher rates the trace would not look back as far as it promises. */
  frameRate: { min: 1, max: 60, default: 30 },
} as const;

/** Rates are rounded to a thousandth. A camera may say 30.00003 and mean 30. But 29.97 and 23.976 must stay. */
const RATE_STEPS = 1000;

/** Size in pixels and frames per second. */
export interface Mode {
  width: number;
  height: number;
  frameRate: number;
}

/**
 * Finds the mode that is nearest to a wish: whole pixels, a longer side of at most 3840 pixels, 1 to 60 fps. If a size is too
 * large, both sides shrink in proportion. Missing numbers get their defaults.
 * @param wish finite numbers above 0.
 */
export function fitMode(wish: Partial<Mode>): Mode {
  const { width, height, frameRate } = SOURCE_RANGES;
  const scale = Math.min(1, width.max / Math.max(wish.width ?? 1, wish.height ?? 1));
  const side = (pixels: number | undefined, fallback: number) =>
    pixels === undefined ? fallback : Math.max(1, Math.round(pixels * scale));
  const rate = Math.round((wish.frameRate ?? frameRate.default) * RATE_STEPS) / RATE_STEPS;
  return {
    width: side(wish.width, width.default),
    height: side(wish.height, height.default),
    frameRate: Math.min(frameRate.max, Math.max(frameRate.min, rate)),
  };
}

/** Says which sizes and rates are possible, as a part of a sentence. */
export const MODE_LIMITS = `a side has 1 to ${SOURCE_RANGES.width.max} whole pixels, and a rate is 1 to ${SOURCE_RANGES.frameRate.max} fps in thousandths`;

/** Says in one sentence how a mode differs from the wish. `''`: it does not. */
function describeFit(wish: Partial<Mode>, mode: Mode): string {
  const wanted = describeMode({ ...mode, ...wish });
  const taken = describeMode(mode);
  return wanted === taken ? '' : `${wanted} is taken as ${taken}, because ${MODE_LIMITS}.`;
}

function describeMode({ width, height, frameRate }: Mode): string {
  return `${width}×${height} at ${frameRate} fps`;
}

const TYPES = ['camera', 'pattern', 'screen'] as const;
const MODE_NAMES = ['width', 'height', 'frameRate'] as const;

/** Checks the option `source`. @throws TypeError */
export function checkSource(source: unknown): CheckedSource {
  if (isTrack(source)) return { type: 'track', track: checkTrack(source, 'source', 'video') };
  if (typeof source === 'string') return describeSource({ type: checkOneOf(source, 'source', TYPES) });
  if (typeof source !== 'object' || source === null || !('type' in source)) {
    const names = TYPES.map((type) => `"${type}"`).join(', ');
    refuse('source', source, `one of ${names}, a video track, or an object such as { type: "camera" }`);
  }
  return describeSource(source as Record<string, unknown>);
}

function describeSource(given: Record<string, unknown>): CheckedSource {
  const type = checkOneOf(given.type, 'source.type', TYPES);
  const own = { camera: ['deviceId'], pattern: ['seed'], screen: [] }[type];
  const others = type === 'pattern' ? [] : trackSettings();
  checkKeys(given, 'source', `a setting of a ${type}`, ['type', ...MODE_NAMES, ...own], others);
  const wish: Partial<Mode> = {};
  for (const name of MODE_NAMES) {
    const value = given[name];
    if (value !== undefined) wish[name] = checkWish(value, name);
  }
  const mode = fitMode(wish);
  const note = describeFit(wish, mode);
  if (type === 'pattern') {
    return { type, ...mode, note, seed: checkInteger(given.seed ?? 1, 'source.seed', 0, 0xffff_ffff) };
  }
  const { deviceId } = given;
  if (type === 'screen' || deviceId === undefined || deviceId === '') return { type, ...mode, note };
  if (typeof deviceId !== 'string') return refuse('source.deviceId', deviceId, 'a string');
  return { type, ...mode, note, deviceId };
}

function checkWish(value: unknown, name: keyof Mode): number {
  if (typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  const { min, max } = SOURCE_RANGES[name];
  return refuse(`source.${name}`, value, `a number above 0, at best from ${min} to ${max}`);
}

/** Whether a value is a `MediaStreamTrack` of any realm. */
export function isTrack(value: unknown): value is MediaStreamTrack {
  const { kind, readyState, stop } = (value ?? {}) as Partial<MediaStreamTrack>;
  return typeof kind === 'string' && typeof readyState === 'string' && typeof stop === 'function';
}

/** Checks that a track has the right kind and has not ended. @throws TypeError that names the argument. */
export function checkTrack(
  track: MediaStreamTrack,
  argument: string,
  kind: 'audio' | 'video',
): MediaStreamTrack {
  if (track.kind !== kind) {
    throw new TypeError(`${argument} is a track of kind ${show(track.kind)}; it must be "${kind}"`);
  }
  if (track.readyState === 'ended') {
    throw new TypeError(`${argument} is a track that has ended; it must be live`);
  }
  return track;
}

/** Names that a track's `getSettings()` may have in this browser. Callers may spread its result into a source. */
export function trackSettings(): string[] {
  const supported = globalThis.navigator?.mediaDevices?.getSupportedConstraints?.() ?? {};
  // A captured screen has these settings, although they are no constraints.
  return [...Object.keys(supported), 'cursor', 'logicalSurface', 'screenPixelRatio'];
}
