//! The row kernels with 128-bit vectors. Each file has the vector form of the file of the same name in `rows`.
//!
//! Two rules hold in all of them. What is left of a row after its last whole vector goes to the scalar form. Constants that
//! are used in a loop are `lanes::opaque`.

mod colour;
mod key;
mod lanes;
mod mean;
mod mean16;
mod mean32;
mod point;
mod stencil;
mod temporal;
mod vignette;

use crate::rows::Rows;

/// 8 or 16 samples at a time.
pub struct Simd128;

impl Rows for Simd128 {}
