/** Types that the parts of the reference share. There is no code. */

import type { FilterSpec } from '../../src/catalogue/filters.ts';
import type { SamplePlane } from '../../src/terms.ts';

/** A filter with all its parameters. */
export type CheckedFilter = FilterSpec extends infer Spec
  ? Spec extends FilterSpec
    ? Required<Spec>
    : never
  : never;

/** Blurs the first `channels` of each pixel's samples in one plane. The others are kept. Returns a new plane. */
export type BlurPlane = (plane: SamplePlane, radius: number, channels: number) => SamplePlane;
