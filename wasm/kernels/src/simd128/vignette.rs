//! Vignettes with 128-bit vectors: the factors of eight pixels at a time.

use super::Simd128;
use super::lanes::{i16x8_narrow_i32x4, opaque, u8x16_narrow_i16x8};
use crate::filters::vignette::Vignette;
use crate::rows::Scalar;
use crate::rows::vignette::VignetteRows;
use core::arch::wasm32::*;

const ALPHA: u32 = 0xff00_0000;

impl VignetteRows for Simd128 {
    #[inline(never)]
    unsafe fn vignette<const C: usize>(
        from: *const u8,
        to: *mut u8,
        pixels: usize,
        columns: *const u16,
        row: u16,
        vignette: Vignette,
    ) {
        let (start, slope) = (u16x8_splat(vignette.start), u16x8_splat(vignette.slope));
        let (row_squared, one) = (u16x8_splat(row), opaque(i16x8_splat(16384)));
        let (centre, half) = (i16x8_splat(i16::from(vignette.centre)), opaque(i32x4_splat(8192)));
        let alpha = opaque(u32x4_splat(ALPHA));
        // Eight samples times as many factors.
        let scaled = |p: v128, factor: v128| {
            let p = i16x8_sub(p, centre);
            let low = i32x4_shr(i32x4_add(i32x4_extmul_low_i16x8(p, factor), half), 14);
            let high = i32x4_shr(i32x4_add(i32x4_extmul_high_i16x8(p, factor), half), 14);
            i16x8_add(i16x8_narrow_i32x4(low, high), centre)
        };
        // SAFETY: the caller's. 16 bytes of pixels from sample `i` on.
        let sixteen = |i: usize, low: v128, high: v128| unsafe {
            let v = v128_load(from.add(i).cast());
            let low = scaled(u16x8_extend_low_u8x16(v), low);
            let out = u8x16_narrow_i16x8(low, scaled(u16x8_extend_high_u8x16(v), high));
            let out = if C == 4 { v128_bitselect(v, out, alpha) } else { out };
            v128_store(to.add(i).cast(), out);
        };
        // SAFETY: the caller's. The factors of eight pixels.
        let factors = |x: usize| unsafe {
            let squared = i16x8_add(v128_load(columns.add(x).cast()), row_squared);
            let distance = u16x8_sub_sat(squared, start);
            // At most 2^28: an arithmetic shift, after which the narrowing stays one instruction.
            let low = i32x4_shr(u32x4_extmul_low_u16x8(distance, slope), 14);
            let high = i32x4_shr(u32x4_extmul_high_u16x8(distance, slope), 14);
            i16x8_sub(one, i16x8_narrow_i32x4(low, high))
        };
        let mut x = 0;
        while x + 16 <= pixels {
            let (a, b) = (factors(x), factors(x + 8));
            if C == 1 {
                sixteen(x, a, b);
            } else {
                for (k, f) in [a, b].into_iter().enumerate() {
                    // Each factor twice.
                    let low = i16x8_shuffle::<0, 0, 1, 1, 2, 2, 3, 3>(f, f);
                    let high = i16x8_shuffle::<4, 4, 5, 5, 6, 6, 7, 7>(f, f);
                    let i = C * (x + 8 * k);
                    if C == 2 {
                        sixteen(i, low, high);
                    } else {
                        let twice =
                            |v: v128| (i32x4_shuffle::<0, 0, 1, 1>(v, v), i32x4_shuffle::<2, 2, 3, 3>(v, v));
                        let ((p, q), (r, s)) = (twice(low), twice(high));
                        sixteen(i, p, q);
                        sixteen(i + 16, r, s);
                    }
                }
            }
            x += 16;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::vignette_from::<C>(from, to, pixels, columns, row, vignette, x) }
    }
}
