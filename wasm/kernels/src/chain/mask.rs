//! Where luma's keys get their masks from. Chroma goes through the same chain as far as the key, row by row beside luma.

use super::memory::row_bytes;
use super::past::Past;
use super::plan::Masks;
use super::program::Program;
use super::run::{Chain, Target};
use crate::filters::key::Key;
use crate::rows::{Rows, Scalar};
use core::ptr::null_mut;
use ringlight_layout::Plane;

/// U and V of a frame, as luma's keys need them.
#[derive(Clone, Copy, Debug)]
pub struct Chroma<'a> {
    /// The plane of U, or that of both.
    pub plane: &'a Plane,
    /// First bytes of U and of V. Where they share a plane: its first byte, twice.
    pub input: [*const u8; 2],
    /// What the chain's temporal filters remember of them.
    pub past: &'a [Past],
    /// What the chain does to them before each key.
    pub masks: &'a Masks,
}

/// No row was asked for yet.
const NEVER: usize = usize::MAX;

/// The masks of one key, row by row.
pub(super) struct MaskSource<'a, R: Rows> {
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

/// Bytes of a source, beside its rows and what its chain works in.
pub const MASK_SOURCE_BYTES: usize = size_of::<MaskSource<Scalar>>().next_multiple_of(64);
// One flavour may size the scratch that the other one works in.
const _: () = assert!(size_of::<MaskSource<crate::Native>>() <= MASK_SOURCE_BYTES);
// A chain as large as this lies on a thread's stack, too.
#[cfg(target_arch = "wasm32")]
const _: () = assert!(MASK_SOURCE_BYTES <= 4096);

impl<'a, R: Rows> MaskSource<'a, R> {
    /// Makes a source in `memory::source_bytes` bytes at `memory`. `program`: what is done before the key.
    ///
    /// # Safety
    /// Those bytes are this thread's alone, 64-byte aligned; `chroma` is the frame's.
    pub(super) unsafe fn make(memory: *mut u8, chroma: Chroma<'a>, program: &'a Program) {
        let Chroma { plane, input, past, masks: Masks { tables, .. } } = chroma;
        let bytes = row_bytes(2 * plane.width as usize);
        let row = memory.wrapping_add(MASK_SOURCE_BYTES);
        let (masks, own) = (row.wrapping_add(bytes), row.wrapping_add(2 * bytes));
        let target = Target { input, output: [null_mut(); 2], past, chroma: None, part: None };
        // None of its rows is this run's own: temporal filters leave nothing here.
        let chain = Chain::new(plane, target, program, tables, (0, 0));
        // SAFETY: the caller's.
        unsafe { memory.cast::<Self>().write(Self { chain, memory: own, row, masks, next: NEVER }) }
    }

    /// The masks of row `y` of chroma. It is the row of the last call, or a later one.
    ///
    /// # Safety
    /// See `run_plane`.
    pub(super) unsafe fn masks(&mut self, y: usize, key: Key) -> *const u8 {
        // SAFETY: the caller's, and that of `make`.
        unsafe {
            if self.next == NEVER {
                self.chain.set_up(y, self.memory);
                self.next = y;
            }
            while self.next <= y {
                self.chain.make(self.next, self.row);
                if self.next == y {
                    R::masks_of_pairs(self.row, self.masks, self.chain.width, key);
                }
                self.next += 1;
            }
        }
        self.masks
    }
}
