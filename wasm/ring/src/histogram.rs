//! Log-linear histograms, as in Gil Tene's `HdrHistogram`. Each value below 128 ns has a bucket of its own. Every
//! octave above has 64 buckets, so the middle of a bucket is at most 0.8 % off.

use ringlight_layout::sync::Ordering;
use ringlight_layout::{HISTOGRAM_LINEAR, HISTOGRAM_SUB_BUCKETS, Histogram};

/// The bucket of a value in nanoseconds.
#[must_use]
pub const fn bucket(nanoseconds: u32) -> usize {
    if nanoseconds < HISTOGRAM_LINEAR {
        return nanoseconds as usize;
    }
    let octave = nanoseconds.ilog2();
    let sub = (nanoseconds >> (octave - HISTOGRAM_SUB_BUCKETS.ilog2())) - HISTOGRAM_SUB_BUCKETS;
    (HISTOGRAM_LINEAR + (octave - HISTOGRAM_LINEAR.ilog2()) * HISTOGRAM_SUB_BUCKETS + sub) as usize
}

/// Adds one duration. Only one thread may call it for one histogram. A negative duration counts as 0. One above 4.29 s
/// counts as 4.29 s.
pub fn record(histogram: &Histogram, microseconds: f64) {
    // Relaxed throughout: there is one writer, and it does no harm if a reader is one value behind.
    let nanoseconds = (microseconds * 1000.0) as u32;
    histogram.buckets[bucket(nanoseconds)].fetch_add(1, Ordering::Relaxed);
    let sum = f64::from_bits(histogram.sum.load(Ordering::Relaxed)) + f64::from(nanoseconds);
    histogram.sum.store(sum.to_bits(), Ordering::Relaxed);
    if nanoseconds > histogram.max.load(Ordering::Relaxed) {
        histogram.max.store(nanoseconds, Ordering::Relaxed);
    }
    histogram.count.fetch_add(1, Ordering::Relaxed);
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use ringlight_layout::HISTOGRAM_BUCKETS;

    #[test]
    fn buckets_are_monotonic_and_fine() {
        let mut previous = 0;
        for value in (0..200_000).chain((200_000..u32::MAX).step_by(9973)) {
            let index = bucket(value);
            assert!(index >= previous && index < HISTOGRAM_BUCKETS, "{value}");
            // A bucket is at most 1/64 of its values wide.
            let below = value.saturating_sub(value / 64 + 1);
            assert!(value < 2 || bucket(below) < index, "{value}");
            previous = index;
        }
        assert_eq!(bucket(u32::MAX), HISTOGRAM_BUCKETS - 1);
        assert_eq!(bucket(HISTOGRAM_LINEAR), HISTOGRAM_LINEAR as usize);
    }
}
