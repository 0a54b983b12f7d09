/** What a comparison gives: plain values, which survive JSON. Types, and what is known of the machine. Main thread. */

import type { FrameSettings } from '../memory/control.ts';
import type { SinkName } from '../terms.ts';
import type { Stats } from '../types.ts';
import type { Side } from './plan.ts';
import type { PairedDifference } from './statistics.ts';

/** One setting's side of a comparison. */
export interface SideResult {
  settings: FrameSettings;
  /** Frames that count. */
  frames: number;
  /** Presented too soon after a switch to count. */
  leftOut: number;
  /** All frames that were presented while its measured blocks lasted. */
  presented: number;
  dropped: number;
  /** Collections that the page noticed meanwhile, on the capture and the present thread. */
  collections: number;
  /** Median of all frames that count, in microseconds. */
  frameTimeUs: number;
  /** See `frameTimeUs`. */
  latencyUs: number;
}

/** One measured block, in the order of the run. */
export interface BlockResult {
  side: Side;
  /** What its frames carry in the trace. */
  version: number;
  frames: number;
  leftOut: number;
  presented: number;
  dropped: number;
}

/** Some frames of each side are run again, in every build, on one thread. Says whether they gave the same bytes. */
export interface BytesResult {
  /** Frames of each side that were run again. None where a filter depends on earlier frames. */
  frames: { a: number; b: number };
  builds: ('scalar' | 'SIMD')[];
  /** The first difference as a sentence; `null`: there was none. */
  difference: string | null;
}

/** Where a comparison was made. */
export interface Surroundings {
  /** ISO 8601, UTC. */
  date: string;
  source: Stats['source'];
  sink: SinkName;
  /** As the browser calls itself. */
  browser: string;
  platform: string;
  cores: number;
  /** GiB, as the browser tells, rounded by it; 0 where it does not. */
  memoryGib: number;
}

/** See above. Differences are B less A, in microseconds. */
export interface ExperimentResult {
  a: SideResult;
  b: SideResult;
  /** The paired difference of the blocks' medians. */
  frameTimeUs: PairedDifference;
  /** See `frameTimeUs`. */
  latencyUs: PairedDifference;
  bytes: BytesResult;
  blocks: BlockResult[];
  framesPerBlock: number;
  seed: number;
  where: Surroundings;
}

interface UserAgentData {
  brands: { brand: string; version: string }[];
  platform: string;
}

/** Browser and machine, as far as the browser tells without being asked for more. */
export function describeMachine(): Pick<Surroundings, 'browser' | 'platform' | 'cores' | 'memoryGib'> {
  const { userAgent, hardwareConcurrency, userAgentData, deviceMemory } = navigator as Navigator & {
    userAgentData?: UserAgentData;
    deviceMemory?: number;
  };
  // The browser adds an invented brand, so that nobody relies on the list. Its name contains "Not".
  const brand = userAgentData?.brands.find(({ brand }) => !/not/i.test(brand));
  return {
    browser: brand
      ? `${brand.brand} ${brand.version}`
      : (userAgent.split(' ').at(-1) ?? '').replace('/', ' '),
    platform: userAgentData?.platform ?? /\(([^;)]+)/.exec(userAgent)?.[1] ?? '',
    cores: hardwareConcurrency,
    memoryGib: deviceMemory ?? 0,
  };
}
