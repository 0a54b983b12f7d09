//! The protocol under every interleaving and every stale read that the memory model allows:
//!
//! ```text
//! RUSTFLAGS='--cfg loom' cargo test --release -p ringlight-ring --test loom --target-dir target/loom
//! ```
//!
//! Pixels and headers are `loom::cell::UnsafeCell`s, so an ordering that is too weak shows as a race. `sync::wait`
//! really waits here, so a wake-up that is lost shows as a deadlock. Where a model is too large to
//! be searched whole, its number of preemptions is bounded, as it says.

#![cfg(loom)]

mod effects;
mod job;
mod ledger;
mod pipeline;
mod samples;
mod settings;
mod slots;
mod trace;

use loom::model::Builder;

/// Runs a model, with at most `preemptions` of them, if given.
fn check(preemptions: Option<usize>, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = preemptions;
    builder.check(model);
}
