//! The row kernels of the box blur, and their scalar form. They touch every sample, one row at a time.
//!
//! The column sums `c[x]` add up the window's rows: at most 255 rows of bytes, so u16 holds them. A row is blurred so:
//!
//! ```text
//! s = s + c[x + r] - c[x - r - 1]                 the window's sum, per channel
//! out[x] = (s + (n >> 1)) / n                     n samples
//! ```
//!
//! The cost does not depend on the radius. The column sums slide down just before they enter the window, so a row is
//! one pass. Up to radius 7 the sum fits 16 bits ((2 x 7 + 1)^2 x 255 = 57375), which halves the work of the vector
//! form. Indices count samples: pixel times channels.

use super::Scalar;
use super::divide::{Divisor, NarrowDivisor};
use core::ops::Range;

/// Largest radius whose window sums fit 16 bits.
pub const NARROW_RADIUS: u32 = 7;
/// Number of zeros that must lie before a row of column sums: `c[-1]` reads them.
pub const SUMS_PAD: usize = 32;

/// Column sums, the row that enters the window and the row that leaves it.
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
    /// The window's middle row. Its alpha is kept.
    pub centre: *const u8,
    /// Where the blurred row goes.
    pub out: *mut u8,
    /// Samples from the middle of a window to its last one: radius times channels.
    pub reach: usize,
    /// First sample to write. Its window is whole.
    pub from: usize,
    /// One past the last sample to write.
    pub to: usize,
}

/// The row kernels of one flavour. `C` is the number of channels: 1, 2 or 4.
///
/// # Safety
/// This holds for all methods. Rows and sums are valid for `samples` elements. Sums are also valid for `SUMS_PAD`
/// elements before, which are zero. What is written belongs to this thread alone.
pub trait MeanRows {
    /// `sums += add - sub`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn slide(columns: Columns);
    /// Writes the means of the windows around samples `from` to `to`. All windows are whole.
    ///
    /// The column sums up to `from + reach` have slid down before the call. The others slide down in it. `window`
    /// holds, per channel, the sum of the window before; in the end it holds that of the last window. The values of
    /// alpha have no meaning.
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
    /// Writes the means of windows that an edge clips, around `pixels` of a row of `width` pixels.
    ///
    /// The pixels begin at the left edge, where `window` is made, or follow those of `means16` and `means32`. The index
    /// into `divisors` is the number of columns of a window.
    ///
    /// # Safety
    /// See the trait. Column sums have slid down as far as these windows reach. All divisors that the windows need are
    /// there.
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

    /// `means16` and `means32`. `divide` makes a mean of a sum. `SLIDE`: the column sums slide down on the way.
    /// Otherwise they have slid down before.
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
                // SAFETY: `i + reach` is below `samples`. `i - reach - C` is at least `-SUMS_PAD`. The caller
                // guarantees the rest.
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
