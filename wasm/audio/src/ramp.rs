//! A parameter that goes from one value to the next in a straight line, so that nothing clicks.

use crate::lanes::{F4, LANES};

/// A value on its way. Frame i from now on has `value(i)`. After `length` frames the value has arrived.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ramp {
    from: f32,
    to: f32,
    /// Number of frames that have passed, up to `length`.
    at: u32,
    length: u32,
}

impl Ramp {
    /// A ramp that is already at its value.
    #[must_use]
    pub fn at(value: f32) -> Self {
        Self { from: value, to: value, at: 0, length: 0 }
    }

    /// Goes to `value` in `length` frames, from where it is now.
    pub fn go(&mut self, value: f32, length: u32) {
        if value != self.to {
            *self = Self { from: self.now(), to: value, at: 0, length };
        }
    }

    /// The value that it goes to.
    #[must_use]
    pub fn goal(&self) -> f32 {
        self.to
    }

    /// Whether it has arrived.
    #[must_use]
    pub fn is_still(&self) -> bool {
        self.at >= self.length
    }

    /// The value of the previous frame.
    #[must_use]
    pub fn now(&self) -> f32 {
        if self.is_still() { self.to } else { self.from + (self.to - self.from) * self.share(self.at) }
    }

    fn share(&self, at: u32) -> f32 {
        at as f32 * (1.0 / self.length as f32)
    }

    /// The values of frames `i` to `i + 3`.
    #[inline(always)]
    #[must_use]
    pub fn values(&self, i: usize) -> F4 {
        if self.is_still() {
            return F4::splat(self.to);
        }
        let first = self.at + i as u32 + 1;
        let at = F4::new(core::array::from_fn::<_, LANES, _>(|lane| (first + lane as u32) as f32));
        let share = at * F4::splat(1.0 / self.length as f32);
        let value = F4::splat(self.from) + F4::splat(self.to - self.from) * share;
        value.or_else(at.below(F4::splat(self.length as f32)), F4::splat(self.to))
    }

    /// Moves on by `frames`.
    pub fn pass(&mut self, frames: usize) {
        self.at = (self.at + frames as u32).min(self.length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrives_after_its_length_whatever_the_cuts() {
        let mut whole = Ramp::at(0.25);
        whole.go(1.0, 10);
        let expected: Vec<f32> = (0..16).map(|i| whole.values(i).lanes()[0]).collect();
        assert!((expected[0] - 0.325).abs() < 1e-6, "it moves with the first frame");
        assert!(expected[8] < 1.0 && expected[9..].iter().all(|&value| value == 1.0));
        let mut cut = Ramp::at(0.25);
        cut.go(1.0, 10);
        let mut values = Vec::new();
        for frames in [1, 3, 2, 7, 3] {
            values.extend((0..frames).map(|i| cut.values(i).lanes()[0]));
            cut.pass(frames);
            assert_eq!(cut.now(), values[values.len() - 1]);
        }
        assert_eq!(values, expected);
    }

    #[test]
    fn turns_round_where_it_is() {
        let mut ramp = Ramp::at(0.0);
        ramp.go(1.0, 4);
        ramp.pass(2);
        assert_eq!(ramp.now(), 0.5);
        ramp.go(0.0, 4);
        assert_eq!(ramp.values(0).lanes(), [0.375, 0.25, 0.125, 0.0]);
    }
}
