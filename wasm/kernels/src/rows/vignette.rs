//! The row kernel of vignettes, and its scalar form. The formulas are in `filters/vignette.rs`.

use super::Scalar;
use crate::filters::vignette::Vignette;

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
