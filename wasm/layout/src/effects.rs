//! The effects: their codes, and the limits of their parameters. `src/catalogue/effects.ts` has the table for users.

use crate::Effect;

macro_rules! effects {
    ($($(#[$doc:meta])* $name:ident = $code:literal => $label:literal [$($limits:expr),*],)*) => {
        $($(#[$doc])* pub const $name: u32 = $code;)*
        /// The effects that a chain can have.
        pub const EFFECT_KINDS: &[(&str, u32)] = &[$(($label, $code),)*];
        /// Smallest and largest value of each parameter of an effect, in its own unit.
        #[must_use]
        pub const fn effect_limits(kind: u32) -> &'static [(f32, f32)] {
            match kind {
                $($code => &[$($limits),*],)*
                _ => &[],
            }
        }
    };
}

effects! {
    /// Makes the sound louder or softer. Decibels.
    EFFECT_GAIN = 1 => "gain" [(-60.0, 24.0)],
    /// High-pass of second order. Hertz, Q.
    EFFECT_HIGH_PASS = 2 => "high-pass" [(10.0, 5000.0), (0.3, 4.0)],
    /// Low shelf, peak and high shelf. Decibels of the three, then their hertz.
    EFFECT_EQUALIZER = 3 => "equalizer"
        [(-24.0, 24.0), (-24.0, 24.0), (-24.0, 24.0), (20.0, 1000.0), (100.0, 10_000.0), (1000.0, 20_000.0)],
    /// Noise gate. Threshold and hysteresis in decibels; attack, hold, release in milliseconds; floor in decibels.
    EFFECT_GATE = 4 => "gate"
        [(-90.0, 0.0), (0.0, 24.0), (0.5, 100.0), (10.0, 2000.0), (5.0, 2000.0), (-90.0, 0.0)],
    /// Compressor. Threshold in decibels, ratio; attack, release in milliseconds; knee, make-up in decibels.
    EFFECT_COMPRESSOR = 5 => "compressor"
        [(-60.0, 0.0), (1.0, 20.0), (0.1, 200.0), (5.0, 2000.0), (0.0, 30.0), (0.0, 24.0)],
    /// Limiter. Ceiling in decibels; look-ahead, release in milliseconds.
    EFFECT_LIMITER = 6 => "limiter" [(-30.0, 0.0), (1.0, 10.0), (5.0, 1000.0)],
    /// Echo. Milliseconds; feedback, mix in percent.
    EFFECT_DELAY = 7 => "delay" [(1.0, 1000.0), (0.0, 95.0), (0.0, 100.0)],
    /// Noise reduction. Another module does it. Amount in percent.
    EFFECT_DENOISE = 8 => "denoise" [(0.0, 100.0)],
}

impl Effect {
    /// Parameter `index`, moved within its limits, because the memory may hold any value. NaN becomes the smallest
    /// value.
    ///
    /// # Panics
    /// If the effect has no such parameter, which is a mistake in the effects.
    #[must_use]
    pub fn parameter(&self, index: usize) -> f32 {
        let (min, max) = effect_limits(self.kind)[index];
        let value = self.parameters[index];
        if value >= min { value.min(max) } else { min }
    }
}
