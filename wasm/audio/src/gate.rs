//! `gate`: a noise gate with hysteresis.
//!
//! ```text
//! level = max of |x| over the channels
//! open:   level >= threshold                                          then
//! closed: level < threshold - hysteresis for longer than hold
//! gain:   open: up to 1 in a straight line, which takes attack from 0; closed: down to floor in a straight line of decibels,
//!         which takes release from 1
//! ```

use crate::block::{Block, SEGMENT, Span, level};
use crate::gain::SMOOTH_MS;
use crate::lanes::{F4, each};
use crate::math::{exp2, factor};
use crate::ramp::Ramp;
use core::f64::consts::LOG2_10;
use ringlight_layout::Effect;

/// The state of a gate.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Gate {
    /// Level that opens it.
    opens: f32,
    /// Level that keeps it open.
    keeps: f32,
    /// Number that is added per frame.
    attack: f64,
    /// Factor that is applied per frame.
    release: f64,
    floor: Ramp,
    /// Frames.
    hold: u32,
    is_open: u32,
    /// Number of frames for which it stays open.
    held: u32,
    gain: f64,
}

impl Gate {
    /// A gate that has these parameters from the start. It begins open.
    #[must_use]
    pub fn new(effect: &Effect, span: Span) -> Self {
        let mut gate = Self { is_open: 1, gain: 1.0, ..Self::default() };
        gate.floor = Ramp::at(factor(effect.parameter(5)) as f32);
        gate.set(effect, span);
        gate.held = gate.hold;
        gate
    }

    /// Goes to other parameters.
    pub fn set(&mut self, effect: &Effect, span: Span) {
        let [threshold, hysteresis, attack, hold, release, floor] =
            core::array::from_fn(|index| effect.parameter(index));
        self.opens = factor(threshold) as f32;
        self.keeps = factor(threshold - hysteresis) as f32;
        self.attack = 1.0 / f64::from(span.frames_of(attack).max(1));
        self.release = exp2(f64::from(floor) / f64::from(span.frames_of(release).max(1)) * (LOG2_10 / 20.0));
        self.hold = span.frames_of(hold);
        self.floor.go(factor(floor) as f32, span.frames_of(SMOOTH_MS));
    }

    /// Gates a quantum.
    pub fn run(&mut self, block: &mut Block, span: Span) {
        let mut gains = [0.0; SEGMENT];
        for (range, _) in span.segments() {
            let gains = &mut gains[..range.len()];
            level(block, span, range.start, gains);
            let first = range.start;
            for (at, four) in gains.chunks_mut(4).enumerate() {
                let floor = self.floor.values(first + 4 * at).lanes();
                for (gain, floor) in four.iter_mut().zip(floor) {
                    *gain = self.step(*gain, floor);
                }
            }
            for plane in block.planes(span) {
                each(&mut plane[range.clone()], |at, x| x * F4::load_some(&gains[at..]));
            }
        }
        self.floor.pass(span.frames);
    }

    /// The gain of the next frame.
    #[inline(always)]
    fn step(&mut self, level: f32, floor: f32) -> f32 {
        if level >= self.opens || (self.is_open != 0 && level >= self.keeps) {
            (self.is_open, self.held) = (1, self.hold);
        } else if self.held > 0 {
            self.held -= 1;
        } else {
            self.is_open = 0;
        }
        self.gain = if self.is_open != 0 {
            let up = self.gain + self.attack;
            if up < 1.0 { up } else { 1.0 }
        } else {
            let (down, floor) = (self.gain * self.release, f64::from(floor));
            if down > floor { down } else { floor }
        };
        self.gain as f32
    }

    /// The gain of the previous frame.
    #[must_use]
    pub fn gain(&self) -> f32 {
        self.gain as f32
    }
}
