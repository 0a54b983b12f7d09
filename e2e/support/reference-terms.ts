/** Types that the parts of the reference share. No code. */

import type { FilterSpec } from '../../src/catalogue/filters.ts';
import type { SamplePlane } from '../../src/terms.ts';

/** A filter with every parameter filled in. */
export type CheckedFilter = FilterSpec extends infer Spec
  ? Spec extends FilterSpec
    ? Required<Spec>
    : never
  : never;

/** Blurs one plane: the first `channels` of each pixel's samples; the others are kept. Returns a new plane. */
export type BlurPlane = (plane: SamplePlane, radius: number, channels: number) => SamplePlane;
