//! The steps that need one row only: they run on it while it is in the first cache.

use super::mask::MaskSource;
use super::program::{KeyStep, Step};
use super::run::Chain;
use crate::filters::temporal::Temporal;
use crate::filters::vignette::{scale, squared};
use crate::rows::Rows;

impl<R: Rows, const C: usize> Chain<'_, R, C> {
    /// Runs steps that need one row only on row `y`; `from` and `to` may be the same.
    ///
    /// # Safety
    /// See `run_plane`; both are rows of `width * C` samples.
    #[inline(never)]
    pub(super) unsafe fn apply(
        &self,
        steps: core::ops::Range<usize>,
        from: *const u8,
        to: *mut u8,
        y: usize,
    ) {
        let (width, format) = (self.width, self.program.format);
        let mut from = from;
        // SAFETY: the caller's.
        unsafe {
            if steps.is_empty() && from != to {
                to.copy_from_nonoverlapping(from, width * C);
            }
            for step in &self.program.steps[steps] {
                match *step {
                    Step::Points(table) => {
                        R::points::<C>(from, to, width * C, &self.tables[usize::from(table)]);
                    }
                    Step::Gray if C == 4 => R::grayscale(from, to, width, format),
                    Step::Matrix(matrix) if C == 4 => R::matrix(from, to, width, matrix, format),
                    Step::Pair(pair) if C == 2 => R::pair(from, to, width, pair),
                    Step::Vignette(vignette) => {
                        let row = squared(y, self.height, scale(width, self.height));
                        R::vignette::<C>(from, to, width, self.columns, row, vignette);
                    }
                    Step::Temporal { index, temporal } => self.temporal(from, to, y, index, temporal),
                    Step::Key(key) => self.lay(key, from, core::ptr::null(), to, y),
                    Step::Mirror => R::reverse::<C>(from, to, width),
                    _ => {}
                }
                from = to;
            }
        }
    }

    /// A temporal filter on row `y`.
    ///
    /// # Safety
    /// See `apply`.
    #[inline(never)]
    unsafe fn temporal(&self, from: *const u8, to: *mut u8, y: usize, index: u8, temporal: Temporal) {
        let samples = self.width * C;
        // SAFETY: the caller's; `run_plane`'s says what `past` is. Rows of `past` are this run's where `own` says so.
        unsafe {
            let Some(past) = self.target.past.get(usize::from(index)) else {
                return to.copy_from(from, samples);
            };
            let strength = if past.valid { temporal.strength } else { 0 };
            let temporal = Temporal { strength, ..temporal };
            let at = self.past_offset(y);
            let row = |plane: usize| {
                let own = self.own.0 <= y && y < self.own.1;
                let write = if own { past.write[plane].add(at).cast() } else { core::ptr::null_mut() };
                (past.read[plane].add(at).cast(), write)
            };
            if self.program.joined {
                // U and V are remembered apart: whether they are run as one depends on what comes later in the chain.
                let halves = [self.apart, self.apart.add(self.width)];
                R::part(from, halves, self.width);
                for (plane, half) in halves.into_iter().enumerate() {
                    R::temporal(half, half, self.width, row(plane), temporal, false);
                }
                R::join(halves.map(<*mut u8>::cast_const), to, self.width);
            } else {
                R::temporal(from, to, samples, row(0), temporal, C == 4);
            }
        }
    }

    /// Lays a row over the background of a key: over `back`, or where that is null over a colour.
    ///
    /// # Safety
    /// See `apply`.
    #[inline(never)]
    pub(super) unsafe fn lay(&self, step: KeyStep, front: *const u8, back: *const u8, to: *mut u8, y: usize) {
        let KeyStep { key, index, from_right, from_bottom, .. } = step;
        let (width, odd) = (self.width, |length: usize| length % 2);
        // SAFETY: the caller's; `set_up` has made row and sources.
        unsafe {
            let masks = match C {
                1 => {
                    let source = self.sources[usize::from(index)];
                    if source.is_null() {
                        return to.copy_from(front, width);
                    }
                    // Pairs of luma's rows and columns begin where chroma is counted from.
                    let y = (y + usize::from(from_bottom) * odd(self.height)) >> 1;
                    let masks = (*source.cast::<MaskSource<R>>()).masks(y, key);
                    masks.add(usize::from(from_right) * odd(width))
                }
                2 => {
                    R::masks_of_pairs(front, self.masks, width, key);
                    self.masks.cast_const()
                }
                _ => {
                    R::masks_of_pixels(front, self.masks, width, key, self.program.format);
                    self.masks.cast_const()
                }
            };
            R::mix(front, back, key.background, masks, to, width * C);
        }
    }
}
