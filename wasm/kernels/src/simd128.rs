//! The row kernels with 128-bit vectors.
//!
//! Tricks, numbered: 1. Grayscale takes red and blue by a mask and green by a shift, so that two dot products give Y with no
//! shuffle. 2. What is left of a row goes to the scalar form. 3. Constants are `opaque`.

use crate::divide::{Divisor, NarrowDivisor};
use crate::lanes::opaque;
use crate::row::{Columns, LUMA, Mean, Rows, Scalar};
use crate::simd_mean::{means16, slide_from};
use crate::simd_wide::{edge4, means32};
use core::arch::wasm32::*;
use core::ops::Range;
use ringlight_layout::BGRA;

/// 8 or 16 samples at a time.
pub struct Simd128;

impl Rows for Simd128 {
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

    #[inline(never)]
    unsafe fn grayscale(from: *const u8, to: *mut u8, pixels: usize, format: u32) {
        let (first, third) = if format == BGRA { (LUMA[2], LUMA[0]) } else { (LUMA[0], LUMA[2]) };
        let outer = opaque(u32x4_splat(first | third << 16));
        let green = opaque(u32x4_splat(LUMA[1]));
        let mask = opaque(u32x4_splat(0x00ff_00ff));
        let alpha = opaque(u32x4_splat(0xff00_0000));
        let half = opaque(u32x4_splat(1 << 14));
        let mut i = 0;
        while i + 4 <= pixels {
            // SAFETY: the caller's.
            unsafe {
                let v = v128_load(from.add(4 * i).cast());
                let sum = i32x4_add(
                    i32x4_dot_i16x8(v128_and(v, mask), outer),
                    i32x4_dot_i16x8(u16x8_shr(v, 8), green),
                );
                let y = u32x4_shr(i32x4_add(sum, half), 15);
                let yyy = v128_or(v128_or(y, u32x4_shl(y, 8)), u32x4_shl(y, 16));
                v128_store(to.add(4 * i).cast(), v128_or(yyy, v128_and(v, alpha)));
            }
            i += 4;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::grayscale_from(from, to, pixels, format, i) }
    }
}
