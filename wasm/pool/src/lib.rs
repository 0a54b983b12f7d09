//! The module that every thread instantiates: the exports of ring, kernels and pool on one shared memory.
//!
//! - capture thread: [`capture`] and, before the first frame, [`warm`], - pool threads: [`work`] and [`past`], - both: [`orientation`], - present thread: [`present`], - what all of them
//!   write down: [`trace`]. `exports` is the list of what JavaScript can call.
//!
//! The module has no allocator and no state of its own: all of it is the `Control` block at `CONTROL_BASE`.

#![cfg_attr(target_arch = "wasm32", no_std)]

pub mod capture;
#[cfg(target_arch = "wasm32")]
pub mod exports;
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
