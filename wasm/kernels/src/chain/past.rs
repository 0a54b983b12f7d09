//! What a chain's temporal filters remember of a plane: where it lies, and which filters must leave it elsewhere.

use super::program::{Program, Step};

/// Where one temporal filter remembers a plane: rows as in the frame (not as a flipped one is read), twice as far apart.
#[derive(Clone, Copy, Debug)]
pub struct Past {
    /// What the frame before left: first bytes, of U and of V where they are run as one.
    pub read: [*const u8; 2],
    /// What this frame leaves: the same, or all of it elsewhere.
    pub write: [*mut u8; 2],
    /// Whether the frame before left anything.
    pub valid: bool,
}

/// Which temporal filters of its chain a program has, by their bits; and which of those must leave what they remember
/// elsewhere than they find it: stripes read rows of their neighbours where a stencil follows, and of chroma where luma has a key.
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
