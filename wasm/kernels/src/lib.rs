//! Pixels, and no atomics: what is done to the planes of a frame.
//!
//! - [`reference`](mod@reference): the definitions, one naive function each; the oracle of the tests.
//! - [`plan`]: what a chain of filters does to each plane, step by step; [`stripes`]: how frames are cut.
//! - [`chain`]: those steps over the rows of one stripe, while they are in cache; [`stage`]: the stencils among them.
//! - [`blur`], [`blocks`]: one stencil each; [`point`] (and its [`lines`]), [`colour`], [`vignette`]: filters of single pixels.
//! - [`key`]: chroma key; [`mask`]: where luma gets its mask from.
//! - [`temporal`]: the filter that remembers the frame before.
//! - [`row`], [`point_row`], [`colour_row`], [`stencil_row`]: the row kernels' interface and their scalar form; `simd128`
//!   and the other `simd_` files: the same with 128-bit vectors.
//! - [`pattern`]: the test picture. [`fnv`]: the checksum.
//!
//! Kernels take raw pointers: rows of one plane are shared by threads that work on different stripes, so no
//! slice of a whole plane can exist. Every such function says who guarantees what.

#![cfg_attr(target_arch = "wasm32", no_std)]
// Names the compiler's own instructions in `lanes`. It builds `core` anew anyway, so it is one that takes this.
#![cfg_attr(
    all(target_arch = "wasm32", target_feature = "simd128"),
    allow(internal_features),
    feature(link_llvm_intrinsics, abi_unadjusted, repr_simd, simd_ffi)
)]

pub mod blocks;
pub mod blur;
pub mod chain;
pub mod colour;
pub mod colour_row;
pub mod divide;
pub mod fnv;
pub mod key;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes;
pub mod lines;
pub mod mask;
pub mod pattern;
pub mod plan;
pub mod point;
pub mod point_row;
#[cfg(not(target_arch = "wasm32"))]
pub mod reference;
pub mod row;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub mod simd128;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd_colour;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd_key;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd_mean;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd_point;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd_stencil;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd_temporal;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod simd_wide;
pub mod stage;
pub mod stencil_row;
pub mod stripes;
pub mod temporal;
pub mod vignette;

/// The row kernels of this build: with vectors where they are compiled in.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub type Native = row::Scalar;
/// The row kernels of this build: with vectors where they are compiled in.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub type Native = simd128::Simd128;
