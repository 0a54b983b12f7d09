//! A table of 256 entries as 16 straight lines: what the vector form computes instead of looking up.
//!
//! ```text
//! h, l = p >> 4, p & 15
//! v = (base[h] + l slope[h]) >> 6, plus 1 where bit l of residues[h] is set
//! out = (v ^ flip) | exact                          flip is 255 where the table falls
//! ```
//!
//! Every value is checked when the lines are drawn, so this is exact for any table: a segment that bends too much or has
//! a step in it is looked up on its own (16 entries are one swizzle), and a table with many such segments has no lines.

/// Segments that may be looked up.
pub const MOST_EXACT: usize = 2;
/// Slopes to try on either side of the one from end to end, in 64ths.
const TRIES: i32 = 6;

/// See above.
#[derive(Clone, Copy, Debug)]
pub struct Lines {
    /// In 64ths.
    pub slopes: [u8; 16],
    /// The bases' lower and upper bytes, in 64ths.
    pub bases: [[u8; 16]; 2],
    /// Complements of the residues, for l below 8 and from 8 on.
    pub kept: [[u8; 16]; 2],
    /// What the table has where lines are 0.
    pub exact: [[u8; 16]; MOST_EXACT],
    /// Where in the table that begins.
    pub begins: [u8; MOST_EXACT],
    /// 0 or 255.
    pub flip: u8,
}

impl Lines {
    /// The lines of a table, if it has some.
    #[must_use]
    #[inline(never)]
    pub fn new(table: &[u8; 256]) -> Option<Self> {
        let flip = if table[0] > table[255] { 255 } else { 0 };
        let mut lines = Self {
            slopes: [0; 16],
            bases: [[0; 16]; 2],
            kept: [[255; 16]; 2],
            exact: [[0; 16]; MOST_EXACT],
            begins: [0; MOST_EXACT],
            flip,
        };
        let mut spare = lines.exact.iter_mut().zip(&mut lines.begins);
        for (h, values) in table.as_chunks::<16>().0.iter().enumerate() {
            let flipped = values.map(|value| i32::from(value ^ flip));
            let Some((slope, base)) = line(&flipped) else {
                let (segment, begin) = spare.next()?;
                (*segment, *begin) = (*values, 16 * h as u8);
                // Flipped, it is 0.
                [lines.bases[0][h], lines.bases[1][h]] = (u16::from(flip) << 6).to_le_bytes();
                continue;
            };
            lines.slopes[h] = slope as u8;
            [lines.bases[0][h], lines.bases[1][h]] = (base as u16).to_le_bytes();
            for (l, value) in flipped.into_iter().enumerate() {
                if value > (base + l as i32 * slope) >> 6 {
                    lines.kept[l >> 3][h] &= !(1 << (l & 7));
                }
            }
        }
        Some(lines)
    }
}

/// Slope and base of a line that is nowhere above 16 values, and nowhere 2 or more below them.
fn line(values: &[i32; 16]) -> Option<(i32, i32)> {
    let middle = ((values[15] - values[0]) * 64) / 15;
    for slope in (middle - TRIES).max(0)..=(middle + TRIES).min(255) {
        let (mut least, mut most) = (0, i32::MAX);
        for (l, value) in values.iter().enumerate() {
            let at = 64 * value - l as i32 * slope;
            least = least.max(at - 64);
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
    use crate::point::{Op, compose};

    fn value(lines: &Lines, p: u8) -> u8 {
        let (h, l) = (usize::from(p >> 4), usize::from(p & 15));
        let base = i32::from(u16::from_le_bytes([lines.bases[0][h], lines.bases[1][h]]));
        let residue = i32::from(lines.kept[l >> 3][h] >> (l & 7) & 1 == 0);
        let value = ((base + l as i32 * i32::from(lines.slopes[h])) >> 6) + residue;
        assert!((0..256).contains(&value), "{p}: {value}");
        let exact = |k: usize| lines.exact[k].get(usize::from(p.wrapping_sub(lines.begins[k]))).unwrap_or(&0);
        (value as u8 ^ lines.flip) | exact(0) | exact(1)
    }

    /// Whether the table has lines; asserts that they are the table.
    fn check(ops: &[Op]) -> bool {
        let mut table = [[0; 256]; 2];
        compose(ops, &mut table);
        let Some(lines) = Lines::new(&table[0]) else { return false };
        for p in 0..=255 {
            assert_eq!(value(&lines, p), table[0][usize::from(p)], "{ops:?} {p}");
        }
        true
    }

    #[test]
    fn lines_are_the_table() {
        let grey = |gain| Op::Line { centre: [128; 2], gain };
        let mut drawn = 0;
        for gamma in 10..=400 {
            drawn += u32::from(check(&[Op::Gamma(gamma)]));
            for gain in [0, 64, 100, 166, 256] {
                check(&[grey(gain), Op::Gamma(gamma)]);
                check(&[Op::Gamma(gamma), grey(gain), Op::Invert]);
            }
            check(&[Op::Gamma(gamma), Op::Threshold(100)]);
            check(&[Op::Levels(7), Op::Gamma(gamma)]);
        }
        assert!(drawn > 380, "{drawn} of 391 gammas");
        assert!(check(&[Op::Add([25; 2]), grey(154), Op::Gamma(120), Op::Invert]));
    }
}
