//! Temporal denoise: each sample moves from its value in the frame before towards its present value. It moves the faster the
//! more they differ. So noise is averaged over time, and motion passes through.
//!
//! The memory `h` of a sample is its output before rounding, in 128ths. With p the sample, t the threshold in levels and S
//! the strength in 2^15ths:
//!
//! ```text
//! d = 128 p - h, a = |d|
//! u = min(128, (min(a >> 3, 16 t) ceil(2048 / t)) >> 8)      0 where nothing differs, 128 from the threshold on
//! w = 2 (((2^14 - u^2) S + 2^14) >> 15)                      the share of the difference that is kept back, in 2^15ths
//! h = 128 p - ((d w + 2^14) >> 15)
//! out = (h + 64) >> 7
//! ```
//!
//! From the threshold on `w` is 0: the output is the input at once. A still picture is reached exactly. S is at most 31130 (95 %),
//! so rounding keeps back all of a difference only if that is at most 10 / 128, and `out` rounds this away.
//! Why not 8 bits: an average over more than a few frames moves by less than half a level at a time, and would stand still.
//! Why each sample on its own: it costs no halo and leaves planes and channels independent. ffmpeg's hqdn3d does the same.

use super::point::percent_of;

/// What the filter is, in the kernels' numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Temporal {
    /// S. 0 where nothing is remembered yet: then output and memory become the input.
    pub strength: i16,
    /// 16 t.
    pub most: u16,
    /// `ceil(2048 / t)`.
    pub slope: u16,
}

impl Temporal {
    /// Strength in percent, threshold in levels.
    #[must_use]
    pub fn new(strength: i32, threshold: i32) -> Self {
        let t = threshold as u16;
        Self { strength: percent_of(1 << 15, strength) as i16, most: 16 * t, slope: 2048_u16.div_ceil(t) }
    }
}
