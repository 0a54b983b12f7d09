//! How a chain of filters runs on a plane.
//!
//! 1. `compile` turns the chain into a [`program`] for each plane. [`plan`] holds the programs of a frame.
//! 2. [`stripes`] cuts the frame, and `run` takes one stripe of a plane through its program, row by row.
//! 3. `apply` has the steps that need one row, `stencil` those that need more, [`stage`] what a stencil remembers.
//! 4. [`mask`] computes chroma beside luma for chroma keys. [`past`] says what temporal filters remember.
//! 5. [`memory`] sizes and gives out each thread's scratch. [`fingerprint`] guards what the two flavours share.

mod apply;
mod compile;
pub mod fingerprint;
pub mod mask;
pub mod memory;
pub mod past;
pub mod plan;
pub mod program;
mod run;
pub mod stage;
mod stencil;
pub mod stripes;

pub use run::{Part, Target, run_plane};
