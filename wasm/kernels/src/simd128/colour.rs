//! Colour filters and mirroring with 128-bit vectors.
//!
//! The tricks have numbers:
//!
//! 1. A mask takes red and blue, a shift takes green, and a 1 replaces alpha. So each colour needs two dot products.
//!    The second adds the rounding, which is the weight of alpha.
//! 2. One blend makes two colours the 16-bit halves of 32-bit lanes. Then one narrowing clamps all four.
//! 3. A row is reversed from both ends at once, so that it can be done in place.

use super::Simd128;
use super::lanes::{opaque, u8x16_narrow_i16x8};
use crate::filters::colour::{Matrix, Pair};
use crate::rows::Scalar;
use crate::rows::colour::{ColourRows, LUMA, in_order};
use core::arch::wasm32::*;
use ringlight_layout::BGRA;

/// A vector that repeats two 16-bit lanes.
#[inline(always)]
fn lanes(even: i16, odd: i16) -> v128 {
    u32x4_splat(u32::from(odd as u16) << 16 | u32::from(even as u16))
}

/// Reverses the order of pixels in 16 bytes. A pixel has C samples.
#[inline(always)]
fn reversed<const C: usize>(v: v128) -> v128 {
    match C {
        1 => i8x16_shuffle::<15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0>(v, v),
        2 => i8x16_shuffle::<14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1>(v, v),
        _ => i32x4_shuffle::<3, 2, 1, 0>(v, v),
    }
}

impl ColourRows for Simd128 {
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

    #[inline(never)]
    unsafe fn matrix(from: *const u8, to: *mut u8, pixels: usize, matrix: Matrix, format: u32) {
        let m = in_order(matrix, format);
        let outer = m.map(|[first, _, third]| lanes(first, third));
        let inner = m.map(|[_, second, _]| lanes(second, 2048));
        let [low, green, one] = [0x00ff_00ff, 0xff, 0x0001_0000].map(|word| opaque(u32x4_splat(word)));
        let mut i = 0;
        while i + 4 <= pixels {
            // SAFETY: the caller's.
            unsafe {
                let v = v128_load(from.add(4 * i).cast());
                let (rb, ga) = (v128_and(v, low), u16x8_shr(v, 8));
                let g1 = v128_or(v128_and(ga, green), one);
                let r = i32x4_add(i32x4_dot_i16x8(rb, outer[0]), i32x4_dot_i16x8(g1, inner[0]));
                let g = i32x4_add(i32x4_dot_i16x8(rb, outer[1]), i32x4_dot_i16x8(g1, inner[1]));
                let b = i32x4_add(i32x4_dot_i16x8(rb, outer[2]), i32x4_dot_i16x8(g1, inner[2]));
                // Sums are below 2^23. A sum that is shifted up by 4 has the colour in its upper half.
                let rg = i16x8_shuffle::<0, 9, 2, 11, 4, 13, 6, 15>(u32x4_shr(r, 12), i32x4_shl(g, 4));
                let ba = i16x8_shuffle::<0, 9, 2, 11, 4, 13, 6, 15>(u32x4_shr(b, 12), ga);
                let left = i32x4_shuffle::<0, 4, 1, 5>(rg, ba);
                let right = i32x4_shuffle::<2, 6, 3, 7>(rg, ba);
                v128_store(to.add(4 * i).cast(), u8x16_narrow_i16x8(left, right));
            }
            i += 4;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::matrix_from(from, to, pixels, m, i) }
    }

    #[inline(never)]
    unsafe fn pair(from: *const u8, to: *mut u8, pixels: usize, pair: Pair) {
        let [u, v] = pair.0.map(|[a, b]| lanes(a, b));
        let [middle, half, low] = [0x0080_0080, 8192, 0xffff].map(|word| opaque(u32x4_splat(word)));
        let four = |p: v128| {
            let p = i16x8_sub(p, middle);
            let row = |m: v128| i32x4_shr(i32x4_add(i32x4_dot_i16x8(p, m), half), 14);
            // V lies above U in 32 bits. Both are far from overflowing 16 bits, even with the middle added.
            let (u, v) = (v128_and(row(u), low), i32x4_shl(row(v), 16));
            i16x8_add(v128_or(u, v), middle)
        };
        let mut i = 0;
        while i + 8 <= pixels {
            // SAFETY: the caller's.
            unsafe {
                let v = v128_load(from.add(2 * i).cast());
                let (low, high) = (four(u16x8_extend_low_u8x16(v)), four(u16x8_extend_high_u8x16(v)));
                v128_store(to.add(2 * i).cast(), u8x16_narrow_i16x8(low, high));
            }
            i += 8;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::pair_from(from, to, pixels, pair, i) }
    }

    #[inline(never)]
    unsafe fn join(from: [*const u8; 2], to: *mut u8, pixels: usize) {
        let mut i = 0;
        while i + 16 <= pixels {
            // SAFETY: the caller's.
            unsafe {
                let (u, v) = (v128_load(from[0].add(i).cast()), v128_load(from[1].add(i).cast()));
                let low = i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(u, v);
                let high =
                    i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(u, v);
                v128_store(to.add(2 * i).cast(), low);
                v128_store(to.add(2 * i + 16).cast(), high);
            }
            i += 16;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::join_from(from, to, pixels, i) }
    }

    #[inline(never)]
    unsafe fn part(from: *const u8, to: [*mut u8; 2], pixels: usize) {
        let even = opaque(u16x8_splat(0xff));
        let mut i = 0;
        while i + 16 <= pixels {
            // SAFETY: the caller's.
            unsafe {
                let low = v128_load(from.add(2 * i).cast());
                let high = v128_load(from.add(2 * i + 16).cast());
                let u = u8x16_narrow_i16x8(v128_and(low, even), v128_and(high, even));
                let v = u8x16_narrow_i16x8(u16x8_shr(low, 8), u16x8_shr(high, 8));
                v128_store(to[0].add(i).cast(), u);
                v128_store(to[1].add(i).cast(), v);
            }
            i += 16;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::part_from(from, to, pixels, i) }
    }

    #[inline(never)]
    unsafe fn reverse<const C: usize>(from: *const u8, to: *mut u8, pixels: usize) {
        let step = 16 / C;
        let mut i = 0;
        while 2 * (i + step) <= pixels {
            // SAFETY: the caller's. Both ends are read before either of them is written.
            unsafe {
                let right = C * (pixels - i - step);
                let a = v128_load(from.add(C * i).cast());
                let b = v128_load(from.add(right).cast());
                v128_store(to.add(right).cast(), reversed::<C>(a));
                v128_store(to.add(C * i).cast(), reversed::<C>(b));
            }
            i += step;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::reverse_from::<C>(from, to, pixels, i) }
    }
}
