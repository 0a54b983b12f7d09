//! The row kernels of chroma key, and their scalar form: masks of a row, and a row laid over its background.

use super::Scalar;
use crate::filters::key::{CHROMA, Key, mix};
use ringlight_layout::BGRA;

/// The row kernels. What is written is this thread's alone.
pub trait KeyRows {
    /// The masks of pixels of U and V, each twice.
    ///
    /// # Safety
    /// Both rows are valid for two bytes for each of `pixels` pixels.
    unsafe fn masks_of_pairs(from: *const u8, masks: *mut u8, pixels: usize, key: Key);
    /// The masks of pixels in RGBA or BGRA (`format`), three times each, then 128: alpha is kept.
    ///
    /// # Safety
    /// Both rows are valid for four bytes for each of `pixels` pixels.
    unsafe fn masks_of_pixels(from: *const u8, masks: *mut u8, pixels: usize, key: Key, format: u32);
    /// `front` over `back`. Where `back` is null: over the four samples `colour`, again and again.
    ///
    /// # Safety
    /// Rows are valid for `samples` samples. `to` may be `front` or `back`.
    unsafe fn mix(
        front: *const u8,
        back: *const u8,
        colour: [u8; 4],
        masks: *const u8,
        to: *mut u8,
        samples: usize,
    );
}

/// Weights of the three colours in U and V, in the order that they lie in memory.
#[must_use]
pub fn weights(format: u32) -> [[i32; 3]; 2] {
    if format == BGRA { CHROMA.map(|[r, g, b]| [b, g, r]) } else { CHROMA }
}

impl Scalar {
    /// `masks_of_pairs` from pixel `first` on.
    ///
    /// # Safety
    /// See [`KeyRows`].
    #[inline(always)]
    pub unsafe fn masks_of_pairs_from(
        from: *const u8,
        masks: *mut u8,
        pixels: usize,
        key: Key,
        first: usize,
    ) {
        for i in first..pixels {
            // SAFETY: `i` is below `pixels`; the caller guarantees the rest.
            unsafe {
                let [u, v] = from.add(2 * i).cast::<[u8; 2]>().read().map(|p| i32::from(p) - 128);
                masks.add(2 * i).cast::<[u8; 2]>().write([key.mask(u, v); 2]);
            }
        }
    }

    /// `masks_of_pixels` from pixel `first` on.
    ///
    /// # Safety
    /// See [`KeyRows`].
    #[inline(always)]
    pub unsafe fn masks_of_pixels_from(
        from: *const u8,
        masks: *mut u8,
        pixels: usize,
        key: Key,
        format: u32,
        first: usize,
    ) {
        let weights = weights(format);
        for i in first..pixels {
            // SAFETY: `i` is below `pixels`; the caller guarantees the rest.
            unsafe {
                let c = from.add(4 * i).cast::<[u8; 4]>().read().map(i32::from);
                let [u, v] = weights.map(|w| (w[0] * c[0] + w[1] * c[1] + w[2] * c[2] + (1 << 14)) >> 15);
                let m = key.mask(u, v);
                masks.add(4 * i).cast::<[u8; 4]>().write([m, m, m, 128]);
            }
        }
    }

    /// `mix` from sample `first` on.
    ///
    /// # Safety
    /// See [`KeyRows`].
    #[inline(always)]
    pub unsafe fn mix_from(
        front: *const u8,
        back: *const u8,
        colour: [u8; 4],
        masks: *const u8,
        to: *mut u8,
        samples: usize,
        first: usize,
    ) {
        for i in first..samples {
            // SAFETY: `i` is below `samples`; the caller guarantees the rest.
            unsafe {
                let b = if back.is_null() { colour[i % 4] } else { *back.add(i) };
                *to.add(i) = mix(*front.add(i), b, *masks.add(i));
            }
        }
    }
}

impl KeyRows for Scalar {
    #[inline(never)]
    unsafe fn masks_of_pairs(from: *const u8, masks: *mut u8, pixels: usize, key: Key) {
        // SAFETY: the caller's.
        unsafe { Self::masks_of_pairs_from(from, masks, pixels, key, 0) }
    }

    #[inline(never)]
    unsafe fn masks_of_pixels(from: *const u8, masks: *mut u8, pixels: usize, key: Key, format: u32) {
        // SAFETY: the caller's.
        unsafe { Self::masks_of_pixels_from(from, masks, pixels, key, format, 0) }
    }

    #[inline(never)]
    unsafe fn mix(
        front: *const u8,
        back: *const u8,
        colour: [u8; 4],
        masks: *const u8,
        to: *mut u8,
        samples: usize,
    ) {
        // SAFETY: the caller's.
        unsafe { Self::mix_from(front, back, colour, masks, to, samples, 0) }
    }
}
