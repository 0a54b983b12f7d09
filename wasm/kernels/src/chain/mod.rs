//! How a chain of filters runs on a plane.

pub mod mask;
pub mod past;
pub mod program;
mod run;
pub mod stage;
pub mod stripes;

pub use run::{Target, run_plane};
