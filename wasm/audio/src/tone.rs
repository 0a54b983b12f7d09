//! The test tone: a sine of 1 kHz, the same in every channel. Its peak is at -12 dBFS.

use crate::block::{Block, Span};
use crate::lanes::{F4, each};
use crate::math::{factor, sine};

/// Hertz.
pub const HERTZ: f32 = 1000.0;
/// Its peak, relative to full scale.
pub const DECIBELS: f32 = -12.0;

/// The phase of the tone.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Tone {
    /// The phase of the next frame. A turn is 2^32.
    phase: u32,
}

impl Tone {
    /// Fills a quantum.
    pub fn run(&mut self, block: &mut Block, span: Span) {
        let step = (f64::from(HERTZ) / f64::from(span.rate) * 4_294_967_296.0 + 0.5) as u32;
        let peak = F4::splat(factor(DECIBELS) as f32);
        for plane in block.planes(span) {
            each(plane, |at, _| {
                sine(core::array::from_fn(|lane| {
                    self.phase.wrapping_add(step.wrapping_mul((at + lane) as u32))
                })) * peak
            });
        }
        self.phase = self.phase.wrapping_add(step.wrapping_mul(span.frames as u32));
    }
}
