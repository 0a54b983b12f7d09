//! `compressor`: feed-forward, with a soft knee. It follows Giannoulis, Massberg and Reiss, "Digital Dynamic Range
//! Compressor Design" (2012). All levels are in powers of two here (6.02 dB).
//!
//! ```text
//! over = log2(max of |x| over the channels) - threshold
//! t = over + knee/2, within 0 to knee
//! c = (1 - 1/ratio) (t^2 / (2 knee) + max(over - knee/2, 0))       reduction that the curve asks for
//! s = s + (c > s ? attack : release) (c - s)                       attack, release = 1 - exp(-1 / frames)
//! y = x 2^(makeup - s)
//! ```

use crate::block::{Block, HEADROOM, SEGMENT, Span, level};
use crate::gain::SMOOTH_MS;
use crate::lanes::{F4, each};
use crate::math::{exp, exp2, exp2_4, log2_4};
use crate::ramp::Ramp;
use ringlight_layout::Effect;

/// A power of two in decibels.
pub const OCTAVE_DB: f32 = 6.020_6;
/// Lower levels count as this one: -140 dBFS.
const QUIETEST: f32 = 1e-7;
/// The least width of a knee, so that nothing is divided by 0.
const SHARPEST: f32 = 1e-3;

/// The state of a compressor.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Compressor {
    /// In powers of two, like `knee` and `makeup`.
    threshold: Ramp,
    knee: Ramp,
    makeup: Ramp,
    /// 1 - 1/ratio.
    slope: Ramp,
    attack: f64,
    release: f64,
    /// Reduction of the previous frame, in powers of two.
    reduction: f64,
}

impl Compressor {
    /// A compressor that has these parameters from the start.
    #[must_use]
    pub fn new(effect: &Effect, span: Span) -> Self {
        let mut compressor = Self::default();
        compressor.set(effect, span);
        for ramp in
            [&mut compressor.threshold, &mut compressor.knee, &mut compressor.makeup, &mut compressor.slope]
        {
            *ramp = Ramp::at(ramp.goal());
        }
        compressor
    }

    /// Goes to other parameters.
    pub fn set(&mut self, effect: &Effect, span: Span) {
        let [threshold, ratio, attack, release, knee, makeup] =
            core::array::from_fn(|index| effect.parameter(index));
        let length = span.frames_of(SMOOTH_MS);
        self.threshold.go(threshold / OCTAVE_DB, length);
        self.knee.go((knee / OCTAVE_DB).max(SHARPEST), length);
        self.makeup.go(makeup / OCTAVE_DB, length);
        self.slope.go(1.0 - 1.0 / ratio, length);
        let share = |ms: f32| 1.0 - exp(-1000.0 / (f64::from(ms) * f64::from(span.rate)));
        (self.attack, self.release) = (share(attack), share(release));
    }

    /// Compresses a quantum.
    pub fn run(&mut self, block: &mut Block, span: Span) {
        let mut gains = [0.0; SEGMENT];
        let half = F4::splat(0.5);
        let zero = F4::splat(0.0);
        for (range, ends) in span.segments() {
            let first = range.start;
            let gains = &mut gains[..range.len()];
            level(block, span, first, gains);
            each(gains, |at, level| {
                let knee = self.knee.values(first + at);
                let over = log2_4(level.most(F4::splat(QUIETEST))) - self.threshold.values(first + at);
                let t = (over + knee * half).most(zero).least(knee);
                let beyond = (over - knee * half).most(zero);
                self.slope.values(first + at) * (t * t * (half / knee) + beyond)
            });
            for gain in gains.iter_mut() {
                let wanted = f64::from(*gain) - self.reduction;
                let share = if wanted > 0.0 { self.attack } else { self.release };
                self.reduction += share * wanted;
                *gain = self.reduction as f32;
            }
            if ends && self.reduction < 1e-9 {
                self.reduction = 0.0;
            }
            each(gains, |at, reduction| exp2_4(self.makeup.values(first + at) - reduction));
            for plane in block.planes(span) {
                each(&mut plane[range.clone()], |at, x| (x * F4::load_some(&gains[at..])).within(HEADROOM));
            }
        }
        for ramp in [&mut self.threshold, &mut self.knee, &mut self.makeup, &mut self.slope] {
            ramp.pass(span.frames);
        }
    }

    /// The gain of the previous frame, without make-up.
    #[must_use]
    pub fn gain(&self) -> f32 {
        exp2(-self.reduction) as f32
    }
}
