/**
 * What lanes, kinds and settings are called in files and on the page. Pure; any thread, and Node.
 */

import type { FilterSpec } from '../catalogue/filters.ts';
import {
  AUDIO_LANE,
  CAPTURE_LANE,
  DROP_CAUSES,
  MAX_THREADS,
  OWNER_LANE,
  PRESENT_LANE,
  TRACE_KINDS,
  TRACE_VITALS,
} from '../generated/layout.ts';
import type { TraceSettings } from './trace-data.ts';

const POOL_LANES = Array.from({ length: MAX_THREADS }, (_, lane) => lane);

/** Names of the lanes, by index. */
export const LANE_NAMES: readonly string[] = [
  ...POOL_LANES.map((lane) => `pool ${lane}`),
  'capture',
  'present',
  'main',
  'audio',
];

/** Lanes in the order that a frame meets them. */
export const LANE_ORDER: readonly number[] = [
  CAPTURE_LANE,
  ...POOL_LANES,
  PRESENT_LANE,
  OWNER_LANE,
  AUDIO_LANE,
];

/** Whether a lane's records are about no frame: their number says nothing. */
export function isFrameless(lane: number): boolean {
  return lane === OWNER_LANE || lane === AUDIO_LANE;
}

/** Names of the record kinds, by code. */
export const KIND_NAMES: ReadonlyMap<number, string> = byCode(TRACE_KINDS);
const CAUSE_NAMES = byCode(DROP_CAUSES);
const VITAL_NAMES = byCode(TRACE_VITALS);

function byCode(table: Readonly<Record<string, number>>): Map<number, string> {
  return new Map(Object.entries(table).map(([name, code]) => [code, name]));
}

/** A kind's name; a number in words for one that this version does not know. */
export function kindName(kind: number): string {
  return KIND_NAMES.get(kind) ?? `kind ${kind}`;
}

/** Name of a drop's cause, by code. */
export function causeName(code: number): string {
  return CAUSE_NAMES.get(code) ?? `cause ${code}`;
}

/** A web-vital by code, and its value from thousandths, such as `LCP 812.5 ms`. */
export function vitalText(code: number, thousandths: number): string {
  const name = VITAL_NAMES.get(code) ?? `vital ${code}`;
  return `${name} ${thousandths / 1000}${code === TRACE_VITALS.CLS ? '' : ' ms'}`;
}

/** A chain as addresses have it: `grayscale, box-blur:5`. */
export function chainText(filters: readonly FilterSpec[]): string {
  if (filters.length === 0) return 'no filter';
  return filters
    .map((filter) => (filter.name === 'box-blur' ? `box-blur:${filter.radius ?? 5}` : filter.name))
    .join(', ');
}

/** Settings in one line: `2 threads, SIMD on, grayscale, box-blur:5`. */
export function settingsText({ threads, simd, filters }: TraceSettings): string {
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}, SIMD ${simd ? 'on' : 'off'}, ${chainText(filters)}`;
}
