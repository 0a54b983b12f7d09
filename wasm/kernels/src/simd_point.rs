//! Point filters with 128-bit vectors.
//!
//! Tricks, numbered: 1. operations that are a few instructions each are applied in turn to four vectors that stay in
//! registers, so that a chain of them reads and writes memory once; 2. a composition that has one without such a form is
//! looked up: 256 entries are 16 swizzles of 16, of which each sample hits one: an index that is out of range gives 0, and
//! 16 is subtracted before the next; 3. alpha is put back by a mask.

use crate::point::{Op, Table, level};
use crate::point_row::{PointRow, PointRows};
use crate::row::Scalar;
use crate::simd128::Simd128;
use core::arch::wasm32::*;

/// Vectors that are worked on at a time.
const BLOCK: usize = 4;

/// Whether an operation has a form of a few instructions.
fn is_arithmetic(op: Op) -> bool {
    !matches!(op, Op::Gamma(_))
}

/// A vector of a value for even and one for odd samples.
#[inline(always)]
fn pair(values: [u8; 2]) -> v128 {
    u16x8_splat(u16::from_le_bytes(values))
}

#[inline(always)]
fn each(block: &mut [v128; BLOCK], f: impl Fn(v128) -> v128) {
    for v in block {
        *v = f(*v);
    }
}

/// 16-bit lanes `(f(low), f(high))` narrowed to bytes.
#[inline(always)]
fn wide(v: v128, f: impl Fn(v128) -> v128) -> v128 {
    u8x16_narrow_i16x8(f(u16x8_extend_low_u8x16(v)), f(u16x8_extend_high_u8x16(v)))
}

#[inline(always)]
fn apply(block: &mut [v128; BLOCK], op: Op) {
    match op {
        Op::Add(offset) => {
            let up = pair(offset.map(|offset| offset.max(0) as u8));
            let down = pair(offset.map(|offset| (-offset).max(0) as u8));
            each(block, |v| u8x16_sub_sat(u8x16_add_sat(v, up), down));
        }
        Op::Line { centre, gain } => {
            // As 16-bit lanes: even and odd samples alternate there, too.
            let [even, odd] = centre.map(|centre| u32::from(centre));
            let centre = u32x4_splat(odd << 16 | even);
            let (gain, half) = (i16x8_splat(gain), i16x8_splat(64));
            each(block, |v| {
                wide(v, |p| {
                    let scaled = i16x8_mul(i16x8_sub(p, centre), gain);
                    i16x8_add(i16x8_shr(i16x8_add(scaled, half), 7), centre)
                })
            });
        }
        Op::Invert => each(block, |v| v128_not(v)),
        Op::Threshold(least) => {
            let least = u8x16_splat(least);
            each(block, |v| u8x16_ge(v, least));
        }
        Op::Levels(levels) => {
            let factor = u16x8_splat(u16::from(levels));
            let mut values = [0u8; 16];
            for (q, value) in values.iter_mut().enumerate().take(usize::from(levels)) {
                *value = level(q as u32, u32::from(levels));
            }
            // SAFETY: 16 bytes.
            let values = unsafe { v128_load(values.as_ptr().cast()) };
            each(block, |v| u8x16_swizzle(values, wide(v, |p| u16x8_shr(i16x8_mul(p, factor), 8))));
        }
        Op::Gamma(_) => {}
    }
}

/// # Safety
/// See [`PointRows`]. Returns how many samples are done.
#[inline(always)]
unsafe fn in_turn<const C: usize>(from: *const u8, to: *mut u8, samples: usize, ops: &[Op]) -> usize {
    let alpha = u32x4_splat(0xff00_0000);
    let mut i = 0;
    while i + 16 * BLOCK <= samples {
        // SAFETY: the caller's.
        unsafe {
            let source: [v128; BLOCK] = core::array::from_fn(|k| v128_load(from.add(i + 16 * k).cast()));
            let mut block = source;
            for &op in ops {
                apply(&mut block, op);
            }
            for k in 0..BLOCK {
                let v = if C == 4 { v128_bitselect(source[k], block[k], alpha) } else { block[k] };
                v128_store(to.add(i + 16 * k).cast(), v);
            }
        }
        i += 16 * BLOCK;
    }
    i
}

/// 16 samples looked up.
#[inline(always)]
fn look_up(table: &[u8; 256], v: v128) -> v128 {
    let sixteen = u8x16_splat(16);
    let mut index = v;
    let mut found = u8x16_splat(0);
    for k in 0..16 {
        // SAFETY: 16 bytes of 256.
        let part = unsafe { v128_load(table.as_ptr().add(16 * k).cast()) };
        found = v128_or(found, u8x16_swizzle(part, index));
        index = u8x16_sub(index, sixteen);
    }
    found
}

impl PointRows for Simd128 {
    #[inline(never)]
    unsafe fn points<const C: usize>(from: *const u8, to: *mut u8, samples: usize, points: PointRow) {
        let table: &Table = points.table;
        let mut i = 0;
        // SAFETY: the caller's.
        unsafe {
            if points.ops.iter().all(|&op| is_arithmetic(op)) {
                i = in_turn::<C>(from, to, samples, points.ops);
            } else if C != 2 || table[0] == table[1] {
                let alpha = u32x4_splat(0xff00_0000);
                while i + 16 <= samples {
                    let v = v128_load(from.add(i).cast());
                    let found = look_up(&table[0], v);
                    let found = if C == 4 { v128_bitselect(v, found, alpha) } else { found };
                    v128_store(to.add(i).cast(), found);
                    i += 16;
                }
            }
            Scalar::points_from::<C>(from, to, samples, table, i);
        }
    }
}
