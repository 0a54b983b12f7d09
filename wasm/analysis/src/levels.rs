//! RMS over the last 300 ms, and the peak since it was last asked for, of one channel.

/// Pieces that the 300 ms are made of: the RMS is renewed every 10 ms.
const PIECES: usize = 30;

/// One channel's levels.
pub struct Levels {
    /// Sums of squares of the last pieces, as a ring.
    pieces: [f64; PIECES],
    at: usize,
    sum: f64,
    filled: usize,
    length: usize,
    peak: f32,
}

impl Levels {
    /// At `rate` samples per second.
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
        // Summed anew: a running sum would keep the rounding errors of what has long left it.
        (self.pieces.iter().sum::<f64>() / (PIECES * self.length) as f64).sqrt()
    }

    /// The largest sample since the last call.
    pub fn take_peak(&mut self) -> f64 {
        f64::from(std::mem::take(&mut self.peak))
    }
}
