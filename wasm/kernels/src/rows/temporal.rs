//! The row kernel of temporal denoise, and its scalar form. The formulas are in `filters/temporal.rs`.

use super::Scalar;
use crate::filters::temporal::Temporal;

/// The row kernel.
pub trait TemporalRows {
    /// A row of `samples` samples. `keep_alpha`: every fourth sample is kept. `past`: where to read and where to write what is
    /// remembered, which may be the same. Writes nothing where the second is null: the row is another stripe's.
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
                // Wrapping: memory that was never written may hold anything. It does not count, as `strength` is 0 then.
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
