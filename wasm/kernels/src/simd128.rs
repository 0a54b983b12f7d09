//! The row kernels with 128-bit vectors.
//!
//! Tricks, numbered: 1. prefix sums inside a vector by log2 shift-and-adds, the carry broadcast from the last lanes; with C
//! channels the shifts are C lanes, so that four channels need one. 2. Even and odd lanes are divided apart by
//! `i32x4.dot_i16x8_s` with (m, 0) and (0, m), so that nothing is unpacked, and the upper halves of the products are put
//! together again by one blend; 16-bit lanes are shifted by what is left, by a constant after another multiplication:
//! a shift by a variable is four instructions in V8. Sums and multipliers too large for signed lanes, with t' = t - 2^15 and
//! m' = m - 2^16, are t m = t' m' + 2^15 m + 2^16 t'. 3. 32-bit sums are
//! multiplied as floats, which `Divisor::inverse` knows to be exact; all of it below zero, so that the exponent is
//! narrowed away. 4. Grayscale takes red and blue
//! by a mask and green by a shift, so that two dot products give Y with no shuffle. What is left of a row goes to the
//! scalar form. 5. Constants that are shuffled come out of `black_box`: known to be splats, the compiler picks other
//! lanes of them, and the shuffle is none of the patterns that V8 has one instruction for.

use crate::divide::{Divisor, NarrowDivisor};
use crate::lanes::u8x16_narrow_i16x8;
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

/// The C elements before `prefix`, in every group of C.
///
/// # Safety
/// They are valid.
#[inline(always)]
unsafe fn last_of<const C: usize>(prefix: *const u16) -> v128 {
    // SAFETY: the caller's.
    unsafe { last8::<C>(v128_load(prefix.sub(8).cast())) }
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

/// 8 window means as 16-bit lanes, from 16-bit prefix sums. Trick 2.
///
/// # Safety
/// See `Rows::mean16`; `i + 8 <= mean.to`.
#[inline(always)]
unsafe fn mean8<const C: usize, const SIGNED: bool>(
    prefix: *const u16,
    i: usize,
    reach: usize,
    by: &NarrowVectors,
) -> v128 {
    // SAFETY: the caller's.
    let sums = unsafe {
        let high = v128_load(prefix.add(i + reach).cast());
        let low = v128_load(prefix.add(i - reach).sub(C).cast());
        i16x8_add(i16x8_sub(high, low), by.half)
    };
    let (mut even, mut odd) = (i32x4_dot_i16x8(sums, by.even), i32x4_dot_i16x8(sums, by.odd));
    if !SIGNED {
        (even, odd) = (i32x4_add(even, by.raise), i32x4_add(odd, by.raise));
    }
    // The upper halves of both.
    let mut upper = i16x8_shuffle::<0, 9, 2, 11, 4, 13, 6, 15>(u32x4_shr(even, 16), odd);
    if !SIGNED {
        upper = i16x8_add(upper, v128_and(sums, by.sums));
    }
    u16x8_shr(i16x8_mul(upper, by.late), NarrowDivisor::LATE)
}

/// What `mean8` divides by.
struct NarrowVectors {
    half: v128,
    even: v128,
    odd: v128,
    raise: v128,
    sums: v128,
    late: v128,
}

impl NarrowVectors {
    #[inline(always)]
    fn new<const C: usize, const SIGNED: bool>(divisor: NarrowDivisor) -> Self {
        let half = if SIGNED { divisor.half } else { divisor.half ^ 0x8000 };
        let multiplier = u32::from(divisor.multiplier);
        // Of four channels the fourth becomes 0.
        let odd =
            if C == 4 { u64x2_splat(u64::from(multiplier) << 16) } else { u32x4_splat(multiplier << 16) };
        Self {
            half: u16x8_splat(half),
            even: u32x4_splat(multiplier),
            odd,
            raise: u32x4_splat(multiplier << 15),
            sums: i16x8_splat(divisor.multiplier as i16 >> 15),
            late: u16x8_splat(1 << (16 + NarrowDivisor::LATE - divisor.shift)),
        }
    }
}

/// 4 window means in the lower halves of 32-bit lanes, whose upper halves are below 0; from 32-bit prefix sums. Trick 3.
///
/// # Safety
/// See `Rows::mean32`; `i + 4 <= mean.to`.
#[inline(always)]
unsafe fn mean4<const C: usize>(prefix: *const u32, i: usize, reach: usize, inverse: v128) -> v128 {
    // SAFETY: the caller's.
    let sums = unsafe {
        let high = v128_load(prefix.add(i + reach).cast());
        let low = v128_load(prefix.add(i - reach).sub(C).cast());
        i32x4_sub(high, low)
    };
    f32x4_add(f32x4_mul(f32x4_convert_i32x4(sums), inverse), f32x4_splat(-MAGIC))
}

/// 8 window means as 16-bit lanes, from 32-bit prefix sums.
///
/// # Safety
/// See `Rows::mean32`; `i + 8 <= mean.to`.
#[inline(always)]
unsafe fn mean8_wide<const C: usize>(prefix: *const u32, i: usize, reach: usize, inverse: v128) -> v128 {
    // SAFETY: the caller's.
    unsafe {
        let low = mean4::<C>(prefix, i, reach, inverse);
        // Of each lane the upper half becomes 0 in a byte.
        u8x16_narrow_i16x8(low, mean4::<C>(prefix, i + 4, reach, inverse))
    }
}

/// Above it floats have no fractions, and their lowest bits are a whole number.
const MAGIC: f32 = 8_388_608.0;

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
    let by = NarrowVectors::new::<C, SIGNED>(divisor);
    let mut i = mean.from;
    while i + 16 <= mean.to {
        // SAFETY: the caller's.
        unsafe {
            let low = mean8::<C, SIGNED>(prefix, i, mean.reach, &by);
            let high = mean8::<C, SIGNED>(prefix, i + 8, mean.reach, &by);
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
        // SAFETY: the caller's: the sums before these, or the pad.
        let mut carry = unsafe { last_of::<C>(prefix) };
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
        // SAFETY: the caller's: the sums before these, or the pad.
        let mut carry = unsafe { last4::<C>(v128_load(prefix.sub(4).cast())) };
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
        let mut i = mean.from;
        if let Some(inverse) = divisor.inverse() {
            let inverse = f32x4_splat(-inverse);
            while i + 16 <= mean.to {
                // SAFETY: the caller's.
                unsafe {
                    let low = mean8_wide::<C>(prefix, i, mean.reach, inverse);
                    let high = mean8_wide::<C>(prefix, i + 8, mean.reach, inverse);
                    store16::<C>(mean, i, low, high);
                }
                i += 16;
            }
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
