//! What is done to one plane: a list of steps, made by `compile` once for each change of settings.

use crate::filters::colour::{Matrix, Pair};
use crate::filters::key::Key;
use crate::filters::temporal::Temporal;
use crate::filters::vignette::Vignette;
use crate::fixed::{List, Maybe};
use ringlight_layout::{FILLED, Filter, MAX_FILTERS};

/// Steps of a program, at most: three per filter, and one that mirrors.
pub const MAX_STEPS: usize = 3 * MAX_FILTERS + 1;

/// In the second parameter of `PIXELATE`, which settings leave 0: blocks are counted from the right.
pub const FROM_RIGHT: i32 = 1;
/// The same: blocks are counted from the bottom.
pub const FROM_BOTTOM: i32 = 2;

/// One step of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, u8)]
pub enum Step {
    /// Point filters that follow each other. Their composition has this index among the plane's.
    Points(u8),
    /// Grayscale of RGBA or BGRA.
    Gray,
    /// On colours of RGBA or BGRA.
    Matrix(Matrix),
    /// On pixels of U and V.
    Pair(Pair),
    /// Darker towards the corners.
    Vignette(Vignette),
    /// Averaged with the frame before.
    Temporal {
        /// Which of the chain's temporal filters it is.
        index: u8,
        /// How.
        temporal: Temporal,
    },
    /// A background where pixels are near a colour.
    Key(KeyStep),
    /// Left and right swapped.
    Mirror,
    /// A box blur, in pixels of this plane.
    Blur {
        /// 1 to `MAX_RADIUS`.
        radius: u8,
        /// 0: the blur is the result. Else sharpening: adds the difference from the blur to the picture, times this, in 64ths.
        sharpen: u8,
    },
    /// Sobel, on luma or on grey pixels.
    Edges,
    /// Means of blocks.
    Pixelate {
        /// Pixels of this plane, 1 to 128.
        size: u8,
        /// Blocks are counted from the right.
        from_right: bool,
        /// Blocks are counted from the bottom.
        from_bottom: bool,
    },
}

/// A chroma key as a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct KeyStep {
    /// Colour, distances and background.
    pub key: Key,
    /// Radius of the blur that is the background, in pixels of this plane. 0: the background is a colour.
    pub radius: u8,
    /// Which of the chain's keys it is.
    pub index: u8,
    /// Chroma's pixels are counted from the right. Then luma's first column, not its last one, may have a chroma pixel for itself.
    pub from_right: bool,
    /// Chroma's pixels are counted from the bottom.
    pub from_bottom: bool,
}

impl Step {
    /// Whether it needs other rows than the one it makes.
    #[must_use]
    pub fn is_stencil(&self) -> bool {
        match self {
            Self::Blur { .. } | Self::Edges | Self::Pixelate { .. } => true,
            Self::Key(key) => key.radius > 0,
            _ => false,
        }
    }

    /// Whether U depends on V.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        matches!(self, Self::Pair(_) | Self::Key(_))
    }

    /// Rows that it needs above and below.
    #[must_use]
    pub fn halo(&self) -> usize {
        match self {
            Self::Blur { radius, .. } | Self::Key(KeyStep { radius, .. }) => usize::from(*radius),
            Self::Edges => 1,
            Self::Pixelate { size, .. } => usize::from(*size) - 1,
            _ => 0,
        }
    }
}

/// What a chain does to one plane, or to U and V together.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Program {
    /// The frame's.
    pub format: u32,
    /// Bit n: luma's masks need what the chain's temporal filter n makes of this plane.
    pub read_by_luma: u32,
    /// The plane begins full of this value (of even samples, of odd samples), not as the frame's.
    pub constant: Maybe<[u8; 2]>,
    /// The frame is read from its last row to its first.
    pub flip: bool,
    /// The planes U and V are run as one plane of two channels.
    pub joined: bool,
    /// Rows are written where they were read: each of them is read once. Who runs the program has flipped the frame before.
    pub in_place: bool,
    /// In order.
    pub steps: List<Step, MAX_STEPS>,
}

// Threads make programs on their stacks, of 64 KiB.
const _: () = assert!(size_of::<Program>() <= 2048);

impl Program {
    /// Does nothing.
    #[must_use]
    #[inline(never)]
    pub const fn empty(format: u32) -> Self {
        Self {
            format,
            read_by_luma: 0,
            constant: Maybe::Nothing,
            flip: false,
            joined: false,
            in_place: false,
            steps: List::new(Step::Gray),
        }
    }

    /// The program for plane `index` of a frame in `format`. Filters beyond `MAX_FILTERS` are left out.
    #[must_use]
    #[inline(never)]
    pub fn new(format: u32, index: usize, filters: &[Filter]) -> Self {
        super::compile::plane(format, index, filters).program
    }

    /// Whether the plane stays as it is.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        !self.constant.is_some() && self.steps.is_empty() && !self.flip
    }

    /// What every sample of the plane becomes, as `SlotHeader::filled` has it. 0: it depends on the frame.
    #[must_use]
    pub fn fill_word(&self) -> u32 {
        match self.constant {
            Maybe::Just([even, odd]) if self.steps.is_empty() => {
                FILLED | u32::from(odd) << 8 | u32::from(even)
            }
            _ => 0,
        }
    }

    /// Rows of halo that a stripe needs above and below.
    #[must_use]
    pub fn halo(&self) -> usize {
        self.steps.iter().map(Step::halo).sum()
    }

    /// Whether U and V are run as one plane.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        self.joined
    }

    /// Whether the first step is a stencil that reads the frame itself, again and again.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        !self.constant.is_some()
            && !self.joined
            && !self.in_place
            && self.steps.first().is_some_and(Step::is_stencil)
    }
}
