//! The module of the audio thread: effects, meters and the ring of samples, on a memory of their own.
//!
//! Imports: the memory, which is shared and has `AUDIO_PAGES` pages. One thread runs it; both flavours may be instantiated on
//! one memory and take turns from one quantum to the next: all state is in the memory, and both compute the same bits.
//!
//! - `audio_check()`: 1 if the control block is one that this module understands. Whoever makes the memory writes its
//!   first three words.
//! - `audio_init(rate, channels)`: 0, or -1 where it cannot: 8000 to 192 000 Hz, 1 or 2 channels. Forgets everything; what
//!   goes out then rises from silence in 10 ms. Also after a trap.
//! - `audio_input(channel)`, `audio_output(channel)`: addresses of planes for `AUDIO_MAX_QUANTUM` samples.
//! - `audio_process(frames)`: one quantum, of 1 to `AUDIO_MAX_QUANTUM` frames, input to output.
//! - `audio_begin(frames)`, `audio_resume()`: the same, with the effects that are done outside (`denoise`). -1: the quantum is
//!   done. Else an effect has to be applied, in place, to the planes at `audio_external(channel)`, by `audio_amount()` percent,
//!   before `audio_resume()`. The value says by which instance of it (bit 0), and whether that one first has to forget its
//!   state (`External::RESET`, 2) or to take over the other's (`External::TAKE_OVER`, 4): see [`engine`].
//! - `audio_tone(frames)`: fills the input with the test tone; `audio_process` follows.
//! - `audio_book(microseconds)`: puts the time of a quantum into the histogram.
//!
//! A quantum through [`engine`]: settings, [`chain`] (two of them while one follows the other), [`line`] for the delay as a
//! whole, [`meters`], the ring. Effects: [`gain`],
//! [`biquad`] (high-pass, equalizer), [`gate`], [`compressor`], [`limiter`], [`delay`]. What they are made of: [`lanes`],
//! [`wide`], [`math`], [`ramp`], [`block`]. docs/effects.md says what each computes,
//! [`reference`](mod@reference) does it naively.
//!
//! No allocator, no lock, no loop that waits; no sample goes out that is no number or beyond full scale.

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
