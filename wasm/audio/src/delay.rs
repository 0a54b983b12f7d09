//! `delay`: an echo, and echoes of that echo.
//!
//! ```text
//! e(n) = w(n - D)
//! w(n) = rise(n) (x(n) + feedback e(n))
//! y(n) = x(n) + mix (e(n) - x(n))
//! ```
//!
//! A new D is a cross-fade of 10 ms from the old one. `rise` goes from 0 to 1 in the same time. Otherwise the first
//! echo would begin with a step. If the effects before this one change, the sound in the line ends in the same way.

use crate::block::{Block, HEADROOM, SEGMENT, Span, TINY};
use crate::gain::SMOOTH_MS;
use crate::lanes::{F4, each};
use crate::line::{LongLine, Tap};
use crate::ramp::Ramp;
use ringlight_layout::{AUDIO_MAX_DELAY_FRAMES, Effect};

/// The state of a delay, beside its line.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Delay {
    tap: Tap,
    distance: u32,
    feedback: Ramp,
    mix: Ramp,
    /// The share of the sound that goes into the line.
    fed: Ramp,
}

impl Delay {
    /// A delay that has these parameters from the start, and an empty line.
    pub fn new(effect: &Effect, line: &mut LongLine, span: Span) -> Self {
        line.clear(span.start);
        let mut delay = Self::default();
        delay.set(effect, span);
        delay.tap = Tap::at(delay.distance);
        delay.feedback = Ramp::at(delay.feedback.goal());
        delay.mix = Ramp::at(delay.mix.goal());
        delay.fed.go(1.0, span.frames_of(SMOOTH_MS));
        delay
    }

    /// Goes to other parameters.
    pub fn set(&mut self, effect: &Effect, span: Span) {
        let length = span.frames_of(SMOOTH_MS);
        // Four samples at a time are written before they are read again.
        self.distance = span.frames_of(effect.parameter(0)).clamp(4, AUDIO_MAX_DELAY_FRAMES as u32);
        self.feedback.go(effect.parameter(1) / 100.0, length);
        self.mix.go(effect.parameter(2) / 100.0, length);
    }

    /// The next input has nothing to do with the previous input. So the line ends softly and goes on softly.
    pub fn splice(&mut self, line: &mut LongLine, span: Span) {
        let length = span.frames_of(SMOOTH_MS);
        line.fade_out(length);
        self.fed = Ramp::at(0.0);
        self.fed.go(1.0, length);
    }

    /// Delays a quantum.
    pub fn run(&mut self, line: &mut LongLine, block: &mut Block, span: Span) {
        self.tap.go(self.distance, span.frames_of(SMOOTH_MS));
        let most = SEGMENT.min(self.tap.nearest());
        let mut first = 0;
        while first < span.frames {
            let frames = most.min(span.frames - first);
            let start = span.start.wrapping_add(first as u32);
            for (channel, plane) in block.planes(span).enumerate() {
                let plane = &mut plane[first..first + frames];
                let (mut echo, mut fed) = ([0.0; SEGMENT], [0.0; SEGMENT]);
                let (echo, fed) = (&mut echo[..frames], &mut fed[..frames]);
                self.tap.read(line, channel, start, first, echo);
                fed.copy_from_slice(plane);
                each(fed, |at, x| {
                    let again = F4::load_some(&echo[at..]) * self.feedback.values(first + at);
                    let w = ((x + again) * self.fed.values(first + at)).within(HEADROOM);
                    // An echo that has died away is exactly silent.
                    w.masked(F4::splat(TINY).below(w.abs()))
                });
                line.write(channel, fed);
                each(plane, |at, x| x + (F4::load_some(&echo[at..]) - x) * self.mix.values(first + at));
            }
            line.advance(frames);
            first += frames;
        }
        self.tap.pass(span.frames);
        for ramp in [&mut self.feedback, &mut self.mix, &mut self.fed] {
            ramp.pass(span.frames);
        }
    }
}
