//! What each filter is: its formulas, and its parameters in the kernels' whole numbers.
//!
//! Filters without a file need no numbers of their own: invert, threshold and their like are operations of `point`; mirror and
//! flip are steps of `chain`.

pub mod blur;
pub mod colour;
pub mod key;
pub mod lines;
pub mod pixelate;
pub mod point;
pub mod temporal;
pub mod vignette;
