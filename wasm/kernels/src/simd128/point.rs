//! Point filters with 128-bit vectors.
//!
//! Tricks, numbered:
//! 1. Operations of a few instructions each are applied to the row one after the other, while it is in L1.
//! 2. Where lines cost less, they are drawn. Residues are bits of a byte: the upper half of a value finds the byte, the lower half
//!    finds the bit.
//! 3. A composition without lines is looked up. 256 entries are 16 swizzles of 16, and each sample hits one of them: an index that
//!    is out of range gives 0, and 16 is subtracted before the next. Two vectors share the loads of the table.
//! 4. Alpha is put back by a mask.

use super::Simd128;
use super::lanes::{opaque, u8x16_narrow_i16x8};
use crate::filters::lines::Lines;
use crate::filters::point::{Composition, MAX_APART, Op, level};
use crate::rows::Scalar;
use crate::rows::point::PointRows;
use core::arch::wasm32::*;

/// What looking up costs: vector instructions per 16 samples, about.
const LOOK_UP: u32 = 75;
/// What the cheapest operation costs.
const CHEAPEST: u32 = 6;
const _: () = assert!((MAX_APART as u32 + 1) * CHEAPEST >= LOOK_UP);

/// What lines cost.
fn cost_of_lines(lines: &Lines) -> u32 {
    32 + 4 * lines.exact_count + if lines.kept.is_some() { 16 } else { 0 }
}

/// What an operation costs on its own, with loading and storing the row. Gamma has no such form.
fn cost(op: &Op) -> u32 {
    match op {
        Op::Add(_) | Op::Invert | Op::Threshold(_) => CHEAPEST,
        Op::Line { .. } | Op::Levels(_) => 17,
        Op::Gamma(_) => LOOK_UP,
    }
}

/// A vector of a value for even and one for odd samples.
#[inline(always)]
fn pair(values: [u8; 2]) -> v128 {
    u16x8_splat(u16::from_le_bytes(values))
}

/// 16-bit lanes `(f(low), f(high))` narrowed to bytes.
#[inline(always)]
fn wide(v: v128, f: impl Fn(v128) -> v128) -> v128 {
    u8x16_narrow_i16x8(f(u16x8_extend_low_u8x16(v)), f(u16x8_extend_high_u8x16(v)))
}

/// Whole vectors of a row through `f`; with four channels the fourth is kept.
///
/// # Safety
/// See [`PointRows`].
#[inline(always)]
unsafe fn each<const C: usize>(from: *const u8, to: *mut u8, samples: usize, f: impl Fn(v128) -> v128) {
    let alpha = opaque(u32x4_splat(0xff00_0000));
    let mut i = 0;
    while i + 16 <= samples {
        // SAFETY: the caller's.
        unsafe {
            let v = v128_load(from.add(i).cast());
            let out = if C == 4 { v128_bitselect(v, f(v), alpha) } else { f(v) };
            v128_store(to.add(i).cast(), out);
        }
        i += 16;
    }
}

/// Whole vectors of a row through one operation.
///
/// # Safety
/// See [`PointRows`].
#[inline(always)]
unsafe fn apply<const C: usize>(from: *const u8, to: *mut u8, samples: usize, op: Op) {
    // SAFETY: the caller's.
    unsafe {
        match op {
            Op::Add(offset) => {
                let up = pair(offset.map(|offset| offset.max(0) as u8));
                let down = pair(offset.map(|offset| (-offset).max(0) as u8));
                each::<C>(from, to, samples, |v| u8x16_sub_sat(u8x16_add_sat(v, up), down));
            }
            Op::Line { centre, gain } => {
                // As 16-bit lanes: even and odd samples alternate there, too.
                let [even, odd] = centre.map(u32::from);
                let centre = u32x4_splat(odd << 16 | even);
                let (gain, half) = (i16x8_splat(gain), opaque(i16x8_splat(64)));
                each::<C>(from, to, samples, |v| {
                    wide(v, |p| {
                        let scaled = i16x8_mul(i16x8_sub(p, centre), gain);
                        i16x8_add(i16x8_shr(i16x8_add(scaled, half), 7), centre)
                    })
                });
            }
            Op::Invert => each::<C>(from, to, samples, |v| v128_not(v)),
            Op::Threshold(least) => {
                let least = u8x16_splat(least);
                each::<C>(from, to, samples, |v| u8x16_ge(v, least));
            }
            Op::Levels(levels) => {
                let factor = u16x8_splat(u16::from(levels));
                let mut values = [0u8; 16];
                for (q, value) in values.iter_mut().enumerate().take(usize::from(levels)) {
                    *value = level(q as u32, u32::from(levels));
                }
                let values = v128_load(values.as_ptr().cast());
                each::<C>(from, to, samples, |v| {
                    // Positive all the way. After a logical shift the compiler makes a slow shuffle of the narrowing.
                    u8x16_swizzle(values, wide(v, |p| i16x8_shr(i16x8_mul(p, factor), 8)))
                });
            }
            Op::Gamma(_) => {}
        }
    }
}

/// Whole vectors of a row drawn as lines. Returns how many samples are done. `RESIDUES`: whether there are some; `EXACT`: segments
/// to look up.
///
/// # Safety
/// See [`PointRows`].
#[inline(never)]
unsafe fn draw<const C: usize, const RESIDUES: bool, const EXACT: usize>(
    from: *const u8,
    to: *mut u8,
    samples: usize,
    lines: &Lines,
) -> usize {
    // SAFETY: arrays of 16 bytes.
    let load = |bytes: &[u8; 16]| unsafe { v128_load(bytes.as_ptr().cast()) };
    let (slopes, low_bases, high_bases) = (load(&lines.slopes), load(&lines.bases[0]), load(&lines.bases[1]));
    let [kept, kept_above] = lines.kept.get().copied().unwrap_or_default().map(|kept| load(&kept));
    let bits = opaque(u8x16(1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0));
    let bits_above = opaque(u8x16(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128));
    let (nibble, zero) = (opaque(u8x16_splat(15)), opaque(u8x16_splat(0)));
    let flip = u8x16_splat(lines.flip);
    // Before the loop: a row that is written might be where the lines are, for all that the compiler knows.
    let exact = lines.exact.map(|segment| load(&segment));
    let begins = lines.begins.map(|begin| u8x16_splat(begin));
    let samples = samples & !15;
    // SAFETY: the caller's.
    unsafe {
        each::<C>(from, to, samples, |p| {
            // As 16-bit lanes: V8 has no shift of bytes.
            let h = v128_and(u16x8_shr(p, 4), nibble);
            let slope = u8x16_swizzle(slopes, h);
            let (low, high) = (u8x16_swizzle(low_bases, h), u8x16_swizzle(high_bases, h));
            let base = i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(low, high);
            let base_above =
                i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(low, high);
            let value = i16x8_shr(i16x8_add(base, i16x8_extmul_low_u8x16(p, slope)), 6);
            let value_above = i16x8_shr(i16x8_add(base_above, i16x8_extmul_high_u8x16(p, slope)), 6);
            let mut value = u8x16_narrow_i16x8(value, value_above);
            if RESIDUES {
                let l = v128_and(p, nibble);
                let bit = v128_and(u8x16_swizzle(kept, h), u8x16_swizzle(bits, l));
                let bit_above = v128_and(u8x16_swizzle(kept_above, h), u8x16_swizzle(bits_above, l));
                value = u8x16_sub(value, i8x16_eq(v128_or(bit, bit_above), zero));
            }
            let segment = |k: usize| u8x16_swizzle(exact[k], u8x16_sub(p, begins[k]));
            // Not a loop: the compiler would not unroll it, and keep these vectors in memory.
            let drawn = v128_or(v128_or(v128_xor(value, flip), u8x16_swizzle(exact[0], p)), segment(1));
            if EXACT > 2 { v128_or(v128_or(drawn, segment(2)), segment(3)) } else { drawn }
        });
    }
    samples
}

/// `draw` in the form that these lines need.
///
/// # Safety
/// See [`PointRows`].
unsafe fn draw_any<const C: usize>(from: *const u8, to: *mut u8, samples: usize, lines: &Lines) -> usize {
    // SAFETY: the caller's.
    unsafe {
        match (lines.kept.is_some(), lines.exact_count) {
            (false, ..=2) => draw::<C, false, 2>(from, to, samples, lines),
            (false, _) => draw::<C, false, 4>(from, to, samples, lines),
            (true, _) => draw::<C, true, 2>(from, to, samples, lines),
        }
    }
}

/// Whole pairs of vectors of a row looked up. Returns how many samples are done.
///
/// # Safety
/// See [`PointRows`].
#[inline(always)]
unsafe fn look_up<const C: usize>(from: *const u8, to: *mut u8, samples: usize, table: &[u8; 256]) -> usize {
    let (sixteen, alpha) = (opaque(u8x16_splat(16)), opaque(u32x4_splat(0xff00_0000)));
    let mut i = 0;
    while i + 32 <= samples {
        // SAFETY: the caller's; 16 parts of 16 bytes are the table.
        unsafe {
            let (a, b) = (v128_load(from.add(i).cast()), v128_load(from.add(i + 16).cast()));
            let (mut index_a, mut index_b) = (a, b);
            let (mut found_a, mut found_b) = (u8x16_splat(0), u8x16_splat(0));
            for k in 0..16 {
                let part = v128_load(table.as_ptr().add(16 * k).cast());
                found_a = v128_or(found_a, u8x16_swizzle(part, index_a));
                found_b = v128_or(found_b, u8x16_swizzle(part, index_b));
                (index_a, index_b) = (u8x16_sub(index_a, sixteen), u8x16_sub(index_b, sixteen));
            }
            if C == 4 {
                (found_a, found_b) = (v128_bitselect(a, found_a, alpha), v128_bitselect(b, found_b, alpha));
            }
            v128_store(to.add(i).cast(), found_a);
            v128_store(to.add(i + 16).cast(), found_b);
        }
        i += 32;
    }
    i
}

impl PointRows for Simd128 {
    #[inline(never)]
    unsafe fn points<const C: usize>(from: *const u8, to: *mut u8, samples: usize, points: &Composition) {
        let table = &points.table;
        // SAFETY: the caller's.
        unsafe {
            let most = points.lines.get().map_or(LOOK_UP, cost_of_lines);
            if !points.ops.is_empty() && points.ops.iter().map(cost).sum::<u32>() < most {
                let whole = samples & !15;
                // Before the vectors: where both rows are one they change what the tail is made of.
                Scalar::points_from::<C>(from, to, samples, table, whole);
                let mut from = from;
                for &op in points.ops.iter() {
                    apply::<C>(from, to, whole, op);
                    from = to;
                }
                return;
            }
            // Even and odd samples with tables of their own are few: chroma after sepia or white balance.
            let one = C != 2 || table[0] == table[1];
            let done = match points.lines.get() {
                Some(lines) if C == 4 => draw_any::<4>(from, to, samples, lines),
                Some(lines) => draw_any::<1>(from, to, samples, lines),
                None if one => look_up::<C>(from, to, samples, &table[0]),
                None => 0,
            };
            Scalar::points_from::<C>(from, to, samples, table, done);
        }
    }
}
