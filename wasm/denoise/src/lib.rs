//! The effect `denoise`: `RNNoise` (the crate nnnoiseless) for any sample rate, any quantum, one or two channels.
//!
//! A sample goes this way, all of it on the audio thread:
//!
//! 1. [`resample`] brings it to 48 kHz.
//! 2. The recurrent network takes frames of 480 samples.
//! 3. [`resample`] brings it back.
//! 4. It leaves a queue exactly [`Denoiser::latency`] samples after it came in ([`channel`]).
//! 5. It is mixed with the untouched sample of the same age ([`denoiser`]).
//!
//! `exports` is what JavaScript can call.
//!
//! This is a module of its own, loaded when the effect is first used, because the network's weights are larger than all
//! other effects. The crate's FFT needs the standard library. The memory is private: no thread shares it.

pub mod channel;
pub mod denoiser;
#[cfg(target_arch = "wasm32")]
pub mod exports;
pub mod resample;

pub use denoiser::Denoiser;

/// Samples per second that the network was trained on.
pub const RATE: u32 = 48_000;
/// Samples that the network takes at a time.
pub const FRAME: usize = nnnoiseless::DenoiseState::FRAME_SIZE;
/// The longest quantum, in samples, that one call takes.
pub const MAX_QUANTUM: usize = 4096;
/// Mono or stereo.
pub const MAX_CHANNELS: usize = 2;
