//! The stencils of a chain: what each of them remembers from one row to the next, and how much memory that takes.

use super::program::{KeyStep, Step};
use crate::filters::blur::{self, Blur};
use crate::filters::pixelate::{self, Blocks, bounds};
use crate::rows::stencil::EDGE_PAD;

/// What a stencil remembers.
#[derive(Clone, Copy)]
pub enum State {
    /// A box blur, and what sharpening there is.
    Blur(Blur, u8),
    /// Sobel: memory for two rows of sums, and the first row that it has not seen.
    Edges(*mut i16, usize),
    /// Pixelate, and whether blocks are counted from the bottom.
    Blocks(Blocks, bool),
}

/// A stencil and what it reads.
#[derive(Clone, Copy)]
pub struct Stage {
    /// Index of its step.
    pub step: usize,
    /// Index of the first step after the stencil before it. The steps from there on run on rows on their way here.
    pub before: usize,
    /// What it remembers.
    pub state: State,
    /// Rows that come out of the stage before. Unused where the stage reads the frame itself.
    pub ring: *mut u8,
    /// Rows of the ring. 0: the stage reads the frame itself.
    pub ring_rows: usize,
    /// The next row to be pulled into the ring.
    pub next: usize,
}

impl Stage {
    /// Unused.
    pub const EMPTY: Self = Self {
        step: 0,
        before: 0,
        state: State::Blur(Blur::EMPTY, 0),
        ring: core::ptr::null_mut(),
        ring_rows: 0,
        next: 0,
    };
}

impl State {
    /// The state of a stencil whose first output row is `first`, with `own_bytes` bytes at `memory`; and the first row
    /// that it needs. `None` for a step that is no stencil.
    ///
    /// # Safety
    /// Those bytes are this thread's alone, 64-byte aligned.
    pub unsafe fn new(
        step: &Step,
        memory: *mut u8,
        samples: usize,
        height: usize,
        first: usize,
    ) -> Option<(Self, usize)> {
        match *step {
            Step::Blur { radius, sharpen } => {
                // SAFETY: the caller's.
                let blur = unsafe { Blur::new(memory, samples, radius.into(), first) };
                Some((Self::Blur(blur, sharpen), blur.low))
            }
            Step::Key(KeyStep { radius, .. }) if radius > 0 => {
                // SAFETY: the caller's.
                let blur = unsafe { Blur::new(memory, samples, radius.into(), first) };
                Some((Self::Blur(blur, 0), blur.low))
            }
            Step::Edges => {
                let begin = first.saturating_sub(1);
                Some((Self::Edges(memory.cast(), begin), begin))
            }
            Step::Pixelate { size, from_right, from_bottom } => {
                let size = usize::from(size);
                let (begin, _) = bounds(first, size, height, from_bottom);
                let sums = memory.cast();
                let row = memory.wrapping_add((2 * samples).next_multiple_of(64));
                let blocks = Blocks { size, from_right, sums, row, end: begin };
                Some((Self::Blocks(blocks, from_bottom), begin))
            }
            _ => None,
        }
    }
}

/// Bytes of a stencil's own.
#[must_use]
pub fn own_bytes(step: &Step, samples: usize) -> usize {
    match step {
        Step::Edges => 2 * edge_bytes(samples),
        Step::Pixelate { .. } => pixelate::own_bytes(samples),
        _ => blur::own_bytes(samples),
    }
}

/// Bytes of one of the two rows that Sobel needs.
#[must_use]
pub fn edge_bytes(samples: usize) -> usize {
    (2 * (samples + 2 * EDGE_PAD)).next_multiple_of(64)
}

/// Rows in the ring before a stencil, unless it reads the frame: its window, and the row that leaves it.
#[must_use]
pub fn ring_rows(step: &Step, channels: usize) -> usize {
    match step {
        Step::Blur { radius, .. } | Step::Key(KeyStep { radius, .. }) => 2 * usize::from(*radius) + 2,
        Step::Edges => 3,
        // Rows of a block are added up and forgotten. Alpha is still needed.
        Step::Pixelate { size, .. } if channels == 4 => (*size).into(),
        _ => 1,
    }
}
