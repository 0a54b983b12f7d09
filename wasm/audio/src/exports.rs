//! The functions that JavaScript can call. The crate's first lines describe them. Addresses are in bytes.
//!
//! All functions are safe. One thread calls them, on a memory that `audio_check` has accepted. That is the worklet's
//! duty.

use crate::engine::{Engine, External};
use ringlight_layout::sync::{AtomicU32, Ordering};
use ringlight_layout::{
    AUDIO_CONTROL_BASE, AUDIO_MAGIC, AUDIO_PAGES, AUDIO_STATE_BASE, AUDIO_VERSION, AudioControl,
};
use ringlight_ring::histogram;

fn control() -> &'static AudioControl {
    // SAFETY: the memory has as many pages as the layout wants, and an `AudioControl` of zeros is valid.
    unsafe { &*(AUDIO_CONTROL_BASE as *const AudioControl) }
}

fn engine() -> &'static mut Engine {
    // SAFETY: as above. The state belongs to the calling thread alone, and every export asks for it once.
    unsafe { &mut *(AUDIO_STATE_BASE as *mut Engine) }
}

fn code(external: Option<External>) -> i32 {
    external.map_or(-1, |external| (external.instance | external.first) as i32)
}

/// Returns 1 if this module understands the memory and the control block.
#[unsafe(no_mangle)]
pub extern "C" fn audio_check() -> u32 {
    let read = |word: &AtomicU32| word.load(Ordering::Acquire);
    let large = core::arch::wasm32::memory_size(0) >= AUDIO_PAGES;
    u32::from(
        large
            && read(&control().magic) == AUDIO_MAGIC
            && read(&control().version) == AUDIO_VERSION
            && read(&control().bytes) == size_of::<AudioControl>() as u32,
    )
}

/// Returns 1 in the SIMD flavour.
#[unsafe(no_mangle)]
pub extern "C" fn is_simd() -> u32 {
    u32::from(cfg!(target_feature = "simd128"))
}

/// Starts anew. Returns 0, or -1 if the rate or the number of channels is not possible.
#[unsafe(no_mangle)]
pub extern "C" fn audio_init(sample_rate: f32, channels: u32) -> i32 {
    if engine().init(control(), sample_rate, channels) { 0 } else { -1 }
}

/// Address for a channel's input.
#[unsafe(no_mangle)]
pub extern "C" fn audio_input(channel: u32) -> *mut f32 {
    engine().input(channel as usize).as_mut_ptr()
}

/// Address of a channel's output.
#[unsafe(no_mangle)]
pub extern "C" fn audio_output(channel: u32) -> *const f32 {
    engine().output(channel as usize).as_ptr()
}

/// Processes a whole quantum. Effects that are done outside do nothing.
#[unsafe(no_mangle)]
pub extern "C" fn audio_process(frames: u32) {
    engine().process(control(), frames);
}

/// Begins a quantum. Returns -1 if it is done. Otherwise returns the external effect that must be applied.
#[unsafe(no_mangle)]
pub extern "C" fn audio_begin(frames: u32) -> i32 {
    code(engine().begin(control(), frames))
}

/// Continues after an external effect. Returns the same as `audio_begin`.
#[unsafe(no_mangle)]
pub extern "C" fn audio_resume() -> i32 {
    code(engine().resume(control()))
}

/// Address of the samples of a channel that the external effect must be applied to.
#[unsafe(no_mangle)]
pub extern "C" fn audio_external(channel: u32) -> *mut f32 {
    engine().external(channel as usize).as_mut_ptr()
}

/// The share of the external effect, in percent.
#[unsafe(no_mangle)]
pub extern "C" fn audio_amount() -> f32 {
    engine().amount()
}

/// Fills the input with the test tone.
#[unsafe(no_mangle)]
pub extern "C" fn audio_tone(frames: u32) {
    engine().tone(frames);
}

/// Puts the time of a quantum, in microseconds, into the histogram.
#[unsafe(no_mangle)]
pub extern "C" fn audio_book(microseconds: f64) {
    histogram::record(&control().quantum, microseconds);
}
