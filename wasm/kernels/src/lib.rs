//! Pixels, and no atomics: what is done to the planes of a frame.
//!
//! - [`filters`]: what each filter is: its formulas and its numbers.
//! - [`rows`]: the row kernels and their scalar form. `simd128`: the same with 128-bit vectors.
//! - [`chain`]: how a chain of filters becomes a program for each plane, and how that runs on stripes.
//! - [`reference`](mod@reference): the definitions, one naive function each: the oracle of the tests.
//! - [`fixed`]: a list and an option of fixed layout. [`pattern`]: the test picture. [`fnv`]: the checksum.
//!
//! A new filter has a code and limits in `wasm/layout/src/filters.rs`, a definition in `reference`, a file in `filters` where it has
//! numbers of its own, row kernels in `rows` and `simd128` where none fits, and its steps in `chain/compile.rs`.
//!
//! Kernels take raw pointers: threads work on different stripes of one plane, so there can be no slice of a whole plane. Every
//! such function says who guarantees what.

#![cfg_attr(target_arch = "wasm32", no_std)]
// `simd128::lanes` names the compiler's own instructions. The build compiles `core`, too, so the compiler takes these features.
#![cfg_attr(
    all(target_arch = "wasm32", target_feature = "simd128"),
    allow(internal_features),
    feature(link_llvm_intrinsics, abi_unadjusted, repr_simd, simd_ffi)
)]

pub mod chain;
pub mod filters;
pub mod fixed;
pub mod fnv;
pub mod pattern;
#[cfg(not(target_arch = "wasm32"))]
pub mod reference;
pub mod rows;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub mod simd128;

/// The row kernels of this build: with vectors where they are compiled in.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub type Native = rows::Scalar;
/// The row kernels of this build: with vectors where they are compiled in.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub type Native = simd128::Simd128;
