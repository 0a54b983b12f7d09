//! The row kernels of sharpening and of edges, and their scalar form.
//!
//! Edges are Sobel's, of rows a above b above c whose first and last pixels are repeated outwards:
//!
//! ```text
//! s[x] = a[x] + 2 b[x] + c[x]          t[x] = c[x] - a[x]
//! out[x] = min(255, |s[x + 1] - s[x - 1]| + |t[x - 1] + 2 t[x] + t[x + 1]|)
//! ```

use super::Scalar;

/// Elements before and after the rows of `s` and `t`, for what is repeated.
pub const EDGE_PAD: usize = 8;

/// The row kernels of sharpening and edges.
///
/// # Safety
/// For all methods: rows are valid for `samples` samples; what is written is this thread's alone.
pub trait StencilRows {
    /// `out = clamp(c + (((c - out) gain + 32) >> 6))`, gain at most 128.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn sharpen(centre: *const u8, out: *mut u8, samples: usize, gain: u8);
    /// `s` and `t` of three rows.
    ///
    /// # Safety
    /// See the trait.
    unsafe fn edge_columns(rows: [*const u8; 3], s: *mut i16, t: *mut i16, samples: usize);
    /// A row of edges from `s` and `t`; of four channels the fourth is the centre's.
    ///
    /// # Safety
    /// See the trait; `s` and `t` are valid for `C` elements more on both sides.
    unsafe fn edges<const C: usize>(
        s: *const i16,
        t: *const i16,
        centre: *const u8,
        out: *mut u8,
        samples: usize,
    );
}

impl Scalar {
    /// `sharpen` from sample `first` on.
    ///
    /// # Safety
    /// See [`StencilRows`].
    #[inline(always)]
    pub unsafe fn sharpen_from(centre: *const u8, out: *mut u8, samples: usize, gain: u8, first: usize) {
        for i in first..samples {
            // SAFETY: `i` is below `samples`; the caller guarantees the rest.
            unsafe {
                let (c, b) = (i32::from(*centre.add(i)), i32::from(*out.add(i)));
                *out.add(i) = (c + (((c - b) * i32::from(gain) + 32) >> 6)).clamp(0, 255) as u8;
            }
        }
    }

    /// `edge_columns` from sample `first` on.
    ///
    /// # Safety
    /// See [`StencilRows`].
    #[inline(always)]
    pub unsafe fn edge_columns_from(
        rows: [*const u8; 3],
        s: *mut i16,
        t: *mut i16,
        samples: usize,
        first: usize,
    ) {
        for i in first..samples {
            // SAFETY: `i` is below `samples`; the caller guarantees the rest.
            unsafe {
                let at = |row: *const u8| i16::from(*row.add(i));
                let (a, b, c) = (at(rows[0]), at(rows[1]), at(rows[2]));
                *s.add(i) = a + 2 * b + c;
                *t.add(i) = c - a;
            }
        }
    }

    /// `edges` from sample `first` on.
    ///
    /// # Safety
    /// See [`StencilRows`].
    #[inline(always)]
    pub unsafe fn edges_from<const C: usize>(
        s: *const i16,
        t: *const i16,
        centre: *const u8,
        out: *mut u8,
        samples: usize,
        first: usize,
    ) {
        for i in first..samples {
            // SAFETY: `i` is below `samples`; the caller guarantees the rest.
            unsafe {
                let across = *s.add(i + C) - *s.add(i).sub(C);
                let along = *t.add(i).sub(C) + 2 * *t.add(i) + *t.add(i + C);
                let value = (across.abs() + along.abs()).min(255) as u8;
                *out.add(i) = if C == 4 && i % 4 == 3 { *centre.add(i) } else { value };
            }
        }
    }
}

impl StencilRows for Scalar {
    #[inline(never)]
    unsafe fn sharpen(centre: *const u8, out: *mut u8, samples: usize, gain: u8) {
        // SAFETY: the caller's.
        unsafe { Self::sharpen_from(centre, out, samples, gain, 0) }
    }

    #[inline(never)]
    unsafe fn edge_columns(rows: [*const u8; 3], s: *mut i16, t: *mut i16, samples: usize) {
        // SAFETY: the caller's.
        unsafe { Self::edge_columns_from(rows, s, t, samples, 0) }
    }

    #[inline(never)]
    unsafe fn edges<const C: usize>(
        s: *const i16,
        t: *const i16,
        centre: *const u8,
        out: *mut u8,
        samples: usize,
    ) {
        // SAFETY: the caller's.
        unsafe { Self::edges_from::<C>(s, t, centre, out, samples, 0) }
    }
}
