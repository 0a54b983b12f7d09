//! The vignette: a factor that falls with the square of the distance from the middle, the same in all directions.
//!
//! For a plane of w x h pixels, with `k = 2^40 / (w^2 + h^2)` rounded down:
//!
//! ```text
//! x' = ((2 x + 1 - w)^2 k) >> 26, y' likewise        squared distances; their sum is 2^14 in the corners
//! d = max(0, x' + y' - start)
//! f = 2^14 - ((d slope) >> 14)
//! out = centre + (((p - centre) f + 8192) >> 14)     centre is 0, and 128 for chroma
//! ```

use crate::point::percent_of;
use crate::row::Scalar;

/// See above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vignette {
    /// Squared distance where it begins.
    pub start: u16,
    /// How fast it falls, so that the corners lose the amount that was asked for.
    pub slope: u16,
    /// What it falls towards.
    pub centre: u8,
}

impl Vignette {
    /// `amount` in percent, 0 to 100; `start` in percent of the half diagonal, 0 to 80.
    #[must_use]
    pub fn new(amount: i32, start: i32, centre: u8) -> Self {
        let start = (start * start * 16384 + 5000) / 10000;
        let slope = percent_of(16384, amount) * 16384 / (16384 - start);
        Self { start: start as u16, slope: slope as u16, centre }
    }
}

/// `k` of a plane.
#[must_use]
pub fn scale(width: usize, height: usize) -> u64 {
    (1 << 40) / (width * width + height * height) as u64
}

/// `x'` or `y'`.
#[must_use]
pub fn squared(at: usize, length: usize, scale: u64) -> u16 {
    let distance = (2 * at + 1).abs_diff(length) as u64;
    ((distance * distance * scale) >> 26) as u16
}

/// The row kernel of vignettes.
pub trait VignetteRows {
    /// A row of `pixels` pixels of `C` samples; with four channels the fourth is kept. `columns`: `x'`; `row`: `y'`.
    ///
    /// # Safety
    /// Rows and `columns` are valid for `pixels` pixels; what is written is this thread's alone. `from` may be `to`.
    unsafe fn vignette<const C: usize>(
        from: *const u8,
        to: *mut u8,
        pixels: usize,
        columns: *const u16,
        row: u16,
        vignette: Vignette,
    );
}

impl Scalar {
    /// `vignette` from pixel `first` on.
    ///
    /// # Safety
    /// See [`VignetteRows`].
    #[inline(always)]
    pub unsafe fn vignette_from<const C: usize>(
        from: *const u8,
        to: *mut u8,
        pixels: usize,
        columns: *const u16,
        row: u16,
        Vignette { start, slope, centre }: Vignette,
        first: usize,
    ) {
        let centre = i32::from(centre);
        for x in first..pixels {
            // SAFETY: `x` is below `pixels`; the caller guarantees the rest.
            unsafe {
                let distance = (*columns.add(x) + row).saturating_sub(start);
                let factor = 16384 - ((u32::from(distance) * u32::from(slope)) >> 14) as i32;
                for channel in 0..C {
                    let i = x * C + channel;
                    let p = i32::from(*from.add(i));
                    let value = centre + (((p - centre) * factor + 8192) >> 14);
                    *to.add(i) = if C == 4 && channel == 3 { p as u8 } else { value as u8 };
                }
            }
        }
    }
}

impl VignetteRows for Scalar {
    #[inline(never)]
    unsafe fn vignette<const C: usize>(
        from: *const u8,
        to: *mut u8,
        pixels: usize,
        columns: *const u16,
        row: u16,
        vignette: Vignette,
    ) {
        // SAFETY: the caller's.
        unsafe { Self::vignette_from::<C>(from, to, pixels, columns, row, vignette, 0) }
    }
}
