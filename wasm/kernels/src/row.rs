//! The row kernels: everything that touches every sample, one row at a time, and their scalar form.
//!
//! A box blur of a row, given the column sums `c[x]` of the window's rows (at most 255 rows of bytes: u16 holds them):
//!
//! ```text
//! p[x] = c[0] + ... + c[x]                        prefix sums, per channel
//! s[x] = p[x + r] - p[x - r - 1]                  the window's sum
//! out[x] = (s[x] + (n >> 1)) / n                  n samples
//! ```
//!
//! so its cost does not depend on the radius. Prefix sums may wrap: the difference is right as long as `s` itself fits.
//! Up to radius 7 it fits 16 bits ((2 x 7 + 1)^2 x 255 = 57375), which halves the work of the vector form.
//! Indices count samples: pixel times channels.

use crate::colour_row::ColourRows;
use crate::divide::{Divisor, NarrowDivisor};
use crate::key::KeyRows;
use crate::point_row::PointRows;
use crate::stencil_row::StencilRows;
use crate::temporal::TemporalRows;
use crate::vignette::VignetteRows;
use ringlight_layout::BGRA;

/// Largest radius whose window sums fit 16 bits.
pub const NARROW_RADIUS: u32 = 7;
/// Samples of zero that must lie before a prefix row: `p[-1]`.
pub const PREFIX_PAD: usize = 8;

/// Weights of R, G and B: Y = (9798 R + 19235 G + 3735 B + 16384) >> 15. ITU-R BT.601, in 15 bits.
pub const LUMA: [u32; 3] = [9798, 19235, 3735];

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
/// For all methods: rows and sums are valid for `samples` elements, prefix rows also for `PREFIX_PAD` elements
/// before, which are zero; what is written is this thread's alone.
pub trait Rows: PointRows + ColourRows + StencilRows + VignetteRows + TemporalRows + KeyRows {
    /// `sums += add - sub`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn slide(columns: Columns);
    /// The same, and the prefix sums of the result modulo 2^16, which continue those before `prefix`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn slide_prefix16<const C: usize>(columns: Columns, prefix: *mut u16);
    /// The same, and the prefix sums of the result modulo 2^32, which continue those before `prefix`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn slide_prefix32<const C: usize>(columns: Columns, prefix: *mut u32);
    /// Window means from 16-bit prefix sums.
    ///
    /// # Safety
    /// See the trait; `from >= reach`, `to + reach <= samples`.
    unsafe fn mean16<const C: usize>(mean: Mean, prefix: *const u16, divisor: NarrowDivisor);
    /// Window means from 32-bit prefix sums.
    ///
    /// # Safety
    /// See the trait; `from >= reach`, `to + reach <= samples`.
    unsafe fn mean32<const C: usize>(mean: Mean, prefix: *const u32, divisor: Divisor);
    /// Grayscale of `pixels` RGBA or BGRA pixels (`format`). `from` and `to` may be the same row.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn grayscale(from: *const u8, to: *mut u8, pixels: usize, format: u32);
}

/// One sample at a time.
pub struct Scalar;

/// The scalar forms with a first sample, which the vector forms use for what is left of a row.
impl Scalar {
    /// `slide` from sample `first` on.
    ///
    /// # Safety
    /// See [`Rows`].
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

    /// `slide_prefix16` from sample `first` on.
    ///
    /// # Safety
    /// See [`Rows`].
    #[inline(always)]
    pub unsafe fn slide_prefix16_from<const C: usize>(c: Columns, prefix: *mut u16, first: usize) {
        for i in first..c.samples {
            // SAFETY: `i` is below `samples`, `i - C` at least `-PREFIX_PAD`; the caller guarantees the rest.
            unsafe {
                let sum = (*c.sums.add(i))
                    .wrapping_add((*c.add.add(i)).into())
                    .wrapping_sub((*c.sub.add(i)).into());
                *c.sums.add(i) = sum;
                *prefix.add(i) = (*prefix.add(i).sub(C)).wrapping_add(sum);
            }
        }
    }

    /// `slide_prefix32` from sample `first` on.
    ///
    /// # Safety
    /// See [`Rows`].
    #[inline(always)]
    pub unsafe fn slide_prefix32_from<const C: usize>(c: Columns, prefix: *mut u32, first: usize) {
        for i in first..c.samples {
            // SAFETY: `i` is below `samples`, `i - C` at least `-PREFIX_PAD`; the caller guarantees the rest.
            unsafe {
                let sum = (*c.sums.add(i))
                    .wrapping_add((*c.add.add(i)).into())
                    .wrapping_sub((*c.sub.add(i)).into());
                *c.sums.add(i) = sum;
                *prefix.add(i) = (*prefix.add(i).sub(C)).wrapping_add(u32::from(sum));
            }
        }
    }

    /// `grayscale` from pixel `first` on.
    ///
    /// # Safety
    /// See [`Rows`].
    #[inline(always)]
    pub unsafe fn grayscale_from(from: *const u8, to: *mut u8, pixels: usize, format: u32, first: usize) {
        let (red, blue) = if format == BGRA { (2, 0) } else { (0, 2) };
        for i in first..pixels {
            // SAFETY: `i` is below `pixels`; the caller guarantees the rest.
            unsafe {
                let (source, target) = (from.add(4 * i), to.add(4 * i));
                let weigh = |channel: usize, weight: u32| u32::from(*source.add(channel)) * weight;
                let y = (weigh(red, LUMA[0]) + weigh(1, LUMA[1]) + weigh(blue, LUMA[2]) + 16384) >> 15;
                let alpha = *source.add(3);
                target.cast::<[u8; 4]>().write([y as u8, y as u8, y as u8, alpha]);
            }
        }
    }

    #[inline(always)]
    unsafe fn write<const C: usize>(mean: Mean, i: usize, value: u8) {
        // SAFETY: `i` is below `to`; the caller guarantees the rest.
        unsafe { *mean.out.add(i) = if C == 4 && i % 4 == 3 { *mean.centre.add(i) } else { value } }
    }
}

impl Rows for Scalar {
    #[inline(never)]
    unsafe fn slide(columns: Columns) {
        // SAFETY: the caller's.
        unsafe { Self::slide_from(columns, 0) }
    }

    #[inline(never)]
    unsafe fn slide_prefix16<const C: usize>(columns: Columns, prefix: *mut u16) {
        // SAFETY: the caller's.
        unsafe { Self::slide_prefix16_from::<C>(columns, prefix, 0) }
    }

    #[inline(never)]
    unsafe fn slide_prefix32<const C: usize>(columns: Columns, prefix: *mut u32) {
        // SAFETY: the caller's.
        unsafe { Self::slide_prefix32_from::<C>(columns, prefix, 0) }
    }

    #[inline(never)]
    unsafe fn mean16<const C: usize>(mean: Mean, prefix: *const u16, divisor: NarrowDivisor) {
        for i in mean.from..mean.to {
            // SAFETY: `from >= reach` and the pad keep the lower index valid, `to + reach <= samples` the upper.
            unsafe {
                let sum = (*prefix.add(i + mean.reach)).wrapping_sub(*prefix.add(i - mean.reach).sub(C));
                let rounded = u32::from(sum) + u32::from(divisor.half);
                let value = (rounded * u32::from(divisor.multiplier)) >> divisor.shift;
                Self::write::<C>(mean, i, value as u8);
            }
        }
    }

    #[inline(never)]
    unsafe fn mean32<const C: usize>(mean: Mean, prefix: *const u32, divisor: Divisor) {
        for i in mean.from..mean.to {
            // SAFETY: `from >= reach` and the pad keep the lower index valid, `to + reach <= samples` the upper.
            unsafe {
                let sum = (*prefix.add(i + mean.reach)).wrapping_sub(*prefix.add(i - mean.reach).sub(C));
                Self::write::<C>(mean, i, divisor.mean(sum));
            }
        }
    }

    #[inline(never)]
    unsafe fn grayscale(from: *const u8, to: *mut u8, pixels: usize, format: u32) {
        // SAFETY: the caller's.
        unsafe { Self::grayscale_from(from, to, pixels, format, 0) }
    }
}
