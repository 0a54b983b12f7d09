//! The protocol between threads, written once for all of them: slots, job, ledger, settings, histograms and trace. For
//! the sound there are its settings and its samples.
//!
//! There are no pixels here. Everything works in place on the structs of `ringlight-layout`. Every thread calls the
//! same code through the exports of its module. The tests in `tests/loom` run it under every interleaving that the
//! memory model allows.

#![cfg_attr(target_arch = "wasm32", no_std)]

pub mod effects;
pub mod histogram;
pub mod job;
pub mod ledger;
pub mod samples;
pub mod settings;
pub mod slots;
pub mod trace;
