//! Where luma's keys get their masks from: chroma on its way through the same chain, as far as the key, row by row beside luma.

use super::past::Past;
use super::program::{Program, Step, Tables};
use super::run::{Chain, Target, Way};
use super::stage::{MASK_SOURCE_BYTES, row_bytes, way_bytes};
use crate::filters::key::Key;
use crate::rows::Rows;
use ringlight_layout::{I420, Plane};

/// U and V of a frame, as luma's keys need them.
#[derive(Clone, Copy, Debug)]
pub struct Chroma<'a> {
    /// U's, or that of both.
    pub plane: &'a Plane,
    /// First bytes of U and of V, or twice those of both.
    pub input: [*const u8; 2],
    /// What the chain's temporal filters remember of them.
    pub past: &'a [Past],
    /// What the chain does to them.
    pub program: &'a Program,
    /// Its tables.
    pub tables: &'a Tables,
}

impl<'a> Chroma<'a> {
    /// How they get to key `index`. `flip`: the frame is read from below.
    fn way(&self, index: u8, flip: bool) -> Way<'a> {
        let (steps, constant) = self.program.before_key(index);
        let joined = self.program.format == I420;
        Way { program: self.program, tables: self.tables, steps, constant, flip, joined }
    }
}

/// No row was asked for yet.
const NEVER: usize = usize::MAX;

/// One key's.
pub(crate) struct MaskSource<'a, R: Rows> {
    chain: Chain<'a, R, 2>,
    /// What `chain` works in.
    memory: *mut u8,
    /// A row of U and V.
    row: *mut u8,
    /// Its masks, each twice.
    masks: *mut u8,
    /// The next row.
    next: usize,
}

/// Bytes of the source of luma's masks for key `index`; `program` is chroma's, and `width` its planes'.
#[must_use]
pub fn source_bytes(program: &Program, index: u8, width: usize) -> usize {
    let (steps, constant) = program.before_key(index);
    let own = way_bytes(steps, constant, program.format == I420, width, 2);
    MASK_SOURCE_BYTES + 2 * row_bytes(2 * width) + own
}

impl<'a, R: Rows> MaskSource<'a, R> {
    /// Makes the source for key `index` in `source_bytes` bytes at `memory`.
    ///
    /// # Safety
    /// Those bytes are this thread's alone, 64-byte aligned; `chroma` is the frame's.
    pub(crate) unsafe fn make(memory: *mut u8, chroma: Chroma<'a>, index: u8, flip: bool) {
        let width = chroma.plane.width as usize;
        let row = memory.wrapping_add(MASK_SOURCE_BYTES);
        let masks = row.wrapping_add(row_bytes(2 * width));
        let Chroma { input, past, .. } = chroma;
        let target = Target { input, output: [core::ptr::null_mut(); 2], past, chroma: None };
        let own = masks.wrapping_add(row_bytes(2 * width));
        // No row of it is this run's own: nothing is remembered of what is done here.
        let chain = Chain::new(chroma.plane, target, chroma.way(index, flip), (0, 0));
        // SAFETY: the caller's.
        unsafe { memory.cast::<Self>().write(Self { chain, memory: own, row, masks, next: NEVER }) }
    }

    /// The masks of row `y` of chroma, which is none before the last one that was asked for.
    ///
    /// # Safety
    /// See `run_plane`.
    pub(crate) unsafe fn masks(&mut self, y: usize, key: Key) -> *const u8 {
        // SAFETY: the caller's, and that of `make`.
        unsafe {
            if self.next == NEVER {
                self.chain.set_up(y, self.memory);
                self.next = y;
            }
            while self.next <= y {
                self.chain.make(self.next, self.row);
                if self.next == y {
                    R::masks_of_pairs(self.row, self.masks, self.chain.width(), key);
                }
                self.next += 1;
            }
        }
        self.masks
    }
}

impl<R: Rows, const C: usize> Chain<'_, R, C> {
    /// Lays a row over the background of a key: over `back`, or where that is null over a colour.
    ///
    /// # Safety
    /// See `apply`.
    #[inline(never)]
    pub(crate) unsafe fn lay(&self, step: Step, front: *const u8, back: *const u8, to: *mut u8, y: usize) {
        let Step::Key { key, index, from_right, from_bottom, .. } = step else { return };
        let (width, odd) = (self.width(), |length: usize| length % 2);
        // SAFETY: the caller's; `set_up` has made row and sources.
        unsafe {
            let masks = match C {
                1 => {
                    let source = self.sources[usize::from(index)];
                    if source.is_null() {
                        return to.copy_from(front, width);
                    }
                    // Pairs of luma's rows and columns begin where chroma is counted from.
                    let y = (y + usize::from(from_bottom) * odd(self.height())) >> 1;
                    let masks = (*source.cast::<MaskSource<R>>()).masks(y, key);
                    masks.add(usize::from(from_right) * odd(width))
                }
                2 => {
                    R::masks_of_pairs(front, self.masks, width, key);
                    self.masks.cast_const()
                }
                _ => {
                    R::masks_of_pixels(front, self.masks, width, key, self.format());
                    self.masks.cast_const()
                }
            };
            R::mix(front, back, key.background, masks, to, width * C);
        }
    }
}
