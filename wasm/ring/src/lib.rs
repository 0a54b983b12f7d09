//! The protocol between threads, once and for all of them: slots, job, ledger, settings, histograms, trace; and
//! for the sound its settings and its samples.
//!
//! No pixels here. Everything works on the structs of `ringlight-layout` in place; every thread calls the
//! same code through the exports of `ringlight-pool`. `tests/loom.rs` runs it under every interleaving
//! that the memory model allows.

#![cfg_attr(target_arch = "wasm32", no_std)]

pub mod effects;
pub mod histogram;
pub mod job;
pub mod ledger;
pub mod samples;
pub mod settings;
pub mod slots;
pub mod trace;
