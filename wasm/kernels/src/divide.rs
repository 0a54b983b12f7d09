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
}

impl Divisor {
    /// For windows of `n` samples, 1 to `MAX_SAMPLES`.
    ///
    /// With L = floor(log2 n): e < n < 2^(L+1) and t <= 255 n + n/2 < 2^(L+9), so t e < 2^(2L+10) <= 2^(31+L)
    /// for all L <= 21; `MAX_SAMPLES` has L = 15.
    #[must_use]
    pub const fn new(n: u32) -> Self {
        let shift = 31 + n.ilog2();
        let multiplier = (1u64 << shift).div_ceil(n as u64) as u32;
        Self { multiplier, shift, half: n >> 1 }
    }

    /// The rounded mean of samples that add up to `sum`.
    #[inline(always)]
    #[must_use]
    pub const fn mean(self, sum: u32) -> u8 {
        (((sum + self.half) as u64 * self.multiplier as u64) >> self.shift) as u8
    }
}

/// The same with 16-bit sums and multiplier, for vectors of 16-bit lanes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NarrowDivisor {
    /// `ceil(2^shift / n)`.
    pub multiplier: u16,
    /// At most 31.
    pub shift: u32,
    /// `n >> 1`.
    pub half: u16,
    /// Sums and multiplier are below 2^15: signed multiplication will do.
    pub signed: bool,
}

impl NarrowDivisor {
    /// For windows of `n` samples, if there is a 16-bit multiplier that is exact for all their sums.
    #[must_use]
    pub const fn new(n: u32) -> Option<Self> {
        let largest = 255 * n + (n >> 1);
        if n == 0 || largest > 0xffff {
            return None;
        }
        let half = (n >> 1) as u16;
        // Signed where it can be: some sums below 2^15 have only an unsigned multiplier.
        let mut signed = largest < 0x8000;
        loop {
            let mut shift = 31;
            while shift >= 8 {
                let multiplier = (1u64 << shift).div_ceil(n as u64);
                let error = multiplier * n as u64 - (1 << shift);
                // Products below 2^31 may be shifted arithmetically, which is what the vector form wants.
                let narrow = multiplier <= if signed { 0x7fff } else { 0xffff };
                let positive = largest as u64 * multiplier < 1 << 31;
                if narrow && positive && (largest as u64 * error) < 1 << shift {
                    return Some(Self { multiplier: multiplier as u16, shift, half, signed });
                }
                shift -= 1;
            }
            if !signed {
                return None;
            }
            signed = false;
        }
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
                // The quotient steps where sum + n/2 is a multiple of n: try both sides of every step.
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
                    assert_eq!((t * u32::from(divisor.multiplier)) >> divisor.shift, t / n, "{sum} / {n}");
                }
            }
        }
        assert_eq!(missing, 0);
    }
}
