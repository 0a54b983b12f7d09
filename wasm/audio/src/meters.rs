//! How loud the sound is: mean square and peak of a signal, per channel.
//!
//! The mean square is a one-pole low-pass of the square, with a time constant of 300 ms. The peak rises at once and
//! falls by 20 dB in 1.7 s (IEC 60268-18). Both are small recursions over every sample, so any cutting of the stream
//! gives the same.

use crate::block::{Block, Span};
use crate::math::exp;
use crate::wide::{Stereo, Wide};
use ringlight_layout::AudioMeter;
use ringlight_layout::sync::Ordering;

/// Below this, -200 dBFS, the value is silence: exactly 0.
const SILENCE: f64 = 1e-10;

/// Meters of both channels.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Meters {
    mean_square: [f64; 2],
    peak: [f64; 2],
    /// The share of each new square.
    attack: f64,
    /// The share of the peak that is left after a frame.
    fall: f64,
}

impl Meters {
    /// Meters that show silence.
    #[must_use]
    pub fn new(rate: f32) -> Self {
        let rate = f64::from(rate);
        let attack = 1.0 - exp(-1.0 / (0.3 * rate));
        // 20 dB are ln 10.
        let fall = exp(-core::f64::consts::LN_10 / (1.7 * rate));
        Self { attack, fall, ..Self::default() }
    }

    /// Measures a quantum and writes down the results.
    pub fn run(&mut self, block: &mut Block, span: Span, to: &[AudioMeter; 2]) {
        let planes = block.both(span);
        if span.channels == 1 {
            self.look::<f64>(&planes, span);
        } else {
            self.look::<Stereo>(&planes, span);
        }
        for ((to, mean_square), peak) in to.iter().zip(self.mean_square).zip(self.peak) {
            // Relaxed: each value is useful on its own, and it does no harm if a reader is one quantum behind.
            to.mean_square.store((mean_square as f32).to_bits(), Ordering::Relaxed);
            to.peak.store((peak as f32).to_bits(), Ordering::Relaxed);
        }
    }

    /// Hot: every frame of a quantum.
    #[inline(never)]
    fn look<W: Wide>(&mut self, planes: &[&mut [f32]; 2], span: Span) {
        let [attack, keep, fall] = [self.attack, 1.0 - self.attack, self.fall].map(W::splat);
        let (mut mean_square, mut peak) = (W::of(self.mean_square), W::of(self.peak));
        for (range, ends) in span.segments() {
            for i in range {
                let x = W::load(planes, i).abs();
                mean_square = mean_square * keep + x * x * attack;
                peak = (peak * fall).most(x);
            }
            if ends {
                let settle = |least: f64| move |value: f64| if value < least { 0.0 } else { value };
                mean_square = W::of(mean_square.values().map(settle(SILENCE * SILENCE)));
                peak = W::of(peak.values().map(settle(SILENCE)));
            }
        }
        (self.mean_square, self.peak) = (mean_square.values(), peak.values());
    }
}
