//! What a chain's temporal filters remember of a plane: where it lies, and which filters must leave it elsewhere.

use super::program::{Program, Step};

/// Where one temporal filter remembers a plane. Rows lie in the frame's order, flipped or not, twice as far apart as the frame's.
#[derive(Clone, Copy, Debug)]
pub struct Past {
    /// What the frame before left: its first byte. Of a joined plane: those of U and of V.
    pub read: [*const u8; 2],
    /// What this frame leaves. It may replace what the frame before left, or lie elsewhere.
    pub write: [*mut u8; 2],
    /// Whether the frame before left anything.
    pub valid: bool,
}

/// Which temporal filters of its chain a program has, by their bits; and which of those must not overwrite what the frame before left.
/// Where a stencil follows, a stripe reads rows of its neighbours. Where luma has a key, its stripes read rows of chroma.
#[must_use]
pub fn filters_of(program: &Program) -> (u32, u32) {
    let (mut all, mut apart, mut halo) = (0, 0, 0);
    for step in program.steps.iter().rev() {
        if let Step::Temporal { index, .. } = *step {
            all |= 1 << index;
            apart |= u32::from(halo > 0) << index | program.read_by_luma & 1 << index;
        }
        halo += step.halo();
    }
    (all, apart)
}
