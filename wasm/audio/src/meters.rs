//! How loud it is: mean square and peak of a signal, per channel.
//!
//! Mean square: a one-pole low-pass of the square with a time constant of 300 ms. Peak: rises at once, falls by 20 dB in 1.7 s
//! (IEC 60268-18). Both are small recursions of every sample, so that any cutting of the stream gives the same.

use crate::block::{Block, Span};
use crate::math::exp;
use ringlight_layout::AudioMeter;
use ringlight_layout::sync::Ordering;

/// Below this, -200 dBFS, it is silence, and exactly that.
const SILENCE: f64 = 1e-10;

/// Meters of both channels.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Meters {
    mean_square: [f64; 2],
    peak: [f64; 2],
    /// Share of each new square.
    attack: f64,
    /// What is left of the peak after a frame.
    fall: f64,
}

impl Meters {
    /// Silent.
    #[must_use]
    pub fn new(rate: f32) -> Self {
        let rate = f64::from(rate);
        let attack = 1.0 - exp(-1.0 / (0.3 * rate));
        // 20 dB are ln 10.
        let fall = exp(-core::f64::consts::LN_10 / (1.7 * rate));
        Self { attack, fall, ..Self::default() }
    }

    /// Looks at a quantum and writes down what it sees.
    pub fn run(&mut self, block: &mut Block, span: Span, to: &[AudioMeter; 2]) {
        let Self { attack, fall, .. } = *self;
        for (channel, plane) in block.planes(span).enumerate() {
            let (mut mean_square, mut peak) = (self.mean_square[channel], self.peak[channel]);
            for &mut x in plane {
                let x = f64::from(x.abs());
                mean_square += attack * (x * x - mean_square);
                peak *= fall;
                peak = if x > peak { x } else { peak };
                mean_square = if mean_square < SILENCE * SILENCE { 0.0 } else { mean_square };
                peak = if peak < SILENCE { 0.0 } else { peak };
            }
            (self.mean_square[channel], self.peak[channel]) = (mean_square, peak);
            // Relaxed: each is of use on its own, and a reader that is one quantum behind is as good.
            to[channel].mean_square.store((mean_square as f32).to_bits(), Ordering::Relaxed);
            to[channel].peak.store((peak as f32).to_bits(), Ordering::Relaxed);
        }
    }
}
