//! Chroma key with 128-bit vectors. Tricks, numbered: 1. a dot product of (u, v) less the key's with itself is the squared distance,
//! four pixels at a time; 2. masks have seven bits, so that a sample's difference times its mask fits 16.

use super::Simd128;
use super::lanes::opaque;
use crate::filters::key::Key;
use crate::rows::Scalar;
use crate::rows::key::{KeyRows, weights};
use core::arch::wasm32::*;

/// Two 16-bit lanes, over and over.
#[inline(always)]
fn lanes(even: i32, odd: i32) -> v128 {
    i32x4_splat(odd << 16 | even & 0xffff)
}

/// The masks of four pixels from four pairs of differences, as 32-bit lanes.
#[inline(always)]
fn masks4(d: v128, key: &Key) -> v128 {
    let beyond = i32x4_sub(i32x4_dot_i16x8(d, d), i32x4_splat(key.low));
    let inside = i32x4_min(i32x4_max(beyond, i32x4_splat(0)), i32x4_splat(key.span));
    i32x4_shr(i32x4_mul(inside, i32x4_splat(key.slope)), 16)
}

impl KeyRows for Simd128 {
    #[inline(never)]
    unsafe fn masks_of_pairs(from: *const u8, masks: *mut u8, pixels: usize, key: Key) {
        let [k, l] = key.colour.map(|value| i32::from(value) + 128);
        let colour = lanes(k, l);
        let mut i = 0;
        while i + 8 <= pixels {
            // SAFETY: the caller's.
            unsafe {
                let v = v128_load(from.add(2 * i).cast());
                let low = masks4(i16x8_sub(u16x8_extend_low_u8x16(v), colour), &key);
                let high = masks4(i16x8_sub(u16x8_extend_high_u8x16(v), colour), &key);
                let m = i16x8_narrow_i32x4(low, high);
                v128_store(masks.add(2 * i).cast(), v128_or(m, i16x8_shl(m, 8)));
            }
            i += 8;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::masks_of_pairs_from(from, masks, pixels, key, i) }
    }

    #[inline(never)]
    unsafe fn masks_of_pixels(from: *const u8, masks: *mut u8, pixels: usize, key: Key, format: u32) {
        let weights = weights(format);
        let outer = weights.map(|[first, _, third]| lanes(first, third));
        let inner = weights.map(|[_, second, _]| lanes(second, 1 << 14));
        let colour = lanes(key.colour[0].into(), key.colour[1].into());
        let [low, green, one, kept] =
            [0x00ff_00ff, 0xff, 0x0001_0000, 0x8000_0000].map(|word| opaque(u32x4_splat(word)));
        let mut i = 0;
        while i + 4 <= pixels {
            // SAFETY: the caller's.
            unsafe {
                let v = v128_load(from.add(4 * i).cast());
                let rb = v128_and(v, low);
                let g = v128_or(v128_and(u32x4_shr(v, 8), green), one);
                let sum = |k: usize| i32x4_add(i32x4_dot_i16x8(rb, outer[k]), i32x4_dot_i16x8(g, inner[k]));
                // U in the lower half, V in the upper one: each is its sum shifted by 15.
                let u = u32x4_shr(i32x4_shl(sum(0), 1), 16);
                let v = i32x4_shl(i32x4_shr(sum(1), 15), 16);
                let m = masks4(i16x8_sub(v128_or(u, v), colour), &key);
                let m = v128_or(m, v128_or(i32x4_shl(m, 8), i32x4_shl(m, 16)));
                v128_store(masks.add(4 * i).cast(), v128_or(m, kept));
            }
            i += 4;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::masks_of_pixels_from(from, masks, pixels, key, format, i) }
    }

    #[inline(never)]
    unsafe fn mix(
        front: *const u8,
        back: *const u8,
        colour: [u8; 4],
        masks: *const u8,
        to: *mut u8,
        samples: usize,
    ) {
        let (half, same) = (opaque(i16x8_splat(64)), u32x4_splat(u32::from_le_bytes(colour)));
        let eight = |f: v128, b: v128, m: v128| {
            let product = i16x8_mul(i16x8_sub(f, b), m);
            i16x8_add(b, i16x8_shr(i16x8_add(product, half), 7))
        };
        let mut i = 0;
        while i + 16 <= samples {
            // SAFETY: the caller's.
            unsafe {
                let (f, m) = (v128_load(front.add(i).cast()), v128_load(masks.add(i).cast()));
                let b = if back.is_null() { same } else { v128_load(back.add(i).cast()) };
                let wide = |v: v128| (u16x8_extend_low_u8x16(v), u16x8_extend_high_u8x16(v));
                let ((f, g), (b, c), (m, n)) = (wide(f), wide(b), wide(m));
                v128_store(to.add(i).cast(), u8x16_narrow_i16x8(eight(f, b, m), eight(g, c, n)));
            }
            i += 16;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::mix_from(front, back, colour, masks, to, samples, i) }
    }
}
