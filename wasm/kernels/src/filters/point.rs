//! Point filters: what becomes of one sample, whatever its neighbours.
//!
//! Each of them is an [`Op`] with an exact definition on 0..=255. Ops that follow each other are composed into one table of 256
//! entries, which is exact by construction. The vector form applies them one after the other where that is cheaper.

use super::lines::Lines;
use crate::fixed::{List, Maybe};

/// One point filter. Two values are for even and for odd samples: U and V of NV12.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, u8)]
pub enum Op {
    /// `clamp(p + o)`, o from -255 to 255.
    Add([i16; 2]),
    /// `clamp(c + (((p - c) * gain + 64) >> 7))`, gain from 0 to 256.
    Line {
        /// What stays as it is.
        centre: [u8; 2],
        /// In 128ths.
        gain: i16,
    },
    /// `255 - p`.
    Invert,
    /// `p >= t ? 255 : 0`.
    Threshold(u8),
    /// `q = (p n) >> 8`, `(255 q + ((n - 1) >> 1)) / (n - 1)`; 2 to 16 levels.
    Levels(u8),
    /// `round(255 (p / 255) ^ (100 / g))`, g in hundredths.
    Gamma(u16),
}

/// `round(percent of whole)`, halves up.
#[must_use]
pub const fn percent_of(whole: i32, percent: i32) -> i32 {
    (percent * whole + 50).div_euclid(100)
}

impl Op {
    /// Whether every sample stays as it is.
    #[must_use]
    pub fn is_identity(self) -> bool {
        matches!(self, Self::Add([0, 0]) | Self::Line { gain: 128, .. } | Self::Gamma(100))
    }

    /// The same for a plane that has only the even (`lane` 0) or only the odd samples.
    #[must_use]
    pub fn only(self, lane: usize) -> Self {
        match self {
            Self::Add(offset) => Self::Add([offset[lane]; 2]),
            Self::Line { centre, gain } => Self::Line { centre: [centre[lane]; 2], gain },
            other => other,
        }
    }

    /// What becomes of value `p` of a sample whose index is `lane` modulo 2.
    #[must_use]
    #[inline(never)]
    pub fn apply(self, p: u8, lane: usize) -> u8 {
        let value = i32::from(p);
        let clamp = |value: i32| value.clamp(0, 255) as u8;
        match self {
            Self::Add(offset) => clamp(value + i32::from(offset[lane])),
            Self::Line { centre, gain } => {
                let centre = i32::from(centre[lane]);
                clamp(centre + (((value - centre) * i32::from(gain) + 64) >> 7))
            }
            Self::Invert => 255 - p,
            Self::Threshold(least) => u8::from(p >= least) * 255,
            Self::Levels(levels) => level((u32::from(p) * u32::from(levels)) >> 8, u32::from(levels)),
            Self::Gamma(gamma) => gamma_value(p, gamma),
        }
    }
}

/// The value of level `q` of `levels`.
#[must_use]
pub const fn level(q: u32, levels: u32) -> u8 {
    ((255 * q + ((levels - 1) >> 1)) / (levels - 1)) as u8
}

/// Tables of 256 entries for even and odd samples.
pub type Table = [[u8; 256]; 2];

/// Makes a table of a composition.
#[inline(never)]
pub fn compose(ops: &[Op], table: &mut Table) {
    for (lane, half) in table.iter_mut().enumerate() {
        for (p, value) in half.iter_mut().enumerate() {
            *value = ops.iter().fold(p as u8, |p, op| op.apply(p, lane));
        }
    }
}

/// Operations that are ever applied one by one, at most: more of them cost more than looking up.
pub const MAX_APART: usize = 12;

/// A composition of operations, in all of its forms. A row kernel takes the cheapest.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Composition {
    /// What becomes of each value.
    pub table: Table,
    /// The same as lines, if it has some. None where even and odd samples differ.
    pub lines: Maybe<Lines>,
    /// The operations one by one. Empty where there are more than `MAX_APART`.
    pub ops: List<Op, MAX_APART>,
}

impl Composition {
    /// Before anything is composed.
    pub const EMPTY: Self = Self { table: [[0; 256]; 2], lines: Maybe::Nothing, ops: List::new(Op::Invert) };

    /// Becomes that of `ops`.
    pub fn compose(&mut self, ops: &[Op]) {
        compose(ops, &mut self.table);
        let [even, odd] = &self.table;
        self.lines = if even == odd { Lines::new(even) } else { None }.into();
        self.ops.clear();
        if ops.len() <= MAX_APART {
            for &op in ops {
                self.ops.push(op);
            }
        }
    }
}

/// `round(255 (p / 255) ^ (100 / gamma))`.
///
/// No exact result lies within 10^-6 of a half, for any value and any gamma: a test looks at all of them. So every way to compute
/// it with that accuracy gives the same.
#[must_use]
pub fn gamma_value(p: u8, gamma: u16) -> u8 {
    if p == 0 {
        return 0;
    }
    let exponent = ln(f64::from(p) / 255.0) * 100.0 / f64::from(gamma);
    (255.0 * exp(exponent) + 0.5) as i32 as u8
}

const LN_2: f64 = core::f64::consts::LN_2;

/// Natural logarithm of 1/255 to 1: halvings counted, then ln((1 + s) / (1 - s)) = 2 (s + s^3 / 3 + s^5 / 5 + ...).
fn ln(x: f64) -> f64 {
    let (mut x, mut halvings) = (x, 0.0);
    while x < 0.75 {
        x *= 2.0;
        halvings += 1.0;
    }
    let s = (x - 1.0) / (x + 1.0);
    let (mut power, mut sum) = (s, 0.0);
    for n in 0..12 {
        sum += power / f64::from(2 * n + 1);
        power *= s * s;
    }
    2.0 * sum - halvings * LN_2
}

/// e to a negative power: (e^(x / 2^k))^(2^k) with the exponential series.
fn exp(x: f64) -> f64 {
    if x < -40.0 {
        return 0.0;
    }
    let (mut x, mut squarings) = (x, 0);
    while x < -0.125 {
        x *= 0.5;
        squarings += 1;
    }
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 1..14 {
        term *= x / f64::from(n);
        sum += term;
    }
    for _ in 0..squarings {
        sum *= sum;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gamma_is_rounded_right_and_never_near_a_half() {
        let mut nearest = 1.0f64;
        for gamma in 10..=400u16 {
            for p in 0..=255u8 {
                let exact = 255.0 * (f64::from(p) / 255.0).powf(100.0 / f64::from(gamma));
                if gamma != 100 && p != 0 {
                    nearest = nearest.min((exact - exact.floor() - 0.5).abs());
                }
                assert_eq!(gamma_value(p, gamma), (exact + 0.5) as u8, "{p}, {gamma}");
            }
        }
        assert!(nearest > 1e-6, "{nearest}");
    }

    #[test]
    fn ends_stay_ends() {
        assert_eq!([0, 255].map(|p| Op::Levels(7).apply(p, 0)), [0, 255]);
        assert_eq!([0, 127, 128, 255].map(|p| Op::Levels(2).apply(p, 0)), [0, 0, 255, 255]);
        let line = Op::Line { centre: [128; 2], gain: 256 };
        assert_eq!([0, 64, 128, 191, 255].map(|p| line.apply(p, 0)), [0, 0, 128, 254, 255]);
    }
}
