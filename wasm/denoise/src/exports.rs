//! What JavaScript can call. Samples are 32-bit floats, full scale 1; rates are samples per second.

use crate::{Denoiser, MAX_QUANTUM};
use ringlight_count::Counting;
use std::cell::RefCell;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static DENOISER: RefCell<Option<Denoiser>> = const { RefCell::new(None) };
}

/// What is made of the denoiser, or `otherwise` while there is none.
fn with<T>(otherwise: T, use_it: impl FnOnce(&mut Denoiser) -> T) -> T {
    DENOISER.with_borrow_mut(|denoiser| denoiser.as_mut().map_or(otherwise, use_it))
}

/// Begins anew for a context of this rate, with 1 or 2 channels; frees what was before. 1, or 0 where that cannot be:
/// then there is no denoiser, and `denoise_process` leaves everything as it is. The one call that allocates.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_init(sample_rate: u32, channels: u32) -> u32 {
    DENOISER.with_borrow_mut(|denoiser| {
        *denoiser = None;
        *denoiser = Denoiser::new(sample_rate, channels as usize);
        u32::from(denoiser.is_some())
    })
}

/// Address of the samples of a channel below `channels`, `denoise_capacity` of them; stays until the next `denoise_init`.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_buffer(channel: u32) -> *mut f32 {
    with(std::ptr::null_mut(), |denoiser| denoiser.buffer(channel as usize).as_mut_ptr())
}

/// The most samples that one `denoise_process` takes.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_capacity() -> u32 {
    MAX_QUANTUM as u32
}

/// Hot: allocates nothing. Forgets the signal, as if there had been silence; the network goes on knowing the noise.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_reset() {
    with((), Denoiser::reset);
}

/// Hot: allocates nothing. Replaces the first `frames` samples of every channel's buffer.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_process(frames: u32) {
    with((), |denoiser| denoiser.process(frames as usize));
}

/// How many samples of the context whatever comes out is old; 0 without a denoiser.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_latency() -> u32 {
    with(0, |denoiser| denoiser.latency() as u32)
}

/// How much of what comes out is denoised, 0 to 1, reached within 20 ms; the rest is the untouched signal, as old.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_set_amount(amount: f32) {
    with((), |denoiser| denoiser.set_amount(amount));
}

/// The network's guess that the last frame was a voice, 0 to 1.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_voice() -> f32 {
    with(0.0, |denoiser| denoiser.voice())
}

/// Allocations of this module so far. The same before and after any number of `denoise_process`.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_allocations() -> u32 {
    ALLOCATOR.allocations()
}

/// 1 in the SIMD flavour.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_is_simd() -> u32 {
    u32::from(cfg!(target_feature = "simd128"))
}
