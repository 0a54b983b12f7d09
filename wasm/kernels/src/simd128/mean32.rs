//! Window means in 32 bits, and means of windows that an edge clips, with 128-bit vectors.
//!
//! The tricks have numbers:
//!
//! 1. Windows run along the row as those of `mean16` do. With one channel a dot product adds pairs. The even sums are
//!    the odd ones less what came last.
//! 2. Sums are multiplied as floats. `Divisor::inverse` knows that this is exact; otherwise the result is put right
//!    afterwards. All values are below zero, so that the narrowing removes the exponent.
//! 3. At an edge every pixel has a divisor of its own, so four channels are done at a time.

use super::lanes::{i16x8_narrow_i32x4, opaque, u8x16_narrow_i16x8};
use super::mean16::{in_bands, store16};
use crate::rows::Scalar;
use crate::rows::divide::Divisor;
use crate::rows::mean::{Columns, Mean};
use core::arch::wasm32::*;
use core::ops::Range;

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

/// The last C lanes of 4, repeated in every group of C.
#[inline(always)]
fn last4<const C: usize>(v: v128) -> v128 {
    match C {
        1 => i32x4_shuffle::<3, 3, 3, 3>(v, v),
        2 => i64x2_shuffle::<1, 1>(v, v),
        _ => v,
    }
}

/// From here on, floats have no fractions. Their lowest bits are a whole number.
const MAGIC: f32 = 8_388_608.0;

/// The constants that divide 32-bit sums and make their differences.
struct WideVectors {
    inverse: v128,
    magic: v128,
    low: v128,
    samples: v128,
    most: v128,
    zero: v128,
    ones: v128,
    sign: v128,
}

impl WideVectors {
    /// With four channels, the mean of the fourth is 0.
    #[inline(always)]
    fn new<const C: usize>(divisor: Divisor, inverse: f32) -> Self {
        let samples = divisor.samples();
        let most = (samples - 1 - divisor.half) as i32;
        Self {
            inverse: f32x4(-inverse, -inverse, -inverse, if C == 4 { 0.0 } else { -inverse }),
            magic: opaque(f32x4_splat(-MAGIC)),
            low: opaque(u32x4_splat(0xffff)),
            samples: u32x4_splat(samples),
            most: i32x4(most, most, most, if C == 4 { i32::MAX } else { most }),
            zero: opaque(i32x4_splat(0)),
            ones: opaque(i16x8_splat(1)),
            sign: opaque(u16x8_splat(0x8000)),
        }
    }
}

/// Divides 4 sums of 32 bits: 4 means in the lower halves of 32-bit lanes. The upper halves are not above 0. `ANY`:
/// `inverse` is `Divisor::below`. Trick 2.
#[inline(always)]
fn mean4<const ANY: bool>(sums: v128, by: &WideVectors) -> v128 {
    let rounded = f32x4_add(f32x4_mul(f32x4_convert_i32x4(sums), by.inverse), by.magic);
    if !ANY {
        return rounded;
    }
    let quotient = v128_and(rounded, by.low);
    let rest = i32x4_sub(sums, i32x4_mul(quotient, by.samples));
    i32x4_sub(quotient, i32x4_gt(rest, by.most))
}

/// 8 window means as 16-bit lanes. `carry` is the sum of the window before, and in the end that of the last window, in
/// every group of C. `ANY`: windows of any size, where the difference of column sums may need 17 bits. Trick 1.
///
/// # Safety
/// See `MeanRows::means32`; `i + 8 <= mean.to`.
#[inline(always)]
unsafe fn wide8<const C: usize, const ANY: bool>(
    sums: *const u16,
    reach: usize,
    i: usize,
    carry: &mut v128,
    by: &WideVectors,
) -> v128 {
    // SAFETY: the caller's.
    let (high, low) =
        unsafe { (v128_load(sums.add(i + reach).cast()), v128_load(sums.add(i - reach).sub(C).cast())) };
    if C == 1 {
        let (pairs, last) = if ANY {
            let signed = |v| i32x4_dot_i16x8(v128_xor(v, by.sign), by.ones);
            (i32x4_sub(signed(high), signed(low)), i32x4_sub(u32x4_shr(high, 16), u32x4_shr(low, 16)))
        } else {
            let more = i16x8_sub(high, low);
            (i32x4_dot_i16x8(more, by.ones), i32x4_shr(more, 16))
        };
        let odd = i32x4_add(prefix4::<C>(pairs, by.zero), *carry);
        *carry = last4::<C>(odd);
        let even = mean4::<ANY>(i32x4_sub(odd, last), by);
        return i16x8_shuffle::<0, 9, 2, 11, 4, 13, 6, 15>(even, i32x4_shl(mean4::<ANY>(odd, by), 16));
    }
    let (first, second) = if ANY {
        (
            i32x4_sub(u32x4_extend_low_u16x8(high), u32x4_extend_low_u16x8(low)),
            i32x4_sub(u32x4_extend_high_u16x8(high), u32x4_extend_high_u16x8(low)),
        )
    } else {
        let more = i16x8_sub(high, low);
        (i32x4_extend_low_i16x8(more), i32x4_extend_high_i16x8(more))
    };
    let first = i32x4_add(prefix4::<C>(first, by.zero), *carry);
    let second = i32x4_add(prefix4::<C>(second, by.zero), last4::<C>(first));
    *carry = last4::<C>(second);
    // The upper half of each lane becomes 0 in a byte.
    u8x16_narrow_i16x8(mean4::<ANY>(first, by), mean4::<ANY>(second, by))
}

/// `means32`. `ANY`: windows of any size. Otherwise `inverse` is exact, and column sums are below 2^15.
///
/// # Safety
/// See `MeanRows`.
#[inline(always)]
pub unsafe fn means32<const C: usize, const ANY: bool>(
    columns: Columns,
    mean: Mean,
    window: &mut [u32; C],
    divisor: Divisor,
    inverse: f32,
) {
    let (by, alpha) = (WideVectors::new::<C>(divisor, inverse), opaque(u32x4_splat(0xff00_0000)));
    let mut lanes: [u32; 4] = core::array::from_fn(|lane| window[lane % C]);
    // SAFETY: `lanes` has 16 bytes.
    let mut carry = unsafe { v128_load(lanes.as_ptr().cast()) };
    let sums = columns.sums.cast_const();
    // SAFETY: the caller's.
    let from = unsafe {
        in_bands(columns, mean, |from, to| {
            let mut i = from;
            while i < to {
                let low = wide8::<C, ANY>(sums, mean.reach, i, &mut carry, &by);
                let high = wide8::<C, ANY>(sums, mean.reach, i + 8, &mut carry, &by);
                store16::<C>(mean, i, low, high, alpha);
                i += 16;
            }
        })
    };
    // SAFETY: `lanes` has 16 bytes. The caller guarantees the rest.
    unsafe {
        v128_store(lanes.as_mut_ptr().cast(), carry);
        window.copy_from_slice(&lanes[..C]);
        Scalar::means::<C, false>(columns, Mean { from, ..mean }, window, |sum| divisor.mean(sum));
    }
}

/// `MeanRows::edge` with four channels, one pixel at a time. `window`: four sums.
///
/// # Safety
/// See `MeanRows::edge`.
#[inline(always)]
pub unsafe fn edge4(
    sums: *const u16,
    mean: Mean,
    pixels: Range<usize>,
    width: usize,
    window: *mut u32,
    divisors: *const Divisor,
) {
    let radius = mean.reach / 4;
    // SAFETY: the caller's; pixels are below `width`.
    unsafe {
        let column = |x: usize| u32x4_load_extend_u16x4(sums.add(4 * x));
        let mut sum = v128_load(window.cast());
        if pixels.start == 0 {
            for x in 0..radius.min(width) {
                sum = i32x4_add(sum, column(x));
            }
        }
        for x in pixels {
            let (low, high) = (x.saturating_sub(radius), x + radius);
            if high < width {
                sum = i32x4_add(sum, column(high));
            }
            if low > 0 {
                sum = i32x4_sub(sum, column(low - 1));
            }
            let divisor = *divisors.add((high + 1).min(width) - low);
            let (rounded, factor) =
                (i32x4_add(sum, u32x4_splat(divisor.half)), u32x4_splat(divisor.multiplier));
            let first = u64x2_shr(u64x2_extmul_low_u32x4(rounded, factor), divisor.shift);
            let second = u64x2_shr(u64x2_extmul_high_u32x4(rounded, factor), divisor.shift);
            let means = i16x8_narrow_i32x4(i32x4_shuffle::<0, 2, 4, 6>(first, second), first);
            let colour = i32x4_extract_lane::<0>(u8x16_narrow_i16x8(means, means)) as u32 & 0x00ff_ffff;
            let alpha = mean.centre.add(4 * x).cast::<u32>().read_unaligned() & 0xff00_0000;
            mean.out.add(4 * x).cast::<u32>().write_unaligned(colour | alpha);
        }
        v128_store(window.cast(), sum);
    }
}
