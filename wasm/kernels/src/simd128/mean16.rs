//! Window means with 128-bit vectors. Column sums slide down, and windows run along the row. This file works in 16
//! bits, `mean32` in 32.
//!
//! The tricks have numbers:
//!
//! 1. The window's sums are prefix sums of the differences: what enters the window less what leaves it. Log2
//!    shift-and-adds sum them up inside a vector. The carry is broadcast from the last lanes. With C channels the
//!    shifts are C lanes, so four channels need one shift.
//! 2. Even and odd lanes are divided apart by `i32x4.dot_i16x8_s` with (m, 0) and (0, m), so nothing is unpacked. One
//!    blend puts the upper halves of the products together again. What is left of the shift follows: a multiplication,
//!    then a shift by a constant, because a shift by a variable takes four instructions in V8. Some sums and
//!    multipliers are too large for signed lanes. With t' = t - 2^15 and m' = m - 2^16, their product is t m = t' m' +
//!    2^15 m + 2^16 t'. Sums contain the half that rounds, and that 2^15, from the start.
//! 3. Bands of column sums slide down before they are read. A processor waits when it loads, from another place, what
//!    it stored a moment ago.

use super::lanes::{opaque, u8x16_narrow_i16x8};
use crate::rows::Scalar;
use crate::rows::divide::NarrowDivisor;
use crate::rows::mean::{Columns, Mean};
use core::arch::wasm32::*;

/// `sums += add - sub` for the 8 samples from `i` on.
///
/// # Safety
/// `i + 8 <= c.samples`; see `MeanRows`.
#[inline(always)]
unsafe fn slide8(c: Columns, i: usize) {
    // SAFETY: the caller's.
    unsafe {
        let add = i16x8_load_extend_u8x8(c.add.add(i));
        let sub = i16x8_load_extend_u8x8(c.sub.add(i));
        let at = c.sums.add(i).cast::<v128>();
        v128_store(at, i16x8_sub(i16x8_add(v128_load(at), add), sub));
    }
}

/// `slide` from sample `from` on.
///
/// # Safety
/// See `MeanRows`.
#[inline(always)]
pub unsafe fn slide_from(columns: Columns, from: usize) {
    // Scalar code goes on to the first sample where vectors are aligned.
    let mut i = from.next_multiple_of(8).min(columns.samples);
    // SAFETY: the caller's.
    unsafe {
        Scalar::slide_from(Columns { samples: i, ..columns }, from);
        while i + 16 <= columns.samples {
            slide8(columns, i);
            slide8(columns, i + 8);
            i += 16;
        }
        Scalar::slide_from(columns, i);
    }
}

/// Samples per band. The column sums of a band slide down before its windows are summed up. So they stay in the first
/// cache, and are not read before they are there.
const BAND: usize = 1024;

/// Cuts the work of `means16` and `means32` into bands.
///
/// Slides the column sums of each band down. Then calls `each` with the range of its whole vectors of means. In the end
/// all column sums have slid down. Returns the first sample whose mean is missing.
///
/// # Safety
/// See `MeanRows`.
#[inline(always)]
pub unsafe fn in_bands(columns: Columns, mean: Mean, mut each: impl FnMut(usize, usize)) -> usize {
    let (mut slid, mut from) = (mean.from + mean.reach, mean.from);
    while slid < columns.samples {
        let end = (slid + BAND).next_multiple_of(BAND).min(columns.samples);
        // SAFETY: the caller's.
        unsafe { slide_from(Columns { samples: end, ..columns }, slid) };
        slid = end;
        let to = from + ((slid - mean.reach - from) & !15);
        each(from, to);
        from = to;
    }
    from
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

/// The last C lanes of 8, repeated in every group of C.
#[inline(always)]
fn last8<const C: usize>(v: v128) -> v128 {
    match C {
        1 => i16x8_shuffle::<7, 7, 7, 7, 7, 7, 7, 7>(v, v),
        2 => i32x4_shuffle::<3, 3, 3, 3>(v, v),
        _ => i64x2_shuffle::<1, 1>(v, v),
    }
}

/// The constants that divide 16-bit sums.
struct NarrowVectors {
    even: v128,
    odd: v128,
    raise: [v128; 2],
    sums: v128,
    late: v128,
}

/// A mask of all 16-bit lanes. With four channels it leaves out the fourth.
#[inline(always)]
fn colours<const C: usize>() -> v128 {
    u64x2_splat(if C == 4 { 0xffff_ffff_ffff } else { u64::MAX })
}

impl NarrowVectors {
    /// With four channels, the mean of the fourth is 0.
    #[inline(always)]
    fn new<const C: usize>(divisor: NarrowDivisor) -> Self {
        let multiplier = u32::from(divisor.multiplier);
        let both = |word: u32| if C == 4 { u64x2_splat(word.into()) } else { u32x4_splat(word) };
        Self {
            even: u32x4_splat(multiplier),
            odd: both(multiplier << 16),
            raise: [u32x4_splat(multiplier << 15), both(multiplier << 15)],
            sums: v128_and(i16x8_splat(divisor.multiplier as i16 >> 15), colours::<C>()),
            late: u16x8_splat(1 << (16 + NarrowDivisor::LATE - divisor.shift)),
        }
    }

    /// Divides 8 sums: 8 means in 16-bit lanes. Trick 2.
    #[inline(always)]
    fn mean<const SIGNED: bool>(&self, sums: v128) -> v128 {
        let (mut even, mut odd) = (i32x4_dot_i16x8(sums, self.even), i32x4_dot_i16x8(sums, self.odd));
        if !SIGNED {
            (even, odd) = (i32x4_add(even, self.raise[0]), i32x4_add(odd, self.raise[1]));
        }
        // The upper halves of both products.
        let mut upper = i16x8_shuffle::<0, 9, 2, 11, 4, 13, 6, 15>(u32x4_shr(even, 16), odd);
        if !SIGNED {
            upper = i16x8_add(upper, v128_and(sums, self.sums));
        }
        u16x8_shr(i16x8_mul(upper, self.late), NarrowDivisor::LATE)
    }
}

/// Stores 16 means. The fourth channel is 0 so far, and takes the centre's value here.
///
/// # Safety
/// `i + 16 <= mean.to`; see `MeanRows`.
#[inline(always)]
pub unsafe fn store16<const C: usize>(mean: Mean, i: usize, low: v128, high: v128, alpha: v128) {
    let mut bytes = u8x16_narrow_i16x8(low, high);
    // SAFETY: the caller's.
    unsafe {
        if C == 4 {
            bytes = v128_or(bytes, v128_and(v128_load(mean.centre.add(i).cast()), alpha));
        }
        v128_store(mean.out.add(i).cast(), bytes);
    }
}

/// `means16` with the kind of multiplication known.
///
/// # Safety
/// See `MeanRows`.
#[inline(always)]
pub unsafe fn means16<const C: usize, const SIGNED: bool>(
    columns: Columns,
    mean: Mean,
    window: &mut [u32; C],
    divisor: NarrowDivisor,
) {
    let by = NarrowVectors::new::<C>(divisor);
    let (zero, alpha) = (opaque(i16x8_splat(0)), opaque(u32x4_splat(0xff00_0000)));
    let half = if SIGNED { divisor.half } else { divisor.half ^ 0x8000 };
    let mut lanes: [u16; 8] = core::array::from_fn(|lane| (window[lane % C] as u16).wrapping_add(half));
    // SAFETY: `lanes` has 16 bytes.
    let mut carry = unsafe { v128_load(lanes.as_ptr().cast()) };
    let sums = columns.sums.cast_const();
    // SAFETY: the caller's.
    let from = unsafe {
        in_bands(columns, mean, |from, to| {
            let mut i = from;
            while i < to {
                let mut eight = |i: usize| {
                    let high = v128_load(sums.add(i + mean.reach).cast());
                    let low = v128_load(sums.add(i - mean.reach).sub(C).cast());
                    let sums = i16x8_add(prefix8::<C>(i16x8_sub(high, low), zero), carry);
                    carry = last8::<C>(sums);
                    by.mean::<SIGNED>(sums)
                };
                let low = eight(i);
                store16::<C>(mean, i, low, eight(i + 8), alpha);
                i += 16;
            }
        })
    };
    // SAFETY: `lanes` has 16 bytes. The caller guarantees the rest.
    unsafe {
        v128_store(lanes.as_mut_ptr().cast(), carry);
        for (window, lane) in window.iter_mut().zip(lanes) {
            *window = lane.wrapping_sub(half).into();
        }
        Scalar::means::<C, false>(columns, Mean { from, ..mean }, window, |sum| divisor.mean(sum));
    }
}
