//! The filters: their codes, and what their parameters can be. `src/filters.ts` makes the table that people see of them.

use crate::{Filter, MAX_RADIUS};

macro_rules! filters {
    ($($(#[$doc:meta])* $name:ident = $code:literal => $label:literal [$($limits:expr),*],)*) => {
        $($(#[$doc])* pub const $name: u32 = $code;)*
        /// What a filter of a chain does.
        pub const FILTER_KINDS: &[(&str, u32)] = &[$(($label, $code),)*];
        /// Smallest and largest value of each parameter of a filter, in the kernels' whole numbers.
        #[must_use]
        pub const fn parameter_limits(kind: u32) -> &'static [(i32, i32)] {
            match kind {
                $($code => &[$($limits),*],)*
                _ => &[],
            }
        }
    };
}

filters! {
    /// Luma only.
    GRAYSCALE = 1 => "grayscale" [],
    /// Mean over a window. Radius in luma pixels.
    BOX_BLUR = 2 => "box-blur" [(0, MAX_RADIUS as i32)],
    /// Adds. Amount in percent of the range.
    BRIGHTNESS = 3 => "brightness" [(-100, 100)],
    /// Stretches around the middle. Amount in percent.
    CONTRAST = 4 => "contrast" [(-100, 100)],
    /// A power. Gamma in hundredths.
    GAMMA = 5 => "gamma" [(10, 400)],
    /// The negative.
    INVERT = 6 => "invert" [],
    /// Black or white. Smallest value that becomes white.
    THRESHOLD = 7 => "threshold" [(0, 255)],
    /// Few levels. How many.
    POSTERIZE = 8 => "posterize" [(2, 16)],
}

impl Filter {
    /// Parameter `index`, within its limits: what the memory says is not trusted.
    ///
    /// # Panics
    /// If the filter has no such parameter, which is a mistake in the kernels.
    #[must_use]
    pub fn parameter(&self, index: usize) -> i32 {
        let (min, max) = parameter_limits(self.kind)[index];
        self.parameters[index].clamp(min, max)
    }
}
