//! The module of the audio thread: effects, meters and the ring of samples, on a memory of their own.
//!
//! It imports the memory, which is shared and has `AUDIO_PAGES` pages. One thread runs the module. Both flavours may be
//! instantiated on one memory and take turns from one quantum to the next, because all state is in the memory and both
//! compute the same bits.
//!
//! - `audio_check()`: 1 if this module understands the control block. Whoever makes the memory writes the block's first
//!   three words.
//! - `audio_init(rate, channels)`: 0, or -1 if it cannot. It can at 8000 to 192 000 Hz with 1 or 2 channels. It forgets
//!   everything. The output then rises from silence in 10 ms. It also works after a trap.
//! - `audio_input(channel)`, `audio_output(channel)`: addresses of planes for `AUDIO_MAX_QUANTUM` samples.
//! - `audio_process(frames)`: processes one quantum of 1 to `AUDIO_MAX_QUANTUM` frames, from input to output.
//! - `audio_begin(frames)`, `audio_resume()`: the same, with the effects that are done outside (`denoise`). -1 means
//!   that the quantum is done. Otherwise an effect must be applied in place to the planes at `audio_external(channel)`,
//!   by `audio_amount()` percent, before `audio_resume()`. Bit 0 of the value says which instance of the effect to use.
//!   The other bits say whether that instance must first forget its state (`External::RESET`, 2), or take over the
//!   other instance's state (`External::TAKE_OVER`, 4). See [`engine`].
//! - `audio_tone(frames)`: fills the input with the test tone. `audio_process` follows.
//! - `audio_book(microseconds)`: puts the time of a quantum into the histogram.
//!
//! A quantum goes through [`engine`]: settings, [`chain`] (two of them while one follows the other), [`line`] for the
//! delay of the whole sound, [`meters`], the ring. The effects are [`gain`], [`biquad`] (high-pass, equalizer),
//! [`gate`], [`compressor`], [`limiter`] and [`delay`]. They are made of [`lanes`], [`wide`], [`math`], [`ramp`] and
//! [`block`]. docs/effects.md says what each effect computes. [`reference`](mod@reference) computes the same naively.
//!
//! There is no allocator, no lock, and no loop that waits. No output sample is NaN or beyond full scale.

#![cfg_attr(target_arch = "wasm32", no_std)]

pub mod biquad;
pub mod block;
pub mod chain;
pub mod compressor;
pub mod delay;
pub mod engine;
#[cfg(target_arch = "wasm32")]
pub mod exports;
pub mod gain;
pub mod gate;
pub mod lanes;
pub mod limiter;
pub mod line;
pub mod math;
pub mod meters;
pub mod ramp;
#[cfg(not(target_arch = "wasm32"))]
pub mod reference;
pub mod tone;
pub mod wide;

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
