//! Temporal denoise: each sample moves from what it was in the frame before towards what it is now, the faster the more
//! they differ, so that noise is averaged over time and motion passes through.
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
//! From the threshold on `w` is 0: the output is the input at once. A still picture is reached exactly: S is at most
//! 31130 (95 %), so that rounding can keep back all of a difference only where it is at most 10 / 128, which `out` rounds away.
//! Why not 8 bits: an average over more than a few frames moves by less than half a level at a time, and would stand still.
//! Why each sample on its own: it is hqdn3d's way (ffmpeg), costs no halo, and leaves planes and channels independent.

use crate::plan::{Program, Step};
use crate::point::percent_of;
use crate::row::Scalar;

/// What the filter is, in the kernels' numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Temporal {
    /// S. 0 where nothing is remembered: the output is the input, and so is the memory.
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

/// Where one temporal filter remembers a plane: rows as in the frame (not as a flipped one is read), twice as far apart.
#[derive(Clone, Copy, Debug)]
pub struct Past {
    /// What the frame before left: first bytes, of U and of V where they are run as one.
    pub read: [*const u8; 2],
    /// What this frame leaves: the same, or all of it elsewhere.
    pub write: [*mut u8; 2],
    /// Whether the frame before left anything.
    pub valid: bool,
}

/// Which temporal filters of its chain a program has, by their bits; and which of those must leave what they remember
/// elsewhere than they find it: stripes read rows of their neighbours where a stencil follows, and of chroma where luma has a key.
#[must_use]
pub fn filters_of(program: &Program) -> (u32, u32) {
    let (mut all, mut apart, mut halo) = (0, 0, 0);
    for (position, step) in program.steps().iter().enumerate().rev() {
        if let Step::Temporal { index, .. } = *step {
            all |= 1 << index;
            apart |= u32::from(halo > 0 || program.is_before_key(position)) << index;
        }
        halo += step.halo();
    }
    (all, apart)
}

/// The row kernel.
pub trait TemporalRows {
    /// A row of `samples` samples. `keep_alpha`: every fourth is kept. `write` may be `read`, or null: then this row is
    /// another stripe's, and nothing is remembered of it.
    ///
    /// # Safety
    /// Rows are valid for `samples` samples, two bytes each in `read` and `write`; what is written is this thread's alone.
    /// `from` may be `to`.
    unsafe fn temporal(
        from: *const u8,
        to: *mut u8,
        samples: usize,
        past: (*const i16, *mut i16),
        temporal: Temporal,
        keep_alpha: bool,
    );
}

/// `(a b + 2^14) >> 15`: what `i16x8.q15mulr_sat_s` gives where both are not -2^15.
#[inline(always)]
fn times(a: i16, b: i16) -> i16 {
    ((i32::from(a) * i32::from(b) + (1 << 14)) >> 15) as i16
}

impl Scalar {
    /// `temporal` from sample `first` on.
    ///
    /// # Safety
    /// See [`TemporalRows`].
    #[inline(always)]
    pub unsafe fn temporal_from(
        from: *const u8,
        to: *mut u8,
        samples: usize,
        (read, write): (*const i16, *mut i16),
        Temporal { strength, most, slope }: Temporal,
        keep_alpha: bool,
        first: usize,
    ) {
        for i in first..samples {
            // SAFETY: `i` is below `samples`; the caller guarantees the rest.
            unsafe {
                let p = *from.add(i);
                let now = i16::from(p) << 7;
                // Wrapping: what was never written may be anything, and counts for nothing as `strength` is 0 then.
                let d = now.wrapping_sub(*read.add(i));
                let u = ((d.unsigned_abs() >> 3).min(most).wrapping_mul(slope) >> 8).min(128) as i16;
                let w = times((1 << 14) - u * u, strength) << 1;
                let h = now - times(d, w);
                if !write.is_null() {
                    *write.add(i) = h;
                }
                *to.add(i) = if keep_alpha && i % 4 == 3 { p } else { ((h + 64) >> 7) as u8 };
            }
        }
    }
}

impl TemporalRows for Scalar {
    #[inline(never)]
    unsafe fn temporal(
        from: *const u8,
        to: *mut u8,
        samples: usize,
        past: (*const i16, *mut i16),
        temporal: Temporal,
        keep_alpha: bool,
    ) {
        // SAFETY: the caller's.
        unsafe { Self::temporal_from(from, to, samples, past, temporal, keep_alpha, 0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One sample, `h` before; the output and `h` after.
    fn step(p: u8, h: i16, temporal: Temporal) -> (u8, i16) {
        let (mut out, mut after) = (0, 0);
        // SAFETY: one sample each.
        unsafe {
            Scalar::temporal(&raw const p, &raw mut out, 1, (&raw const h, &raw mut after), temporal, false);
        };
        (out, after)
    }

    #[test]
    fn a_still_picture_is_reached_exactly_without_overshooting() {
        for (strength, threshold) in [(95, 64), (95, 1), (80, 16), (1, 64), (50, 7), (94, 63)] {
            let temporal = Temporal::new(strength, threshold);
            for p in [0, 1, 100, 254, 255] {
                for start in (0..=32640).step_by(7) {
                    let mut h = start;
                    let mut frames = 0;
                    let mut out = None;
                    while out != Some(p) {
                        let (now, after) = step(p, h, temporal);
                        let distance = |h: i16| i32::from(h).abs_diff(128 * i32::from(p));
                        assert!(distance(after) <= distance(h), "{strength} {threshold}: {p} from {start}");
                        assert!((after >= h) == (128 * i32::from(p) >= i32::from(h)) || after == h);
                        (h, out, frames) = (after, Some(now), frames + 1);
                        assert!(frames <= 100, "{strength} {threshold}: {p} from {start} stands at {now}");
                    }
                    // And stays there.
                    for _ in 0..50 {
                        let (now, after) = step(p, h, temporal);
                        assert_eq!(now, p);
                        h = after;
                    }
                }
            }
        }
    }

    #[test]
    fn from_the_threshold_on_the_input_passes_at_once() {
        for strength in 0..=95 {
            for threshold in 1..=64 {
                let temporal = Temporal::new(strength, threshold);
                for p in 0..=255_u8 {
                    for h in [i32::from(p) - threshold, i32::from(p) + threshold] {
                        if (0..=255).contains(&h) {
                            assert_eq!(step(p, (128 * h) as i16, temporal), (p, i16::from(p) << 7));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_a_cut_leaves_is_bounded() {
        // Of any difference at most 0.385 of the threshold stays, and the rounding.
        for threshold in 1..=64 {
            let temporal = Temporal::new(95, threshold);
            for h in 0..=32640_i16 {
                let (out, _) = step(128, h, temporal);
                let left = f64::from(out.abs_diff(128));
                assert!(left <= 0.385 * 0.95 * f64::from(threshold) + 1.0, "{threshold} {h}: {left}");
            }
        }
    }

    #[test]
    fn without_strength_what_was_never_written_does_not_matter() {
        for h in i16::MIN..=i16::MAX {
            let nothing = Temporal { strength: 0, ..Temporal::new(80, 16) };
            assert_eq!(step(77, h, nothing), (77, 77 << 7));
        }
    }
}
