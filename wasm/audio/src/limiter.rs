//! `limiter`: never louder than its ceiling. It looks `lookahead` ahead, L frames. The output is late by as much.
//!
//! ```text
//! r(n) = ceiling / max(ceiling, |x(n)|)             the gain that frame n needs, of its loudest channel
//! m(n) = min of r(n-L) to r(n)
//! h(n) = m(n) if it is less than h(n-1), else h(n-1) + release (m(n) - h(n-1))
//! y(n) = x(n-L) mean of h(n-L+1) to h(n)
//! ```
//!
//! All L values of that mean are at most r(n-L), so y(n) is within the ceiling. The gain goes down in a straight line.
//! Gains are whole numbers of 2^-30, so a sum that is kept for hours is as exact as on its first day.

use crate::block::{Block, SEGMENT, Span, level};
use crate::gain::SMOOTH_MS;
use crate::lanes::{F4, each};
use crate::line::Line;
use crate::math::{exp, factor};
use crate::ramp::Ramp;
use ringlight_layout::Effect;

/// Number of frames that are remembered. It is more than the look-ahead and a segment at the highest rate.
const FRAMES: usize = 2048;
/// A gain of 1.
const ONE: u32 = 1 << 30;
/// Gains are less than needed by this part of them. It is more than all roundings together.
const MARGIN: f32 = 1.0 - 1.0 / (1 << 21) as f32;

/// The state of a limiter.
#[repr(C)]
pub struct Limiter {
    line: Line<FRAMES>,
    ceiling: Ramp,
    /// Of 2^32.
    release: u32,
    /// L.
    lookahead: u32,
    /// h of frame n at n modulo `FRAMES`.
    gains: [u32; FRAMES],
    /// The sum of the last L of them.
    sum: u64,
    /// h of the previous frame.
    gain: u32,
    /// Candidates for m: frames and their r. r rises from `head` to `tail`.
    frames: [u32; FRAMES],
    needs: [u32; FRAMES],
    head: u32,
    tail: u32,
}

/// Number of frames that these parameters look ahead.
#[must_use]
pub fn lookahead(effect: &Effect, rate: f32) -> u32 {
    crate::block::frames_of(effect.parameter(1), rate).clamp(1, (FRAMES - SEGMENT) as u32)
}

impl Limiter {
    /// A limiter that has these parameters from the start, as if after silence.
    pub fn start(&mut self, effect: &Effect, span: Span) {
        self.line.clear(span.start);
        self.lookahead = lookahead(effect, span.rate);
        self.gains.fill(ONE);
        (self.sum, self.gain) = (u64::from(self.lookahead) * u64::from(ONE), ONE);
        (self.head, self.tail) = (0, 0);
        self.set(effect, span);
        self.ceiling = Ramp::at(self.ceiling.goal());
    }

    /// Continues from the state of another limiter, which looks as far ahead.
    pub fn take_over(&mut self, from: &Limiter) {
        self.line.copy(&from.line);
        (self.ceiling, self.release, self.lookahead) = (from.ceiling, from.release, from.lookahead);
        (self.gains, self.sum, self.gain) = (from.gains, from.sum, from.gain);
        (self.frames, self.needs, self.head, self.tail) = (from.frames, from.needs, from.head, from.tail);
    }

    /// Goes to another ceiling and release.
    pub fn set(&mut self, effect: &Effect, span: Span) {
        self.ceiling.go(factor(effect.parameter(0)) as f32, span.frames_of(SMOOTH_MS));
        let frames = f64::from(effect.parameter(2)) * f64::from(span.rate) / 1000.0;
        self.release = ((1.0 - exp(-1.0 / frames)) * 4_294_967_296.0) as u32;
    }

    /// Limits a quantum.
    pub fn run(&mut self, block: &mut Block, span: Span) {
        let mut gains = [0.0; SEGMENT];
        let per_sum = 1.0 / (f64::from(self.lookahead) * f64::from(ONE));
        for (range, _) in span.segments() {
            let first = range.start;
            let start = span.start.wrapping_add(first as u32);
            let gains = &mut gains[..range.len()];
            level(block, span, first, gains);
            each(gains, |at, level| {
                let ceiling = self.ceiling.values(first + at);
                let need = ceiling * F4::splat(MARGIN) / level;
                // If nothing is too loud, the gain is exactly 1.
                need.or_else(ceiling.below(level), F4::splat(1.0))
            });
            for (at, gain) in gains.iter_mut().enumerate() {
                *gain = (self.step(start.wrapping_add(at as u32), *gain) as f64 * per_sum) as f32;
            }
            for (channel, plane) in block.planes(span).enumerate() {
                self.line.write(channel, &plane[range.clone()]);
            }
            self.line.advance(range.len());
            for (channel, plane) in block.planes(span).enumerate() {
                let plane = &mut plane[range.clone()];
                self.line.read(channel, start.wrapping_sub(self.lookahead), plane);
                each(plane, |at, x| x * F4::load_some(&gains[at..]));
            }
        }
        self.ceiling.pass(span.frames);
    }

    /// The sum of the last L gains, including that of frame `n`, which needs `need`.
    #[inline(always)]
    fn step(&mut self, n: u32, need: f32) -> u64 {
        let at = |n: u32| n as usize % FRAMES;
        let need = (need * ONE as f32) as u32;
        while self.tail != self.head && self.needs[at(self.tail.wrapping_sub(1))] >= need {
            self.tail = self.tail.wrapping_sub(1);
        }
        (self.frames[at(self.tail)], self.needs[at(self.tail)]) = (n, need);
        self.tail = self.tail.wrapping_add(1);
        if n.wrapping_sub(self.frames[at(self.head)]) > self.lookahead {
            self.head = self.head.wrapping_add(1);
        }
        let least = self.needs[at(self.head)];
        if least <= self.gain {
            self.gain = least;
        } else {
            let up = (u64::from(least - self.gain) * u64::from(self.release)) >> 32;
            // The last steps are 1, so that it arrives.
            self.gain = (self.gain + (up as u32).max(1)).min(least);
        }
        self.sum -= u64::from(self.gains[at(n.wrapping_sub(self.lookahead))]);
        self.sum += u64::from(self.gain);
        self.gains[at(n)] = self.gain;
        self.sum
    }

    /// The gain of the previous frame.
    #[must_use]
    pub fn gain(&self) -> f32 {
        (self.sum as f64 / (f64::from(self.lookahead) * f64::from(ONE))) as f32
    }
}
