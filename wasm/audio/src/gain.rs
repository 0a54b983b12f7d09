//! `gain`: multiplies every sample by a factor. The factor goes to a new one in a straight line of 10 ms.

use crate::block::{Block, HEADROOM, Span};
use crate::lanes::each;
use crate::math::factor;
use crate::ramp::Ramp;
use ringlight_layout::Effect;

/// Milliseconds in which a parameter goes from one value to the next, in all effects but filters.
pub const SMOOTH_MS: f32 = 10.0;

/// What a gain keeps.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Gain {
    factor: Ramp,
}

impl Gain {
    /// With these parameters from the start.
    #[must_use]
    pub fn new(effect: &Effect) -> Self {
        Self { factor: Ramp::at(factor(effect.parameter(0)) as f32) }
    }

    /// Goes to other parameters.
    pub fn set(&mut self, effect: &Effect, span: Span) {
        self.factor.go(factor(effect.parameter(0)) as f32, span.frames_of(SMOOTH_MS));
    }

    /// A quantum.
    pub fn run(&mut self, block: &mut Block, span: Span) {
        let factor = self.factor;
        for plane in block.planes(span) {
            each(plane, |at, x| (x * factor.values(at)).within(HEADROOM));
        }
        self.factor.pass(span.frames);
    }
}
