//! The RMS of one channel over the last 300 ms, and its peak since it was last asked for.

/// Number of pieces in the 300 ms. The RMS is renewed every 10 ms.
const PIECES: usize = 30;

/// One channel's levels.
pub struct Levels {
    /// A ring of sums of squares, one for each of the last pieces.
    pieces: [f64; PIECES],
    at: usize,
    sum: f64,
    filled: usize,
    length: usize,
    peak: f32,
}

impl Levels {
    /// The levels of a channel at `rate` samples per second.
    #[must_use]
    pub fn new(rate: u32) -> Self {
        let length = (rate as usize / 100).max(1);
        Self { pieces: [0.0; PIECES], at: 0, sum: 0.0, filled: 0, length, peak: 0.0 }
    }

    /// Hot: allocates nothing.
    #[inline]
    pub fn push(&mut self, sample: f32) {
        self.peak = self.peak.max(sample.abs());
        self.sum += f64::from(sample) * f64::from(sample);
        self.filled += 1;
        if self.filled == self.length {
            self.pieces[self.at] = self.sum;
            self.at = (self.at + 1) % PIECES;
            (self.sum, self.filled) = (0.0, 0);
        }
    }

    /// Root mean square of the last 300 ms, in whole pieces.
    #[must_use]
    pub fn rms(&self) -> f64 {
        // This sums anew. A running sum would keep the rounding errors of samples that have long left it.
        (self.pieces.iter().sum::<f64>() / (PIECES * self.length) as f64).sqrt()
    }

    /// The largest sample since the last call.
    pub fn take_peak(&mut self) -> f64 {
        f64::from(std::mem::take(&mut self.peak))
    }
}
