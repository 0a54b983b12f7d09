//! The row kernels of colour filters, of what joins and parts U and V, and of mirroring; and their scalar form.

use super::Scalar;
use crate::filters::colour::{Matrix, Pair};
use ringlight_layout::BGRA;

/// Weights of R, G and B: Y = (9798 R + 19235 G + 3735 B + 16384) >> 15. ITU-R BT.601, in 15 bits.
pub const LUMA: [u32; 3] = [9798, 19235, 3735];

/// The row kernels that work on pixels of several samples. `from` and `to` may be the same row.
///
/// # Safety
/// For all methods: rows are valid for `pixels` pixels; what is written is this thread's alone.
pub trait ColourRows {
    /// Grayscale of `pixels` RGBA or BGRA pixels (`format`). `from` and `to` may be the same row.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn grayscale(from: *const u8, to: *mut u8, pixels: usize, format: u32);
    /// A matrix on RGBA or BGRA pixels (`format`); A is kept.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn matrix(from: *const u8, to: *mut u8, pixels: usize, matrix: Matrix, format: u32);
    /// A matrix on pixels of U and V.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn pair(from: *const u8, to: *mut u8, pixels: usize, pair: Pair);
    /// Makes pixels of U and V. `to` is another row.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn join(from: [*const u8; 2], to: *mut u8, pixels: usize);
    /// The opposite of `join`.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn part(from: *const u8, to: [*mut u8; 2], pixels: usize);
    /// The row's pixels in reverse order. `C`: samples per pixel.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn reverse<const C: usize>(from: *const u8, to: *mut u8, pixels: usize);
}

/// The matrix for pixels whose red and blue may be swapped.
#[must_use]
pub fn in_order(Matrix(m): Matrix, format: u32) -> [[i16; 3]; 3] {
    let swap = |[a, b, c]: [i16; 3]| [c, b, a];
    if format == BGRA { [swap(m[2]), swap(m[1]), swap(m[0])] } else { m }
}

impl Scalar {
    /// `grayscale` from pixel `first` on.
    ///
    /// # Safety
    /// See [`ColourRows`].
    #[inline(always)]
    pub unsafe fn grayscale_from(from: *const u8, to: *mut u8, pixels: usize, format: u32, first: usize) {
        let (red, blue) = if format == BGRA { (2, 0) } else { (0, 2) };
        for i in first..pixels {
            // SAFETY: `i` is below `pixels`; the caller guarantees the rest.
            unsafe {
                let (source, target) = (from.add(4 * i), to.add(4 * i));
                let weigh = |channel: usize, weight: u32| u32::from(*source.add(channel)) * weight;
                let y = (weigh(red, LUMA[0]) + weigh(1, LUMA[1]) + weigh(blue, LUMA[2]) + 16384) >> 15;
                let alpha = *source.add(3);
                target.cast::<[u8; 4]>().write([y as u8, y as u8, y as u8, alpha]);
            }
        }
    }

    /// `matrix` from pixel `first` on.
    ///
    /// # Safety
    /// See [`ColourRows`].
    #[inline(always)]
    pub unsafe fn matrix_from(from: *const u8, to: *mut u8, pixels: usize, m: [[i16; 3]; 3], first: usize) {
        let m = m.map(|row| row.map(i32::from));
        for i in first..pixels {
            // SAFETY: `i` is below `pixels`; the caller guarantees the rest.
            unsafe {
                let [r, g, b, a] = from.add(4 * i).cast::<[u8; 4]>().read();
                let [r, g, b] = [r, g, b].map(i32::from);
                let [r, g, b] =
                    m.map(|m| ((m[0] * r + m[1] * g + m[2] * b + 2048) >> 12).clamp(0, 255) as u8);
                to.add(4 * i).cast::<[u8; 4]>().write([r, g, b, a]);
            }
        }
    }

    /// `pair` from pixel `first` on.
    ///
    /// # Safety
    /// See [`ColourRows`].
    #[inline(always)]
    pub unsafe fn pair_from(from: *const u8, to: *mut u8, pixels: usize, pair: Pair, first: usize) {
        for i in first..pixels {
            // SAFETY: `i` is below `pixels`; the caller guarantees the rest.
            unsafe {
                let pixel = from.add(2 * i).cast::<[u8; 2]>().read();
                to.add(2 * i).cast::<[u8; 2]>().write(pair.apply(pixel));
            }
        }
    }

    /// `join` from pixel `first` on.
    ///
    /// # Safety
    /// See [`ColourRows`].
    #[inline(always)]
    pub unsafe fn join_from(from: [*const u8; 2], to: *mut u8, pixels: usize, first: usize) {
        for i in first..pixels {
            // SAFETY: `i` is below `pixels`; the caller guarantees the rest.
            unsafe { to.add(2 * i).cast::<[u8; 2]>().write(from.map(|from| *from.add(i))) }
        }
    }

    /// `part` from pixel `first` on.
    ///
    /// # Safety
    /// See [`ColourRows`].
    #[inline(always)]
    pub unsafe fn part_from(from: *const u8, to: [*mut u8; 2], pixels: usize, first: usize) {
        for i in first..pixels {
            // SAFETY: `i` is below `pixels`; the caller guarantees the rest.
            unsafe {
                let [u, v] = from.add(2 * i).cast::<[u8; 2]>().read();
                *to[0].add(i) = u;
                *to[1].add(i) = v;
            }
        }
    }

    /// `reverse` of what is left between pixels `first` and `pixels - first`.
    ///
    /// # Safety
    /// See [`ColourRows`].
    #[inline(always)]
    pub unsafe fn reverse_from<const C: usize>(from: *const u8, to: *mut u8, pixels: usize, first: usize) {
        let (mut left, mut right) = (first, pixels - first);
        while left < right {
            right -= 1;
            // SAFETY: both are below `pixels`; the caller guarantees the rest. Both are read before either is written.
            unsafe {
                let at = |i: usize| from.add(C * i).cast::<[u8; C]>();
                let (a, b) = (at(left).read(), at(right).read());
                to.add(C * right).cast::<[u8; C]>().write(a);
                to.add(C * left).cast::<[u8; C]>().write(b);
            }
            left += 1;
        }
    }
}

impl ColourRows for Scalar {
    #[inline(never)]
    unsafe fn grayscale(from: *const u8, to: *mut u8, pixels: usize, format: u32) {
        // SAFETY: the caller's.
        unsafe { Self::grayscale_from(from, to, pixels, format, 0) }
    }

    #[inline(never)]
    unsafe fn matrix(from: *const u8, to: *mut u8, pixels: usize, matrix: Matrix, format: u32) {
        // SAFETY: the caller's.
        unsafe { Self::matrix_from(from, to, pixels, in_order(matrix, format), 0) }
    }

    #[inline(never)]
    unsafe fn pair(from: *const u8, to: *mut u8, pixels: usize, pair: Pair) {
        // SAFETY: the caller's.
        unsafe { Self::pair_from(from, to, pixels, pair, 0) }
    }

    #[inline(never)]
    unsafe fn join(from: [*const u8; 2], to: *mut u8, pixels: usize) {
        // SAFETY: the caller's.
        unsafe { Self::join_from(from, to, pixels, 0) }
    }

    #[inline(never)]
    unsafe fn part(from: *const u8, to: [*mut u8; 2], pixels: usize) {
        // SAFETY: the caller's.
        unsafe { Self::part_from(from, to, pixels, 0) }
    }

    #[inline(never)]
    unsafe fn reverse<const C: usize>(from: *const u8, to: *mut u8, pixels: usize) {
        // SAFETY: the caller's.
        unsafe { Self::reverse_from::<C>(from, to, pixels, 0) }
    }
}
