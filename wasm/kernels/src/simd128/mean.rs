//! Window means with 128-bit vectors: which form a window gets.

use super::Simd128;
use super::mean16::{means16, slide_from};
use super::mean32::{edge4, means32};
use crate::rows::Scalar;
use crate::rows::divide::{Divisor, NarrowDivisor};
use crate::rows::mean::{Columns, Mean, MeanRows};
use core::ops::Range;

impl MeanRows for Simd128 {
    #[inline(never)]
    unsafe fn slide(columns: Columns) {
        // SAFETY: the caller's.
        unsafe { slide_from(columns, 0) }
    }

    #[inline(never)]
    unsafe fn means16<const C: usize>(
        columns: Columns,
        mean: Mean,
        window: &mut [u32; C],
        divisor: NarrowDivisor,
    ) {
        // SAFETY: the caller's.
        unsafe {
            if divisor.signed {
                means16::<C, true>(columns, mean, window, divisor);
            } else {
                means16::<C, false>(columns, mean, window, divisor);
            }
        }
    }

    #[inline(never)]
    unsafe fn means32<const C: usize>(columns: Columns, mean: Mean, window: &mut [u32; C], divisor: Divisor) {
        // SAFETY: the caller's.
        unsafe {
            match divisor.inverse() {
                Some(inverse) if mean.reach < 64 * C => {
                    means32::<C, false>(columns, mean, window, divisor, inverse);
                }
                _ => means32::<C, true>(columns, mean, window, divisor, divisor.below()),
            }
        }
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
        // SAFETY: the caller's.
        unsafe {
            if C == 4 {
                edge4(sums, mean, pixels, width, window.as_mut_ptr(), divisors);
            } else {
                Scalar::edge(sums, mean, pixels, width, window, divisors);
            }
        }
    }
}
