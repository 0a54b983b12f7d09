//! The module that every thread instantiates. It exports ring, kernels and pool on one shared memory.
//!
//! - capture thread: [`capture`], and [`warm`] before the first frame
//! - pool threads: [`work`] and [`past`]
//! - capture and pool threads: [`orientation`]
//! - present thread: [`present`]
//! - the thread that filters still images, and the pool: [`image`]
//! - all threads write records: [`trace`]
//!
//! `exports` lists what JavaScript can call. The module has no allocator and no state of its own. All state is in the
//! `Control` block at `CONTROL_BASE`.

#![cfg_attr(target_arch = "wasm32", no_std)]

pub mod capture;
#[cfg(target_arch = "wasm32")]
pub mod exports;
pub mod image;
pub mod orientation;
pub mod past;
pub mod present;
pub mod trace;
pub mod warm;
pub mod work;

/// Microseconds of the pipeline's clock.
pub type Clock = fn() -> f64;

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
