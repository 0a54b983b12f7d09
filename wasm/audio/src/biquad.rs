//! `high-pass` and `equalizer`: second-order sections after Robert Bristow-Johnson's "Cookbook formulae for audio EQ
//! biquad filter coefficients", in direct form I:
//!
//! ```text
//! y = b0 x + b1 x1 + b2 x2 - a1 y1 - a2 y2        b, a: by a0; x1, x2: the two frames before
//! ```
//!
//! All of this is in f64. At 20 Hz and 96 kHz the poles are closer to 1 than an f32 can say. Changed parameters go to
//! their new values in a straight line (of the logarithms, for frequencies and Q). The coefficients follow. They are
//! designed anew for every `GRAIN`th frame of the way, and go in a straight line in between. All (a1, a2) of stable
//! filters form a triangle. So what lies between two of them is stable, too. States are tidied up at the end of each
//! segment of the stream. What has died away becomes exactly 0, because WebAssembly computes with subnormal numbers
//! slowly.

use crate::block::{Block, Span, tidy};
use crate::math::{exp2, log2, sin_cos};
use crate::wide::{Stereo, Wide};
use core::f64::consts::{LOG2_10, PI, SQRT_2};
use ringlight_layout::{EFFECT_HIGH_PASS, Effect};

/// Q of the equalizer's middle band.
pub const PEAK_Q: f64 = 0.9;
/// Milliseconds in which a filter goes from one set of parameters to the next. A filter's states are of its old
/// coefficients. In less time a shelf that is turned by 30 dB would be heard to do so.
const GLIDE_MS: f32 = 30.0;
/// Frames from one design to the next, on the way to new parameters.
const GRAIN: u32 = 8;
/// Highest frequency of a band, as a share of the sample rate.
pub const HIGHEST: f64 = 0.45;

/// b0, b1, b2, a1, a2, all divided by a0.
pub type Coefficients = [f64; 5];

/// What a section does.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Passes frequencies above.
    HighPass,
    /// Makes frequencies below louder or softer. The slope is 1.
    LowShelf,
    /// Makes frequencies around louder or softer.
    Peak,
    /// Makes frequencies above louder or softer. The slope is 1.
    HighShelf,
}

/// The coefficients of a section, at a frequency in hertz.
#[must_use]
pub fn design(shape: Shape, rate: f64, hertz: f64, q: f64, db: f64) -> Coefficients {
    let (sin, cos) = sin_cos(2.0 * PI * (hertz / rate).min(HIGHEST));
    // The square root of the gain's factor, and the square root of that root.
    let a = exp2(db * (LOG2_10 / 40.0));
    let root = exp2(db * (LOG2_10 / 80.0));
    let (up, down) = (a + 1.0, a - 1.0);
    let alpha = sin / (2.0 * q);
    let shelf = 2.0 * root * (sin / 2.0 * SQRT_2);
    let (b, a) = match shape {
        Shape::HighPass => (
            [f64::midpoint(1.0, cos), -(1.0 + cos), f64::midpoint(1.0, cos)],
            [1.0 + alpha, -2.0 * cos, 1.0 - alpha],
        ),
        Shape::Peak => {
            ([1.0 + alpha * a, -2.0 * cos, 1.0 - alpha * a], [1.0 + alpha / a, -2.0 * cos, 1.0 - alpha / a])
        }
        Shape::LowShelf => (
            [a * (up - down * cos + shelf), 2.0 * a * (down - up * cos), a * (up - down * cos - shelf)],
            [up + down * cos + shelf, -2.0 * (down + up * cos), up + down * cos - shelf],
        ),
        Shape::HighShelf => (
            [a * (up + down * cos + shelf), -2.0 * a * (down + up * cos), a * (up + down * cos - shelf)],
            [up - down * cos + shelf, 2.0 * (down - up * cos), up - down * cos - shelf],
        ),
    };
    [b[0] / a[0], b[1] / a[0], b[2] / a[0], a[1] / a[0], a[2] / a[0]]
}

/// What a section must do: the arguments of `design`, with logarithms to base 2.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Goal {
    log_hertz: f64,
    log_q: f64,
    db: f64,
}

/// One section.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Section {
    from: Goal,
    to: Goal,
    /// Of `to`.
    settled: Coefficients,
}

/// Sections, one after the other.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    sections: [Section; 3],
    count: u32,
    /// Frames of the way to new parameters that have passed, up to `length`.
    at: u32,
    length: u32,
    /// Per channel: the previous frame and the one before it, first of the input, then of the output of each section.
    before: [[f64; 2]; 4],
    before_that: [[f64; 2]; 4],
}

/// The shapes of an effect's sections.
fn shapes(count: u32) -> [Shape; 3] {
    if count == 1 { [Shape::HighPass; 3] } else { [Shape::LowShelf, Shape::Peak, Shape::HighShelf] }
}

/// What an effect's sections must do, and how many sections there are.
fn goals(effect: &Effect) -> ([Goal; 3], u32) {
    let value = |index| f64::from(effect.parameter(index));
    let goal = |hertz: f64, q: f64, db| Goal { log_hertz: log2(hertz), log_q: log2(q), db };
    if effect.kind == EFFECT_HIGH_PASS {
        return ([goal(value(0), value(1), 0.0), Goal::default(), Goal::default()], 1);
    }
    let bands = [(3, 1.0, 0), (4, PEAK_Q, 1), (5, 1.0, 2)];
    (bands.map(|(hertz, q, db)| goal(value(hertz), q, value(db))), 3)
}

impl Goal {
    fn design(&self, shape: Shape, rate: f32) -> Coefficients {
        design(shape, f64::from(rate), exp2(self.log_hertz), exp2(self.log_q), self.db)
    }

    fn towards(&self, to: &Goal, share: f64) -> Goal {
        let between = |from: f64, to: f64| from + (to - from) * share;
        Goal {
            log_hertz: between(self.log_hertz, to.log_hertz),
            log_q: between(self.log_q, to.log_q),
            db: between(self.db, to.db),
        }
    }
}

/// The coefficients of N sections between two frames of a way.
struct Grain<const N: usize> {
    /// Number of the grain. None at first.
    number: u32,
    first: [Coefficients; N],
    last: [Coefficients; N],
}

impl Filter {
    /// A filter that has these parameters from the start.
    #[must_use]
    pub fn new(effect: &Effect, rate: f32) -> Self {
        let (goals, count) = goals(effect);
        let mut filter = Self { count, ..Self::default() };
        for ((section, to), shape) in filter.sections.iter_mut().zip(goals).zip(shapes(count)) {
            *section = Section { from: to, to, settled: to.design(shape, rate) };
        }
        filter
    }

    /// Goes to other parameters.
    pub fn set(&mut self, effect: &Effect, span: Span) {
        let (goals, count) = goals(effect);
        if self.sections.iter().zip(goals).all(|(section, to)| section.to == to) {
            return;
        }
        let share = self.share(self.at);
        for ((section, to), shape) in self.sections.iter_mut().zip(goals).zip(shapes(count)) {
            section.from = section.from.towards(&section.to, share);
            (section.to, section.settled) = (to, to.design(shape, span.rate));
        }
        (self.at, self.length) = (0, span.frames_of(GLIDE_MS));
    }

    /// The share of the way that has passed after `at` frames of it.
    fn share(&self, at: u32) -> f64 {
        if at >= self.length { 1.0 } else { f64::from(at) / f64::from(self.length) }
    }

    /// The coefficients of all sections, `at` frames along the way.
    fn on_the_way<const N: usize>(&self, at: u32, rate: f32, grain: &mut Grain<N>) -> [Coefficients; N] {
        if at >= self.length {
            return core::array::from_fn(|k| self.sections[k].settled);
        }
        let shapes = shapes(self.count);
        if grain.number != at / GRAIN {
            grain.number = at / GRAIN;
            let designed = |at: u32| {
                core::array::from_fn(|k| {
                    let Section { from, to, .. } = &self.sections[k];
                    from.towards(to, self.share(at)).design(shapes[k], rate)
                })
            };
            grain.first = designed(grain.number * GRAIN);
            grain.last = designed((grain.number + 1) * GRAIN);
        }
        let share = f64::from(at % GRAIN) / f64::from(GRAIN);
        core::array::from_fn(|k| {
            let (first, last) = (&grain.first[k], &grain.last[k]);
            core::array::from_fn(|i| first[i] + (last[i] - first[i]) * share)
        })
    }

    /// Filters a quantum.
    pub fn run(&mut self, block: &mut Block, span: Span) {
        let mut planes = block.both(span);
        match (span.channels, self.count, self.at >= self.length) {
            (1, 1, true) => self.cascade::<f64, 1, true>(&mut planes, span),
            (1, 1, false) => self.cascade::<f64, 1, false>(&mut planes, span),
            (1, _, true) => self.cascade::<f64, 3, true>(&mut planes, span),
            (1, _, false) => self.cascade::<f64, 3, false>(&mut planes, span),
            (_, 1, true) => self.cascade::<Stereo, 1, true>(&mut planes, span),
            (_, 1, false) => self.cascade::<Stereo, 1, false>(&mut planes, span),
            (_, _, true) => self.cascade::<Stereo, 3, true>(&mut planes, span),
            (_, _, false) => self.cascade::<Stereo, 3, false>(&mut planes, span),
        }
        self.at = (self.at + span.frames as u32).min(self.length);
        tidy(block, span);
    }

    /// Hot: filters a quantum through N sections. `STILL`: none of them is on its way.
    #[inline(never)]
    fn cascade<W: Wide, const N: usize, const STILL: bool>(
        &mut self,
        planes: &mut [&mut [f32]; 2],
        span: Span,
    ) {
        let sections: [Section; N] = core::array::from_fn(|k| self.sections[k]);
        let mut coefficients = sections.map(|section| section.settled.map(W::splat));
        let (mut h1, mut h2) = (self.before.map(W::of), self.before_that.map(W::of));
        let mut grain = Grain { number: u32::MAX, first: [[0.0; 5]; N], last: [[0.0; 5]; N] };
        for (range, ends) in span.segments() {
            for i in range {
                if !STILL {
                    let now = self.on_the_way(self.at + i as u32 + 1, span.rate, &mut grain);
                    coefficients = now.map(|now| now.map(W::splat));
                }
                let mut x = W::load(planes, i);
                for k in 0..N {
                    let [b0, b1, b2, a1, a2] = coefficients[k];
                    // The newest comes last. Everything else can be computed before it is there.
                    let y = b0 * x + b1 * h1[k] + (b2 * h2[k] - a2 * h2[k + 1]) - a1 * h1[k + 1];
                    (h2[k], h1[k]) = (h1[k], x);
                    x = y;
                }
                (h2[N], h1[N]) = (h1[N], x);
                x.store(planes, i);
            }
            if ends {
                for state in h1.iter_mut().chain(&mut h2) {
                    *state = W::of(state.values().map(settle));
                }
            }
        }
        (self.before, self.before_that) = (h1.map(W::values), h2.map(W::values));
    }

    /// Whether nothing is left of past sound.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.before.iter().chain(&self.before_that).all(|&frame| frame == [0.0; 2])
    }
}

/// A state. It is 0 if the state has died away or makes no sense.
fn settle(state: f64) -> f64 {
    if state.abs() > 1e-20 && state.abs() < 1e9 { state } else { 0.0 }
}
