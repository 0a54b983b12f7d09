//! A table of 256 entries as 16 straight lines: what the vector form computes instead of looking up.
//!
//! ```text
//! h = p >> 4
//! v = ((base[h] + p slope[h]) mod 2^16) >> 6
//! out = (v ^ flip) | exact                          flip is 255 where the table falls
//! ```
//!
//! Every value is checked when the lines are drawn, so this is exact for any table. A segment that bends too much or has a step in
//! it is looked up on its own: 16 entries are one swizzle. Where there are many such segments, lines need only come within 1. A bit
//! per value then says where 1 is missing, with `l = p & 15`:
//!
//! ```text
//! v = the same, plus 1 where bit l of residues[h] is set
//! ```
//!
//! A table where even that fails for many segments has no lines.

use crate::fixed::Maybe;

/// Segments that may be looked up, where there are no residues. The first place is for the table's first segment alone: it needs no
/// index.
pub const MOST_EXACT: usize = 4;
/// The same where there are residues.
const MOST_BESIDE_RESIDUES: usize = 2;
/// Slopes to try on either side of the one from end to end, in 64ths.
const TRIES: i32 = 14;

/// See above.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Lines {
    /// In 64ths.
    pub slopes: [u8; 16],
    /// The bases' lower and upper bytes, in 64ths: where the line is at p = 0, modulo 2^16.
    pub bases: [[u8; 16]; 2],
    /// Complements of the residues, for l below 8 and from 8 on.
    pub kept: Maybe<[[u8; 16]; 2]>,
    /// What the table has where lines are 0.
    pub exact: [[u8; 16]; MOST_EXACT],
    /// Where in the table that begins.
    pub begins: [u8; MOST_EXACT],
    /// How many of them there are, with the first.
    pub exact_count: u32,
    /// 0 or 255.
    pub flip: u8,
}

impl Lines {
    /// The lines of a table, if it has some; without residues, if there are such.
    #[must_use]
    #[inline(never)]
    pub fn new(table: &[u8; 256]) -> Option<Self> {
        Self::draw(table, None).or_else(|| Self::draw(table, Some([[255; 16]; 2])))
    }

    #[inline(never)]
    fn draw(table: &[u8; 256], kept: Option<[[u8; 16]; 2]>) -> Option<Self> {
        let flip = if table[0] > table[255] { 255 } else { 0 };
        let (most_exact, below) = if kept.is_some() { (MOST_BESIDE_RESIDUES, 64) } else { (MOST_EXACT, 0) };
        let mut lines = Self {
            slopes: [0; 16],
            bases: [[0; 16]; 2],
            kept: kept.into(),
            exact: [[0; 16]; MOST_EXACT],
            begins: [0; MOST_EXACT],
            exact_count: 1,
            flip,
        };
        for (h, values) in table.as_chunks::<16>().0.iter().enumerate() {
            let flipped = values.map(|value| i32::from(value ^ flip));
            let Some((slope, base)) = line(&flipped, below) else {
                let k = if h == 0 { 0 } else { lines.exact_count as usize };
                if k == most_exact {
                    return None;
                }
                (lines.exact[k], lines.begins[k]) = (*values, 16 * h as u8);
                lines.exact_count = lines.exact_count.max(k as u32 + 1);
                // Flipped, it is 0.
                [lines.bases[0][h], lines.bases[1][h]] = (u16::from(flip) << 6).to_le_bytes();
                continue;
            };
            lines.slopes[h] = slope as u8;
            [lines.bases[0][h], lines.bases[1][h]] = ((base - 16 * h as i32 * slope) as u16).to_le_bytes();
            let Some(kept) = lines.kept.get_mut() else { continue };
            for (l, value) in flipped.into_iter().enumerate() {
                if value > (base + l as i32 * slope) >> 6 {
                    kept[l >> 3][h] &= !(1 << (l & 7));
                }
            }
        }
        Some(lines)
    }
}

/// Slope and base of a line that is nowhere above 16 values, and nowhere `below` 64ths and 1 more below them.
fn line(values: &[i32; 16], below: i32) -> Option<(i32, i32)> {
    let middle = ((values[15] - values[0]) * 64) / 15;
    for slope in (middle - TRIES).max(0)..=(middle + TRIES).min(255) {
        let (mut least, mut most) = (0, i32::MAX);
        for (l, value) in values.iter().enumerate() {
            let at = 64 * value - l as i32 * slope;
            least = least.max(at - below);
            most = most.min(at + 63);
        }
        if least <= most {
            return Some((slope, i32::midpoint(least, most)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filters::point::{Op, compose};

    fn value(lines: &Lines, p: u8) -> u8 {
        let (h, l) = (usize::from(p >> 4), usize::from(p & 15));
        let base = u16::from_le_bytes([lines.bases[0][h], lines.bases[1][h]]);
        let residue = lines.kept.get().is_some_and(|kept| kept[l >> 3][h] >> (l & 7) & 1 == 0);
        let at = base.wrapping_add(u16::from(p) * u16::from(lines.slopes[h]));
        let value = (at >> 6) + u16::from(residue);
        assert!(value < 256, "{p}: {value}");
        let exact = |k: usize| lines.exact[k].get(usize::from(p.wrapping_sub(lines.begins[k]))).unwrap_or(&0);
        (0..lines.exact_count as usize).fold(value as u8 ^ lines.flip, |value, k| value | exact(k))
    }

    /// The table's lines, if it has some; asserts that they are the table.
    fn check(ops: &[Op]) -> Option<Lines> {
        let mut table = [[0; 256]; 2];
        compose(ops, &mut table);
        let lines = Lines::new(&table[0])?;
        for p in 0..=255 {
            assert_eq!(value(&lines, p), table[0][usize::from(p)], "{ops:?} {p}");
        }
        Some(lines)
    }

    #[test]
    fn lines_are_the_table() {
        let grey = |gain| Op::Line { centre: [128; 2], gain };
        let (mut drawn, mut plain) = (0, 0);
        for gamma in 10..=400 {
            if let Some(lines) = check(&[Op::Gamma(gamma)]) {
                drawn += 1;
                plain += u32::from(!lines.kept.is_some());
            }
            for gain in [0, 64, 100, 166, 256] {
                check(&[grey(gain), Op::Gamma(gamma)]);
                check(&[Op::Gamma(gamma), grey(gain), Op::Invert]);
            }
            check(&[Op::Gamma(gamma), Op::Threshold(100)]);
            check(&[Op::Levels(7), Op::Gamma(gamma)]);
        }
        assert!(drawn >= 380, "{drawn} of 391 gammas");
        assert!(plain > 320, "{plain} of 391 gammas without residues");
        assert!(check(&[Op::Add([25; 2]), grey(154), Op::Gamma(120), Op::Invert]).is_some());
    }
}
