//! Exact division by a constant: `floor((sum + (n >> 1)) / n)` as a multiplication and a shift.
//!
//! Source: Granlund and Montgomery, "Division by Invariant Integers using Multiplication" (1994). With
//! `m = ceil(2^k / n)` and `e = m n - 2^k`, `(t m) >> k = floor(t / n)` for all `t` with `t e < 2^k`.

/// Largest window: (2 x 127 + 1) squared.
pub const MAX_SAMPLES: u32 = 255 * 255;

/// Divides sums of at most `n` bytes, rounded to nearest, by `n`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Divisor {
    /// `ceil(2^shift / n)`, at most 2^31.
    pub multiplier: u32,
    /// 31 + floor(log2 n).
    pub shift: u32,
    /// `n >> 1`, which makes the floor a rounding.
    pub half: u32,
    /// `n & 1`.
    pub odd: bool,
}

impl Divisor {
    /// The divisor for windows of `n` samples, 1 to `MAX_SAMPLES`.
    ///
    /// It is exact. Let L = floor(log2 n). Then e < n < 2^(L+1) and t <= 255 n + n/2 < 2^(L+9), so t e < 2^(2L+10).
    /// That is at most 2^(31+L) for all L <= 21, and `MAX_SAMPLES` has L = 15.
    #[must_use]
    pub const fn new(n: u32) -> Self {
        let shift = 31 + n.ilog2();
        let multiplier = (1u64 << shift).div_ceil(n as u64) as u32;
        Self { multiplier, shift, half: n >> 1, odd: n & 1 == 1 }
    }

    /// `1 / n` as a float, if it is exact: a sum times it, rounded to the nearest whole number, is the mean of every
    /// sum.
    ///
    /// Sums are below 2^24, so floats hold them. The quotient has two errors. One is less than half a unit in the last
    /// place of numbers below 256. The other is 255 times the error of the inverse. For odd n no quotient is nearer to
    /// a half than 1 / 2n.
    #[must_use]
    pub fn inverse(self) -> Option<f32> {
        let n = f64::from(self.half) * 2.0 + 1.0;
        let inverse = (1.0 / n) as f32;
        let wrong = (f64::from(inverse) * n - 1.0) * 256.0;
        let limit = 0.5 / n - 1.0 / 131_072.0;
        (self.odd && wrong < limit && -wrong < limit).then_some(inverse)
    }

    /// The number of samples, `n`.
    #[must_use]
    pub const fn samples(self) -> u32 {
        2 * self.half + self.odd as u32
    }

    /// A float below `1 / n`, for any n. A sum times it, rounded to the nearest whole number, is the mean of every sum,
    /// or one less. It is one less where the sum less n times that number exceeds `n - 1 - half`.
    ///
    /// It is the second float below the nearest one. So a product that is rounded up is no more than the quotient.
    #[must_use]
    pub fn below(self) -> f32 {
        f32::from_bits((1.0 / self.samples() as f32).to_bits() - 2)
    }

    /// The rounded mean of samples that add up to `sum`.
    #[inline(always)]
    #[must_use]
    pub const fn mean(self, sum: u32) -> u8 {
        (((sum + self.half) as u64 * self.multiplier as u64) >> self.shift) as u8
    }
}

/// The same with 16-bit sums and a 16-bit multiplier, for vectors of 16-bit lanes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NarrowDivisor {
    /// `ceil(2^shift / n)`.
    pub multiplier: u16,
    /// 16 to 16 + LATE. Products are below 2^31, and their upper halves are below 2^15.
    pub shift: u32,
    /// `n >> 1`.
    pub half: u16,
    /// Whether signed lanes hold the numbers: sums plus `half`, and the multiplier, are below 2^15.
    pub signed: bool,
}

impl NarrowDivisor {
    /// The largest shift that is left after the upper halves of the products are taken.
    pub const LATE: u32 = 7;

    /// The rounded mean of samples that add up to `sum`.
    #[inline(always)]
    #[must_use]
    pub const fn mean(self, sum: u32) -> u8 {
        (((sum + self.half as u32) * self.multiplier as u32) >> self.shift) as u8
    }

    /// The divisor for windows of `n` samples, if a multiplier is exact for all their sums.
    #[must_use]
    pub const fn new(n: u32) -> Option<Self> {
        let largest = 255 * n + (n >> 1);
        if n == 0 || largest > 0xffff {
            return None;
        }
        let half = (n >> 1) as u16;
        // Multipliers that fit signed lanes come first.
        let mut most = 0x7fff;
        while most <= 0xffff {
            let mut shift = 16 + Self::LATE;
            while shift >= 16 {
                let multiplier = (1u64 << shift).div_ceil(n as u64);
                let error = multiplier * n as u64 - (1 << shift);
                if multiplier <= most && (largest as u64 * error) < 1 << shift {
                    let signed = largest < 0x8000 && multiplier < 0x8000;
                    return Some(Self { multiplier: multiplier as u16, shift, half, signed });
                }
                shift -= 1;
            }
            most = 2 * most + 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisor_is_exact_for_every_window() {
        for nx in 1..=255u32 {
            for ny in (1..=255u32).step_by(if nx % 16 == 15 { 1 } else { 7 }) {
                let n = nx * ny;
                let divisor = Divisor::new(n);
                let exact = |sum: u32| ((sum + (n >> 1)) / n) as u8;
                // The quotient steps where sum + n/2 is a multiple of n. This tries both sides of every step.
                for step in 0..=255u32 {
                    for sum in
                        [step * n, (step * n).saturating_sub(n >> 1), (step * n).saturating_sub((n >> 1) + 1)]
                    {
                        let sum = sum.min(255 * n);
                        assert_eq!(divisor.mean(sum), exact(sum), "{sum} / {n}");
                    }
                }
            }
        }
    }

    #[test]
    fn inverse_is_exact_for_every_whole_window() {
        for radius in 8..=127u32 {
            let mut missing = 0;
            for rows in radius + 1..=2 * radius + 1 {
                let n = (2 * radius + 1) * rows;
                let divisor = Divisor::new(n);
                let Some(inverse) = divisor.inverse() else {
                    missing += rows & 1;
                    continue;
                };
                for value in 0..=255 {
                    // Tries both sides of every step.
                    for sum in
                        [value * n, (value * n + n / 2).min(255 * n), (value * n).saturating_sub(n / 2)]
                    {
                        let rounded = sum as f32 * -inverse - 8_388_608.0;
                        assert_eq!(rounded.to_bits() ^ 0xcb00_0000, divisor.mean(sum).into(), "{sum} / {n}");
                    }
                }
            }
            assert!(radius > 70 || missing == 0, "{radius}");
        }
    }

    #[test]
    fn what_is_below_is_the_mean_or_one_less() {
        for rows in 1..=255u32 {
            for columns in (1..=255).step_by(7).chain([254, 255]) {
                let n = rows * columns;
                let divisor = Divisor::new(n);
                assert_eq!(divisor.samples(), n);
                for value in 0..=255 {
                    for sum in
                        [value * n, (value * n + n / 2).min(255 * n), (value * n).saturating_sub(n / 2)]
                    {
                        for sum in [sum.saturating_sub(1), sum] {
                            let rounded = sum as f32 * -divisor.below() - 8_388_608.0;
                            let quotient = rounded.to_bits() & 0xffff;
                            let rest = sum as i32 - (quotient * n) as i32;
                            let more = rest > (n - 1 - divisor.half) as i32;
                            assert_eq!(quotient + u32::from(more), divisor.mean(sum).into(), "{sum} / {n}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn narrow_divisor_is_exact_and_exists_for_small_radii() {
        let mut missing = 0;
        for radius in 1..=7u32 {
            for ny in 1..=2 * radius + 1 {
                let n = (2 * radius + 1) * ny;
                let Some(divisor) = NarrowDivisor::new(n) else {
                    missing += 1;
                    continue;
                };
                for sum in 0..=255 * n {
                    let t = sum + u32::from(divisor.half);
                    let product = t * u32::from(divisor.multiplier);
                    assert_eq!(product >> divisor.shift, t / n, "{sum} / {n}");
                    assert!(product < 1 << 31, "{sum} / {n}");
                }
            }
        }
        assert_eq!(missing, 0);
    }
}
