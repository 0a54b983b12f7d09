//! Functions that `core` lacks: in f64 for what is computed when a parameter changes, in [`F4`] for what is computed for every
//! sample. Sums and products alone, so that every build gives the same bits; errors are stated, and tested.

use crate::lanes::F4;
use core::f64::consts::{LN_2, LOG2_10};

/// 2 to the power of x; relative error below 1e-15 for |x| <= 1000.
#[must_use]
pub fn exp2(x: f64) -> f64 {
    let x = x.clamp(-1000.0, 1000.0);
    let whole = (x + if x < 0.0 { -0.5 } else { 0.5 }) as i64;
    let y = (x - whole as f64) * LN_2;
    // Taylor's series; |y| <= 0.35.
    let mut sum = 1.0;
    for n in (1..=14).rev() {
        sum = 1.0 + sum * y / f64::from(n);
    }
    sum * f64::from_bits(((1023 + whole) as u64) << 52)
}

/// e to the power of x; relative error below 1e-15 for small x.
#[must_use]
pub fn exp(x: f64) -> f64 {
    exp2(x / LN_2)
}

/// The factor of so many decibels.
#[must_use]
pub fn factor(db: f32) -> f64 {
    exp2(f64::from(db) * (LOG2_10 / 20.0))
}

/// Sine and cosine of x, 0 to pi; absolute error below 1e-14.
#[must_use]
pub fn sin_cos(x: f64) -> (f64, f64) {
    // Taylor's series at a quarter of the angle, then twice the double angle.
    let y = x / 4.0;
    let (mut sin, mut cos) = (1.0, 1.0);
    for n in (1..=9).rev() {
        let n = f64::from(2 * n);
        sin = 1.0 - sin * y * y / (n * (n + 1.0));
        cos = 1.0 - cos * y * y / (n * (n - 1.0));
    }
    sin *= y;
    for _ in 0..2 {
        (sin, cos) = (2.0 * sin * cos, 1.0 - 2.0 * sin * sin);
    }
    (sin, cos)
}

/// Sine of a turn's fraction, `phase` / 2^32, for four phases; absolute error below 3e-7.
#[must_use]
pub fn sine(phases: [u32; 4]) -> F4 {
    // As quarters of a turn, -1 to 1, mirrored into -1 to 1 where it is beyond: sin(pi - x) is sin x.
    let x = F4::new(phases.map(|phase| {
        let signed = phase as i32;
        let folded = if signed.unsigned_abs() > 1 << 30 { i32::MIN.wrapping_sub(signed) } else { signed };
        folded as f32 / (1u32 << 30) as f32
    }));
    // Taylor's series of sin(pi/2 x), to the eleventh power.
    let square = x * x;
    let mut sum = F4::splat(0.0);
    for coefficient in SINE {
        sum = sum * square + F4::splat(coefficient);
    }
    sum * x
}

/// `(-1)^k (pi/2)^(2k+1) / (2k+1)!`, k = 5 to 0.
const SINE: [f32; 6] =
    [-3.598_843_2e-6, 1.604_411_8e-4, -4.681_754e-3, 7.969_262_6e-2, -6.459_641e-1, 1.570_796_4];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_two() {
        for i in -100_000..=100_000 {
            let x = f64::from(i) / 131.0;
            assert!((exp2(x) / x.exp2() - 1.0).abs() < 1e-14, "{x}: {} {}", exp2(x), x.exp2());
        }
        assert_eq!([0.0, 1.0, -1.0, 10.0].map(exp2), [1.0, 2.0, 0.5, 1024.0]);
        assert!((factor(-6.0) - 0.501_187_233_627_272_2).abs() < 1e-15 && factor(0.0) == 1.0);
    }

    #[test]
    fn sines_and_cosines() {
        for i in 0..=100_000 {
            let x = f64::from(i) * std::f64::consts::PI / 100_000.0;
            let (sin, cos) = sin_cos(x);
            assert!((sin - x.sin()).abs() < 1e-14 && (cos - x.cos()).abs() < 1e-14, "{x}");
        }
    }

    #[test]
    fn sines_of_phases() {
        for i in 0..1_000_000u32 {
            let phase = i.wrapping_mul(2_654_435_761);
            let expected = (f64::from(phase) / 4_294_967_296.0 * std::f64::consts::TAU).sin();
            let got = f64::from(sine([phase; 4]).lanes()[0]);
            assert!((got - expected).abs() < 3e-7, "{phase}: {got} {expected}");
        }
        assert_eq!(
            sine([0, 1 << 30, 1 << 31, 3 << 30]).lanes().map(|y| (y * 1e6).round()),
            [0.0, 1e6, 0.0, -1e6]
        );
    }
}
