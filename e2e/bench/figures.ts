/** All figures of a run. Also merges the figures of two runs. Pure. */

import type { AudioResult } from './audio.ts';
import type { FftFigure } from './fft.ts';
import type { ImageFigures } from './images.ts';
import type { InstrumentsResult } from './instruments.ts';
import type { KernelFigures } from './kernel-figures.ts';
import type { FloorResult, LiveResult } from './live.ts';
import type { FirstSecondResult, OverloadResult } from './overload.ts';

/** Every figure of one run. */
export interface Figures {
  date: string;
  machine: { cpu: string; cores: number; browser: string };
  live: ({ size: string; what: string } & LiveResult)[];
  /** The browser's own part of the live figures, by size. */
  floor: ({ size: string } & FloorResult)[];
  /** Frames that come faster than the kernels run. Absent if not measured. */
  overload?: OverloadResult;
  /** Fresh pages. Absent if not measured. */
  firstSecond?: FirstSecondResult[];
  kernels: KernelFigures;
  /** Still images. Absent if not measured. */
  images?: ImageFigures;
  /** Versions of the libraries that kernels are compared with. */
  peers: Record<string, string>;
  /** The sound's effects. */
  audio: AudioResult[];
  /** The cost of the instruments. Absent if not measured. */
  instruments?: InstrumentsResult;
  /** FFT and de-noise. Absent if not measured. */
  fft?: FftFigure[];
}

/**
 * Returns the figures of `now`, and those of `before` that `now` lacks. A case at a size comes from one run only, because its
 * ratios belong together. Returns `null` if the runs are from different machines.
 */
export function merge(before: Figures, now: Figures): Figures | null {
  if (JSON.stringify(before.machine) !== JSON.stringify(now.machine)) return null;
  const instruments = now.instruments ?? before.instruments;
  const fft = now.fft ?? before.fft;
  const images = now.images ?? before.images;
  const overload = now.overload ?? before.overload;
  const firstSecond = now.firstSecond ?? before.firstSecond;
  return {
    ...now,
    live: now.live.length > 0 ? now.live : before.live,
    floor: now.floor.length > 0 ? now.floor : before.floor,
    audio: now.audio.length > 0 ? now.audio : (before.audio ?? []),
    kernels: mergeKernels(before.kernels, now.kernels),
    ...(instruments ? { instruments } : {}),
    ...(fft ? { fft } : {}),
    ...(images ? { images } : {}),
    ...(overload ? { overload } : {}),
    ...(firstSecond ? { firstSecond } : {}),
  };
}

function mergeKernels(before: KernelFigures, now: KernelFigures): KernelFigures {
  const key = (figure: { case: string; size: string }) => `${figure.size} ${figure.case}`;
  const fresh = new Set(now.copies.map(key));
  const join = <T extends { case: string; size: string }>(old: T[], young: T[]) => [
    ...old.filter((figure) => !fresh.has(key(figure))),
    ...young,
  ];
  return {
    ours: join(before.ours, now.ours),
    others: join(before.others, now.others),
    copies: join(before.copies, now.copies),
  };
}
