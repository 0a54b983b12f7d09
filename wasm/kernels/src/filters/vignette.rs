//! The vignette: a factor that falls with the square of the distance from the middle, the same in all directions.
//!
//! For a plane of w x h pixels, with `k = 2^40 / (w^2 + h^2)` rounded down:
//!
//! ```text
//! x' = ((2 x + 1 - w)^2 k) >> 26, y' likewise        squared distances; their sum is 2^14 in the corners
//! d = max(0, x' + y' - start)
//! f = 2^14 - ((d slope) >> 14)
//! out = centre + (((p - centre) f + 8192) >> 14)     centre is 0, and 128 for chroma
//! ```

use super::point::percent_of;

/// See above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Vignette {
    /// Squared distance where it begins.
    pub start: u16,
    /// How fast it falls, so that the corners lose the amount that was asked for.
    pub slope: u16,
    /// What it falls towards.
    pub centre: u8,
}

impl Vignette {
    /// `amount` in percent, 0 to 100; `start` in percent of the half diagonal, 0 to 80.
    #[must_use]
    pub fn new(amount: i32, start: i32, centre: u8) -> Self {
        let start = (start * start * 16384 + 5000) / 10000;
        let slope = percent_of(16384, amount) * 16384 / (16384 - start);
        Self { start: start as u16, slope: slope as u16, centre }
    }
}

/// `k` of a plane.
#[must_use]
pub fn scale(width: usize, height: usize) -> u64 {
    let square = |side: usize| side as u64 * side as u64;
    (1 << 40) / (square(width) + square(height))
}

/// `x'` or `y'`.
#[must_use]
pub fn squared(at: usize, length: usize, scale: u64) -> u16 {
    let distance = (2 * at + 1).abs_diff(length) as u64;
    ((distance * distance * scale) >> 26) as u16
}
