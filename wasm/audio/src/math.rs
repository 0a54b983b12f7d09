//! Functions that `core` lacks. Those in f64 run when a parameter changes. Those in [`F4`] run for every sample. They
//! use sums and products alone, so every build gives the same bits. Each function states its error, which is tested.

use crate::lanes::F4;
use core::f64::consts::{FRAC_PI_2, LN_2, LOG2_10};

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

/// Logarithm to base 2 of x, a normal number above 0; absolute error below 1e-14 for usual ones.
#[must_use]
pub fn log2(x: f64) -> f64 {
    let bits = x.to_bits();
    let exponent = (bits.wrapping_sub(core::f64::consts::FRAC_1_SQRT_2.to_bits()) as i64) >> 52;
    // Within sqrt(1/2) to sqrt(2): log2 m = 2 / ln 2 artanh((m - 1) / (m + 1)).
    let m = f64::from_bits(bits.wrapping_sub((exponent << 52) as u64));
    let t = (m - 1.0) / (m + 1.0);
    let mut sum = 0.0;
    for n in (0..=10).rev() {
        sum = sum * t * t + 1.0 / f64::from(2 * n + 1);
    }
    sum * t * (2.0 / LN_2) + exponent as f64
}

/// e to the power of x; relative error below 1e-15 for small x.
#[must_use]
pub fn exp(x: f64) -> f64 {
    exp2(x / LN_2)
}

/// The factor of this many decibels.
#[must_use]
pub fn factor(db: f32) -> f64 {
    exp2(f64::from(db) * (LOG2_10 / 20.0))
}

/// Sine and cosine of x, 0 to pi; absolute error below 1e-14.
#[must_use]
pub fn sin_cos(x: f64) -> (f64, f64) {
    // Taylor's series at a quarter of the angle. Then the angle is doubled twice.
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

/// 2 to the power of x, within -120 to 120; relative error below 4e-7 for |x| <= 16.
#[inline(always)]
#[must_use]
pub fn exp2_4(x: F4) -> F4 {
    let x = x.within(120.0);
    // 1.5 * 2^23. A sum with it is a whole number of ones, and its lowest bits are that number.
    let magic = F4::splat(12_582_912.0);
    let shifted = x + magic;
    let y = x - (shifted - magic);
    let mut sum = F4::splat(EXP2[0]);
    for &coefficient in &EXP2[1..] {
        sum = sum * y + F4::splat(coefficient);
    }
    // The shift drops the upper bits of the whole number.
    sum.plus_bits(shifted.to_exponent())
}

/// Logarithm to base 2 of x, a normal number above 0; absolute error below 2e-6, more where the result is large.
#[inline(always)]
#[must_use]
pub fn log2_4(x: F4) -> F4 {
    let root = F4::splat(core::f32::consts::FRAC_1_SQRT_2);
    let exponent = x.minus_bits(root).from_exponent();
    // Within sqrt(1/2) to sqrt(2).
    let m = x.minus_bits(exponent.to_exponent());
    // log2 m = 2 / ln 2 artanh((m - 1) / (m + 1)).
    let one = F4::splat(1.0);
    let t = (m - one) / (m + one);
    let square = t * t;
    let mut sum = F4::splat(LOG2[0]);
    for &coefficient in &LOG2[1..] {
        sum = sum * square + F4::splat(coefficient);
    }
    sum * t + exponent.whole()
}

/// `ln(2)^k / k!`, k = 7 to 0.
const EXP2: [f32; 8] = {
    let (mut all, mut power) = ([0.0; 8], 1.0);
    let mut k = 0;
    while k < 8 {
        all[7 - k] = power as f32;
        k += 1;
        power *= LN_2 / k as f64;
    }
    all
};
/// `2 / ln(2) / k`, k = 7, 5, 3, 1.
const LOG2: [f32; 4] = {
    let mut all = [0.0; 4];
    let mut i = 0;
    while i < 4 {
        all[i] = (2.0 / LN_2 / (7 - 2 * i) as f64) as f32;
        i += 1;
    }
    all
};

/// Sine of a fraction of a turn, `phase` / 2^32, for four phases. The absolute error is below 3e-7.
#[must_use]
pub fn sine(phases: [u32; 4]) -> F4 {
    // Quarters of a turn, mirrored into -1 to 1 where they are beyond: sin(pi - x) is sin x.
    let x = F4::new(phases.map(|phase| {
        let signed = phase as i32;
        let folded = if signed.unsigned_abs() > 1 << 30 { i32::MIN.wrapping_sub(signed) } else { signed };
        folded as f32 / (1u32 << 30) as f32
    }));
    // Taylor's series of sin(pi/2 x), up to the eleventh power.
    let square = x * x;
    let mut sum = F4::splat(0.0);
    for coefficient in SINE {
        sum = sum * square + F4::splat(coefficient);
    }
    sum * x
}

/// `(-1)^k (pi/2)^(2k+1) / (2k+1)!`, k = 5 to 0.
const SINE: [f32; 6] = {
    let (mut all, mut power) = ([0.0; 6], FRAC_PI_2);
    let mut k = 0;
    while k < 6 {
        all[5 - k] = power as f32;
        k += 1;
        power *= -FRAC_PI_2 * FRAC_PI_2 / (2 * k * (2 * k + 1)) as f64;
    }
    all
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_two() {
        for i in -100_000..=100_000 {
            let x = f64::from(i) / 131.0;
            assert!((exp2(x) / x.exp2() - 1.0).abs() < 1e-14, "{x}: {} {}", exp2(x), x.exp2());
        }
        for i in 1..=100_000 {
            let x = f64::from(i) / 7.0;
            assert!((log2(x) - x.log2()).abs() < 1e-14, "{x}: {} {}", log2(x), x.log2());
        }
        assert_eq!([0.0, 1.0, -1.0, 10.0].map(exp2), [1.0, 2.0, 0.5, 1024.0]);
        assert!((factor(-6.0) - 0.501_187_233_627_272_2).abs() < 1e-15 && factor(0.0) == 1.0);
    }

    #[test]
    fn powers_and_logarithms_of_four() {
        for i in -1_000_000..=1_000_000 {
            let x = i as f32 / 8192.0;
            let expected = f64::from(x.clamp(-120.0, 120.0)).exp2();
            let got = f64::from(exp2_4(F4::splat(x)).lanes()[0]);
            assert!((got / expected - 1.0).abs() < 4e-7, "2^{x}: {got} {expected}");
            let x = f32::from_bits(0x0080_0000 + (i + 1_000_000) as u32 * 1000);
            let expected = f64::from(x).log2();
            let got = f64::from(log2_4(F4::splat(x)).lanes()[0]);
            assert!((got - expected).abs() < 2e-6 + expected.abs() * 1e-7, "log2 {x}: {got} {expected}");
        }
        assert_eq!([0.0, 1.0, -3.0].map(|x| exp2_4(F4::splat(x)).lanes()[0]), [1.0, 2.0, 0.125]);
        assert_eq!([1.0, 2.0, 0.125].map(|x| log2_4(F4::splat(x)).lanes()[0]), [0.0, 1.0, -3.0]);
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
