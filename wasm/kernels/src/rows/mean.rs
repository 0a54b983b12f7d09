//! The row kernels: everything that touches every sample, one row at a time, and their scalar form.
//!
//! A box blur of a row, given the column sums `c[x]` of the window's rows (at most 255 rows of bytes: u16 holds them):
//!
//! ```text
//! s = s + c[x + r] - c[x - r - 1]                 the window's sum, per channel
//! out[x] = (s + (n >> 1)) / n                     n samples
//! ```
//!
//! so its cost does not depend on the radius. The column sums slide down just before they enter the window, so that a row
//! is one pass. Up to radius 7 the sum fits 16 bits ((2 x 7 + 1)^2 x 255 = 57375), which halves the work of the vector form.
//! Indices count samples: pixel times channels.

use super::Scalar;
use super::divide::{Divisor, NarrowDivisor};
use core::ops::Range;

/// Largest radius whose window sums fit 16 bits.
pub const NARROW_RADIUS: u32 = 7;
/// Column sums of zero that must lie before a row of them: `c[-1]`.
pub const SUMS_PAD: usize = 32;

/// Column sums, and where the window's rows come and go.
#[derive(Clone, Copy)]
pub struct Columns {
    /// `samples` column sums.
    pub sums: *mut u16,
    /// The row that enters the window.
    pub add: *const u8,
    /// The row that leaves it.
    pub sub: *const u8,
    /// Width times channels.
    pub samples: usize,
}

/// What the last pass over a row needs.
#[derive(Clone, Copy)]
pub struct Mean {
    /// The window's middle row, whose alpha is kept.
    pub centre: *const u8,
    /// Where the blurred row goes.
    pub out: *mut u8,
    /// Samples from a window's middle to its last: radius times channels.
    pub reach: usize,
    /// First sample to write; its window is whole.
    pub from: usize,
    /// One past the last.
    pub to: usize,
}

/// The row kernels of one flavour. `C` is the number of channels: 1, 2 or 4.
///
/// # Safety
/// For all methods: rows and sums are valid for `samples` elements, sums also for `SUMS_PAD` elements before, which are
/// zero; what is written is this thread's alone.
pub trait MeanRows {
    /// `sums += add - sub`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn slide(columns: Columns);
    /// Means of the windows around samples `from` to `to`, all of them whole. Column sums up to `from + reach` have slid
    /// down, the others do now. `window`: the sum of the window before, per channel, and in the end that of the last one; those of
    /// alpha mean nothing.
    ///
    /// # Safety
    /// See the trait; `from >= reach`, `to + reach <= samples`.
    unsafe fn means16<const C: usize>(
        columns: Columns,
        mean: Mean,
        window: &mut [u32; C],
        divisor: NarrowDivisor,
    );
    /// The same for any radius.
    ///
    /// # Safety
    /// See the trait; `from >= reach`, `to + reach <= samples`.
    unsafe fn means32<const C: usize>(columns: Columns, mean: Mean, window: &mut [u32; C], divisor: Divisor);
    /// Means of windows that an edge clips, around `pixels` of `width`, which begin at the left edge, where `window` is made, or
    /// follow those of `means16` and `means32`. `divisors`: by columns of a window.
    ///
    /// # Safety
    /// See the trait; column sums have slid as far as these windows reach, and all divisors that they need are there.
    unsafe fn edge<const C: usize>(
        sums: *const u16,
        mean: Mean,
        pixels: Range<usize>,
        width: usize,
        window: &mut [u32; C],
        divisors: *const Divisor,
    );
}

impl Scalar {
    /// `slide` from sample `first` on.
    ///
    /// # Safety
    /// See [`MeanRows`].
    #[inline(always)]
    pub unsafe fn slide_from(c: Columns, first: usize) {
        for i in first..c.samples {
            // SAFETY: `i` is below `samples`; the caller guarantees the rest.
            unsafe {
                let sum = (*c.sums.add(i))
                    .wrapping_add((*c.add.add(i)).into())
                    .wrapping_sub((*c.sub.add(i)).into());
                *c.sums.add(i) = sum;
            }
        }
    }

    /// `means16` and `means32`; `divide` makes a mean of a sum. `SLIDE`: column sums slide down on the way, as there; else they
    /// have.
    ///
    /// # Safety
    /// See [`MeanRows`].
    #[inline(always)]
    pub unsafe fn means<const C: usize, const SLIDE: bool>(
        c: Columns,
        mean: Mean,
        window: &mut [u32; C],
        divide: impl Fn(u32) -> u8,
    ) {
        let Mean { centre, out, reach, .. } = mean;
        let mut i = mean.from;
        while i < mean.to {
            for (channel, window) in window.iter_mut().enumerate() {
                let i = i + channel;
                // SAFETY: `i + reach` is below `samples`, `i - reach - C` at least `-SUMS_PAD`; the caller guarantees the rest.
                unsafe {
                    if C == 4 && channel == 3 {
                        *out.add(i) = *centre.add(i);
                        continue;
                    }
                    let high = i + reach;
                    let mut sum = *c.sums.add(high);
                    if SLIDE {
                        sum = sum
                            .wrapping_add((*c.add.add(high)).into())
                            .wrapping_sub((*c.sub.add(high)).into());
                        *c.sums.add(high) = sum;
                    }
                    let low = *c.sums.add(i - reach).sub(C);
                    *window = window.wrapping_add(sum.into()).wrapping_sub(low.into());
                    *out.add(i) = divide(*window);
                }
            }
            i += C;
        }
    }
}

impl MeanRows for Scalar {
    #[inline(never)]
    unsafe fn slide(columns: Columns) {
        // SAFETY: the caller's.
        unsafe { Self::slide_from(columns, 0) }
    }

    #[inline(never)]
    unsafe fn means16<const C: usize>(
        columns: Columns,
        mean: Mean,
        window: &mut [u32; C],
        divisor: NarrowDivisor,
    ) {
        // SAFETY: the caller's.
        unsafe { Self::means::<C, true>(columns, mean, window, |sum| divisor.mean(sum)) }
    }

    #[inline(never)]
    unsafe fn means32<const C: usize>(columns: Columns, mean: Mean, window: &mut [u32; C], divisor: Divisor) {
        // SAFETY: the caller's.
        unsafe { Self::means::<C, true>(columns, mean, window, |sum| divisor.mean(sum)) }
    }

    #[inline(never)]
    unsafe fn edge<const C: usize>(
        sums: *const u16,
        mean: Mean,
        pixels: Range<usize>,
        width: usize,
        window: &mut [u32; C],
        divisors: *const Divisor,
    ) {
        let radius = mean.reach / C;
        // SAFETY: the caller's; indices are below `width * C`.
        unsafe {
            if pixels.start == 0 {
                for i in 0..mean.reach.min(width * C) {
                    window[i % C] += u32::from(*sums.add(i));
                }
            }
            for x in pixels {
                let (low, high) = (x.saturating_sub(radius), x + radius);
                let divisor = *divisors.add((high + 1).min(width) - low);
                for (channel, window) in window.iter_mut().enumerate() {
                    if high < width {
                        *window = window.wrapping_add((*sums.add(high * C + channel)).into());
                    }
                    if low > 0 {
                        *window = window.wrapping_sub((*sums.add((low - 1) * C + channel)).into());
                    }
                    let i = x * C + channel;
                    let keep = C == 4 && channel == 3;
                    *mean.out.add(i) = if keep { *mean.centre.add(i) } else { divisor.mean(*window) };
                }
            }
        }
    }
}
