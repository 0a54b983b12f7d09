//! The row kernels of point filters, and their scalar form: one look-up per sample.

use super::Scalar;
use crate::filters::point::{Composition, Table};

/// The row kernels of point filters. `C` is the number of channels: 1, 2 or 4.
pub trait PointRows {
    /// Point operations on `samples` samples; with four channels the fourth is kept. With two, even and odd samples have
    /// their own. `from` and `to` may be the same row.
    ///
    /// # Safety
    /// Both rows are valid for `samples` samples; what is written is this thread's alone.
    unsafe fn points<const C: usize>(from: *const u8, to: *mut u8, samples: usize, points: &Composition);
}

impl Scalar {
    /// `points` from sample `first` on, which is one of a pixel's first channel.
    ///
    /// # Safety
    /// See [`PointRows`].
    #[inline(always)]
    pub unsafe fn points_from<const C: usize>(
        from: *const u8,
        to: *mut u8,
        samples: usize,
        table: &Table,
        first: usize,
    ) {
        let mut i = first;
        // SAFETY: indices are below `samples`; the caller guarantees the rest.
        unsafe {
            let at = |i: usize, half: usize| table[half][usize::from(*from.add(i))];
            while i + 4 <= samples {
                let odd = usize::from(C == 2);
                let (a, b, c) = (at(i, 0), at(i + 1, odd), at(i + 2, 0));
                let d = if C == 4 { *from.add(i + 3) } else { at(i + 3, odd) };
                to.add(i).cast::<[u8; 4]>().write([a, b, c, d]);
                i += 4;
            }
            while i < samples {
                *to.add(i) = at(i, if C == 2 { i & 1 } else { 0 });
                i += 1;
            }
        }
    }
}

impl PointRows for Scalar {
    #[inline(never)]
    unsafe fn points<const C: usize>(from: *const u8, to: *mut u8, samples: usize, points: &Composition) {
        // SAFETY: the caller's.
        unsafe { Self::points_from::<C>(from, to, samples, &points.table, 0) }
    }
}
