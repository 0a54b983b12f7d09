//! The filters: their codes, and the limits of their parameters. `src/catalogue/filters.ts` has the table for users.

use crate::{Filter, MAX_RADIUS};

/// White, as a parameter.
const MAX_COLOUR: i32 = 0xff_ffff;

macro_rules! filters {
    ($($(#[$doc:meta])* $name:ident = $code:literal => $label:literal [$($limits:expr),*],)*) => {
        $($(#[$doc])* pub const $name: u32 = $code;)*
        /// What a filter of a chain does.
        pub const FILTER_KINDS: &[(&str, u32)] = &[$(($label, $code),)*];
        /// Smallest and largest value of each parameter of a filter, in the whole numbers that the kernels use.
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
    /// Keeps luma only.
    GRAYSCALE = 1 => "grayscale" [],
    /// Takes the mean over a window. Radius in luma pixels.
    BOX_BLUR = 2 => "box-blur" [(0, MAX_RADIUS as i32)],
    /// Adds the same to all samples. Amount in percent of the range.
    BRIGHTNESS = 3 => "brightness" [(-100, 100)],
    /// Stretches values around the middle. Amount in percent.
    CONTRAST = 4 => "contrast" [(-100, 100)],
    /// Raises values to a power. Gamma in hundredths.
    GAMMA = 5 => "gamma" [(10, 400)],
    /// Makes the negative.
    INVERT = 6 => "invert" [],
    /// Makes all black or white. Smallest value that becomes white.
    THRESHOLD = 7 => "threshold" [(0, 255)],
    /// Leaves few levels. Number of levels.
    POSTERIZE = 8 => "posterize" [(2, 16)],
    /// Makes colours stronger or weaker. Percent of what there is.
    SATURATION = 9 => "saturation" [(0, 200)],
    /// Turns colours. Degrees.
    HUE = 10 => "hue" [(-180, 180)],
    /// Makes colours warmer or colder, and green or magenta. Temperature and tint in percent.
    WHITE_BALANCE = 11 => "white-balance" [(-100, 100), (-100, 100)],
    /// Makes the picture brown, as in old photographs. Amount in percent.
    SEPIA = 12 => "sepia" [(0, 100)],
    /// Swaps left and right.
    MIRROR = 13 => "mirror" [],
    /// Swaps top and bottom.
    FLIP = 14 => "flip" [],
    /// Replaces blocks by their means. Half of a block's side in luma pixels, which is the side in chroma pixels.
    PIXELATE = 15 => "pixelate" [(1, 64)],
    /// Makes the picture darker towards the corners. Amount in percent, and where it begins, in percent of the way
    /// there.
    VIGNETTE = 16 => "vignette" [(0, 100), (0, 80)],
    /// Unsharp mask. Amount in percent, radius in luma pixels.
    SHARPEN = 17 => "sharpen" [(0, 200), (1, 20)],
    /// Finds edges with Sobel's operator.
    EDGES = 18 => "edges" [],
    /// Runs three box blurs. Sigma in tenths of a luma pixel.
    GAUSSIAN_BLUR = 19 => "gaussian-blur" [(5, 400)],
    /// Averages over time where nothing moves. Strength in percent. The difference that counts as motion, in levels.
    TEMPORAL_DENOISE = 20 => "temporal-denoise" [(0, 95), (1, 64)],
    /// Shows a background where pixels are near a colour. The colour as 0xrrggbb. Tolerance and softness in levels. The
    /// background's colour. Or the radius, in luma pixels, of a blur of the frame that serves as the background.
    CHROMA_KEY = 21 => "chroma-key" [(0, MAX_COLOUR), (0, 127), (0, 127), (0, MAX_COLOUR), (0, MAX_RADIUS as i32)],
}

impl Filter {
    /// Parameter `index`, moved within its limits, because the memory may hold any value.
    ///
    /// # Panics
    /// If the filter has no such parameter, which is a mistake in the kernels.
    #[must_use]
    pub fn parameter(&self, index: usize) -> i32 {
        let (min, max) = parameter_limits(self.kind)[index];
        self.parameters[index].clamp(min, max)
    }
}
