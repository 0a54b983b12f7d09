//! The row kernels: everything that touches every sample, one row at a time.
//!
//! Each file has one trait, its formulas, and its scalar form; `simd128` has the same traits with 128-bit vectors. A scalar form
//! whose name ends in `_from` begins at a given sample: the vector forms use it for what is left of a row.
//! Indices count samples: pixels times channels. `C` is the number of channels: 1, 2 or 4.

pub mod colour;
pub mod divide;
pub mod key;
pub mod mean;
pub mod point;
pub mod stencil;
pub mod temporal;
pub mod vignette;

use colour::ColourRows;
use key::KeyRows;
use mean::MeanRows;
use point::PointRows;
use stencil::StencilRows;
use temporal::TemporalRows;
use vignette::VignetteRows;

/// All row kernels of one flavour.
pub trait Rows:
    MeanRows + PointRows + ColourRows + StencilRows + VignetteRows + TemporalRows + KeyRows
{
}

/// One sample at a time.
pub struct Scalar;

impl Rows for Scalar {}
