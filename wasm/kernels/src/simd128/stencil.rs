//! Sharpening and edges with 128-bit vectors: eight samples at a time.

use super::Simd128;
use super::lanes::{opaque, u8x16_narrow_i16x8};
use crate::rows::Scalar;
use crate::rows::stencil::StencilRows;
use core::arch::wasm32::*;

const ALPHA: u32 = 0xff00_0000;

/// `|gx| + |gy|` of 8 samples as 16-bit lanes.
///
/// # Safety
/// See `StencilRows::edges`.
#[inline(always)]
unsafe fn edges8<const C: usize>(s: *const i16, t: *const i16) -> v128 {
    // SAFETY: the caller's.
    unsafe {
        let load = |from: *const i16| v128_load(from.cast());
        let across = i16x8_sub(load(s.add(C)), load(s.sub(C)));
        let middle = load(t);
        let outer = i16x8_add(load(t.sub(C)), load(t.add(C)));
        let along = i16x8_add(outer, i16x8_add(middle, middle));
        i16x8_add(i16x8_abs(across), i16x8_abs(along))
    }
}

impl StencilRows for Simd128 {
    #[inline(never)]
    unsafe fn sharpen(centre: *const u8, out: *mut u8, samples: usize, gain: u8) {
        let (factor, half) = (i16x8_splat(i16::from(gain)), opaque(i16x8_splat(32)));
        let eight = |c: v128, b: v128| {
            let more = i16x8_mul(i16x8_sub(c, b), factor);
            i16x8_add(c, i16x8_shr(i16x8_add(more, half), 6))
        };
        let mut i = 0;
        while i + 16 <= samples {
            // SAFETY: the caller's.
            unsafe {
                let (c, b) = (v128_load(centre.add(i).cast()), v128_load(out.add(i).cast()));
                let low = eight(u16x8_extend_low_u8x16(c), u16x8_extend_low_u8x16(b));
                let high = eight(u16x8_extend_high_u8x16(c), u16x8_extend_high_u8x16(b));
                v128_store(out.add(i).cast(), u8x16_narrow_i16x8(low, high));
            }
            i += 16;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::sharpen_from(centre, out, samples, gain, i) }
    }

    #[inline(never)]
    unsafe fn edge_columns(rows: [*const u8; 3], s: *mut i16, t: *mut i16, samples: usize) {
        let mut i = 0;
        while i + 8 <= samples {
            // SAFETY: the caller's.
            unsafe {
                let a = i16x8_load_extend_u8x8(rows[0].add(i));
                let b = i16x8_load_extend_u8x8(rows[1].add(i));
                let c = i16x8_load_extend_u8x8(rows[2].add(i));
                v128_store(s.add(i).cast(), i16x8_add(i16x8_add(a, c), i16x8_add(b, b)));
                v128_store(t.add(i).cast(), i16x8_sub(c, a));
            }
            i += 8;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::edge_columns_from(rows, s, t, samples, i) }
    }

    #[inline(never)]
    unsafe fn edges<const C: usize>(
        s: *const i16,
        t: *const i16,
        centre: *const u8,
        out: *mut u8,
        samples: usize,
    ) {
        let alpha = opaque(u32x4_splat(ALPHA));
        let mut i = 0;
        while i + 16 <= samples {
            // SAFETY: the caller's.
            unsafe {
                let mut bytes = u8x16_narrow_i16x8(
                    edges8::<C>(s.add(i), t.add(i)),
                    edges8::<C>(s.add(i + 8), t.add(i + 8)),
                );
                if C == 4 {
                    bytes = v128_bitselect(v128_load(centre.add(i).cast()), bytes, alpha);
                }
                v128_store(out.add(i).cast(), bytes);
            }
            i += 16;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::edges_from::<C>(s, t, centre, out, samples, i) }
    }
}
