//! The row kernels with 128-bit vectors.
//!
//! Tricks, numbered: 1. prefix sums inside a vector by log2 shift-and-adds, the carry broadcast from the last lanes; with C
//! channels the shifts are C lanes, so that four channels need one. 2. `i32x4.dot_i16x8_s` of (sum, half) with (m, m) is
//! m (sum + half), multiplication and rounding in one instruction, where both fit 15 bits. 3. Grayscale takes red and blue
//! by a mask and green by a shift, so that two dot products give Y with no shuffle. What is left of a row goes to the
//! scalar form. 4. Constants that are shuffled come out of `black_box`: known to be splats, the compiler picks other
//! lanes of them, and the shuffle is none of the patterns that V8 has one instruction for.

use crate::divide::{Divisor, NarrowDivisor};
use crate::row::{Columns, LUMA, Mean, Rows, Scalar};
use core::arch::wasm32::*;
use core::hint::black_box;
use ringlight_layout::BGRA;

/// 8 or 16 samples at a time.
pub struct Simd128;

/// `sums += add - sub` for the 8 samples from `i` on; the result, stored too.
///
/// # Safety
/// `i + 8 <= c.samples`; see [`Rows`].
#[inline(always)]
unsafe fn slide8(c: Columns, i: usize) -> v128 {
    // SAFETY: the caller's.
    unsafe {
        let add = i16x8_load_extend_u8x8(c.add.add(i));
        let sub = i16x8_load_extend_u8x8(c.sub.add(i));
        let at = c.sums.add(i).cast::<v128>();
        let sums = i16x8_sub(i16x8_add(v128_load(at), add), sub);
        v128_store(at, sums);
        sums
    }
}

/// Prefix sums of 8 u16 lanes of C interleaved channels.
#[inline(always)]
fn prefix8<const C: usize>(v: v128, zero: v128) -> v128 {
    let mut v = v;
    if C == 1 {
        v = i16x8_add(v, i16x8_shuffle::<7, 8, 9, 10, 11, 12, 13, 14>(zero, v));
    }
    if C <= 2 {
        v = i16x8_add(v, i16x8_shuffle::<6, 7, 8, 9, 10, 11, 12, 13>(zero, v));
    }
    i16x8_add(v, i16x8_shuffle::<4, 5, 6, 7, 8, 9, 10, 11>(zero, v))
}

/// The last C lanes of 8, in every group of C.
#[inline(always)]
fn last8<const C: usize>(v: v128) -> v128 {
    match C {
        1 => i16x8_shuffle::<7, 7, 7, 7, 7, 7, 7, 7>(v, v),
        2 => i32x4_shuffle::<3, 3, 3, 3>(v, v),
        _ => i64x2_shuffle::<1, 1>(v, v),
    }
}

/// Prefix sums of 4 u32 lanes of C interleaved channels.
#[inline(always)]
fn prefix4<const C: usize>(v: v128, zero: v128) -> v128 {
    let mut v = v;
    if C == 1 {
        v = i32x4_add(v, i32x4_shuffle::<3, 4, 5, 6>(zero, v));
    }
    if C <= 2 {
        v = i32x4_add(v, i32x4_shuffle::<2, 3, 4, 5>(zero, v));
    }
    v
}

/// The last C lanes of 4, in every group of C.
#[inline(always)]
fn last4<const C: usize>(v: v128) -> v128 {
    match C {
        1 => i32x4_shuffle::<3, 3, 3, 3>(v, v),
        2 => i64x2_shuffle::<1, 1>(v, v),
        _ => v,
    }
}

/// 8 window means as 16-bit lanes, from 16-bit prefix sums.
///
/// # Safety
/// See `Rows::mean16`; `i + 8 <= mean.to`.
#[inline(always)]
unsafe fn mean8<const C: usize, const SIGNED: bool>(
    prefix: *const u16,
    i: usize,
    reach: usize,
    half: v128,
    multiplier: v128,
    shift: u32,
) -> v128 {
    // SAFETY: the caller's.
    let sums = unsafe {
        let high = v128_load(prefix.add(i + reach).cast());
        let low = v128_load(prefix.add(i - reach).sub(C).cast());
        i16x8_sub(high, low)
    };
    let (low, high) = if SIGNED {
        let low = i32x4_dot_i16x8(i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(sums, half), multiplier);
        let high = i32x4_dot_i16x8(i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(sums, half), multiplier);
        (low, high)
    } else {
        let rounded = i16x8_add(sums, half);
        (u32x4_extmul_low_u16x8(rounded, multiplier), u32x4_extmul_high_u16x8(rounded, multiplier))
    };
    // All products are below 2^31. After logical shifts the compiler would know the upper halves to be zero and make a
    // slow shuffle of the narrowing.
    i16x8_narrow_i32x4(i32x4_shr(low, shift), i32x4_shr(high, shift))
}

/// 4 window means as 32-bit lanes, from 32-bit prefix sums.
///
/// # Safety
/// See `Rows::mean32`; `i + 4 <= mean.to`.
#[inline(always)]
unsafe fn mean4<const C: usize>(
    prefix: *const u32,
    i: usize,
    reach: usize,
    half: v128,
    multiplier: v128,
    shift: u32,
) -> v128 {
    // SAFETY: the caller's.
    let sums = unsafe {
        let high = v128_load(prefix.add(i + reach).cast());
        let low = v128_load(prefix.add(i - reach).sub(C).cast());
        i32x4_sub(high, low)
    };
    let rounded = i32x4_add(sums, half);
    let low = u64x2_extmul_low_u32x4(rounded, multiplier);
    let high = u64x2_extmul_high_u32x4(rounded, multiplier);
    // The upper halves of the products: shifted by 32 so far.
    i32x4_shr(i32x4_shuffle::<1, 3, 5, 7>(low, high), shift - 32)
}

/// Stores 16 means; the fourth channel is the centre's.
///
/// # Safety
/// `i + 16 <= mean.to`; see [`Rows`].
#[inline(always)]
unsafe fn store16<const C: usize>(mean: Mean, i: usize, low: v128, high: v128) {
    let mut bytes = u8x16_narrow_i16x8(low, high);
    // SAFETY: the caller's.
    unsafe {
        if C == 4 {
            let alpha = i32x4_splat(0xff00_0000_u32 as i32);
            bytes = v128_bitselect(v128_load(mean.centre.add(i).cast()), bytes, alpha);
        }
        v128_store(mean.out.add(i).cast(), bytes);
    }
}

/// `mean16` with the kind of multiplication known.
///
/// # Safety
/// See [`Rows`].
#[inline(always)]
unsafe fn mean16<const C: usize, const SIGNED: bool>(mean: Mean, prefix: *const u16, divisor: NarrowDivisor) {
    let half = black_box(u16x8_splat(divisor.half));
    let multiplier = u16x8_splat(divisor.multiplier);
    let mut i = mean.from;
    while i + 16 <= mean.to {
        // SAFETY: the caller's.
        unsafe {
            let low = mean8::<C, SIGNED>(prefix, i, mean.reach, half, multiplier, divisor.shift);
            let high = mean8::<C, SIGNED>(prefix, i + 8, mean.reach, half, multiplier, divisor.shift);
            store16::<C>(mean, i, low, high);
        }
        i += 16;
    }
    // SAFETY: the caller's.
    unsafe { Scalar::mean16::<C>(Mean { from: i, ..mean }, prefix, divisor) }
}

impl Rows for Simd128 {
    #[inline(never)]
    unsafe fn slide(columns: Columns) {
        let mut i = 0;
        while i + 8 <= columns.samples {
            // SAFETY: the caller's.
            unsafe { slide8(columns, i) };
            i += 8;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::slide_from(columns, i) }
    }

    #[inline(never)]
    unsafe fn slide_prefix16<const C: usize>(columns: Columns, prefix: *mut u16) {
        let zero = black_box(i16x8_splat(0));
        let mut carry = zero;
        let mut i = 0;
        while i + 8 <= columns.samples {
            // SAFETY: the caller's.
            unsafe {
                let p = i16x8_add(prefix8::<C>(slide8(columns, i), zero), carry);
                v128_store(prefix.add(i).cast(), p);
                carry = last8::<C>(p);
            }
            i += 8;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::slide_prefix16_from::<C>(columns, prefix, i) }
    }

    #[inline(never)]
    unsafe fn slide_prefix32<const C: usize>(columns: Columns, prefix: *mut u32) {
        let zero = black_box(i32x4_splat(0));
        let mut carry = zero;
        let mut i = 0;
        while i + 8 <= columns.samples {
            // SAFETY: the caller's.
            unsafe {
                let sums = slide8(columns, i);
                let low = i32x4_add(prefix4::<C>(u32x4_extend_low_u16x8(sums), zero), carry);
                let high = i32x4_add(prefix4::<C>(u32x4_extend_high_u16x8(sums), zero), last4::<C>(low));
                v128_store(prefix.add(i).cast(), low);
                v128_store(prefix.add(i + 4).cast(), high);
                carry = last4::<C>(high);
            }
            i += 8;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::slide_prefix32_from::<C>(columns, prefix, i) }
    }

    #[inline(never)]
    unsafe fn mean16<const C: usize>(mean: Mean, prefix: *const u16, divisor: NarrowDivisor) {
        // SAFETY: the caller's.
        unsafe {
            if divisor.signed {
                mean16::<C, true>(mean, prefix, divisor);
            } else {
                mean16::<C, false>(mean, prefix, divisor);
            }
        }
    }

    #[inline(never)]
    unsafe fn mean32<const C: usize>(mean: Mean, prefix: *const u32, divisor: Divisor) {
        let half = u32x4_splat(divisor.half);
        let multiplier = u32x4_splat(divisor.multiplier);
        let mut i = mean.from;
        // A window of one sample would need a shift of less than 32; the scalar form takes it.
        while i + 16 <= mean.to && divisor.shift >= 32 {
            // SAFETY: the caller's.
            unsafe {
                let four = |at| mean4::<C>(prefix, at, mean.reach, half, multiplier, divisor.shift);
                let low = i16x8_narrow_i32x4(four(i), four(i + 4));
                let high = i16x8_narrow_i32x4(four(i + 8), four(i + 12));
                store16::<C>(mean, i, low, high);
            }
            i += 16;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::mean32::<C>(Mean { from: i, ..mean }, prefix, divisor) }
    }

    #[inline(never)]
    unsafe fn grayscale(from: *const u8, to: *mut u8, pixels: usize, format: u32) {
        let (first, third) = if format == BGRA { (LUMA[2], LUMA[0]) } else { (LUMA[0], LUMA[2]) };
        let outer = u32x4_splat(first | third << 16);
        let green = u32x4_splat(LUMA[1]);
        let mask = u32x4_splat(0x00ff_00ff);
        let alpha = u32x4_splat(0xff00_0000);
        let half = u32x4_splat(1 << 14);
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
