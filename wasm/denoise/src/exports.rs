//! The functions that JavaScript can call. Samples are 32-bit floats, where 1 is full scale. Rates are samples per
//! second.

use crate::{Denoiser, MAX_QUANTUM};
use ringlight_count::Counting;
use std::cell::RefCell;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static DENOISER: RefCell<Option<Denoiser>> = const { RefCell::new(None) };
}

/// Gives the denoiser to `use_it`. Returns `otherwise` while there is no denoiser.
fn with<T>(otherwise: T, use_it: impl FnOnce(&mut Denoiser) -> T) -> T {
    DENOISER.with_borrow_mut(|denoiser| denoiser.as_mut().map_or(otherwise, use_it))
}

/// Begins anew for a context of this rate, with 1 or 2 channels, and frees the previous denoiser. Returns 1. Returns 0
/// if that is not possible. Then there is no denoiser, and `denoise_process` leaves everything as it is. No other call
/// allocates.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_init(sample_rate: u32, channels: u32) -> u32 {
    DENOISER.with_borrow_mut(|denoiser| {
        *denoiser = None;
        *denoiser = Denoiser::new(sample_rate, channels as usize);
        u32::from(denoiser.is_some())
    })
}

/// Address of the samples of a channel below `channels`. There are `denoise_capacity` of them. The address stays until
/// the next `denoise_init`.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_buffer(channel: u32) -> *mut f32 {
    with(std::ptr::null_mut(), |denoiser| denoiser.buffer(channel as usize).as_mut_ptr())
}

/// The most samples that one `denoise_process` takes.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_capacity() -> u32 {
    MAX_QUANTUM as u32
}

/// Hot: allocates nothing. Forgets the signal, as if there had been silence. The network still knows the noise.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_reset() {
    with((), Denoiser::reset);
}

/// Hot: allocates nothing. Replaces the first `frames` samples of every channel's buffer.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_process(frames: u32) {
    with((), |denoiser| denoiser.process(frames as usize));
}

/// The age of the output, in samples of the context. 0 without a denoiser.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_latency() -> u32 {
    with(0, |denoiser| denoiser.latency() as u32)
}

/// Sets the share of the output that is denoised, 0 to 1. It is reached within 20 ms. The rest is the untouched signal
/// of the same age.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_set_amount(amount: f32) {
    with((), |denoiser| denoiser.set_amount(amount));
}

/// The network's guess that the last frame was a voice, 0 to 1.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_voice() -> f32 {
    with(0.0, |denoiser| denoiser.voice())
}

/// Number of allocations of this module so far. `denoise_process` never changes it.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_allocations() -> u32 {
    ALLOCATOR.allocations()
}

/// Returns 1 in the SIMD flavour.
#[unsafe(no_mangle)]
pub extern "C" fn denoise_is_simd() -> u32 {
    u32::from(cfg!(target_feature = "simd128"))
}
