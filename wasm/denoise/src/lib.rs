//! The effect `denoise`: `RNNoise` (the crate nnnoiseless) for any sample rate, any quantum, one or two channels.
//!
//! Way of a sample, all of it on the audio thread:
//! [`resample`] to 48 kHz, frames of 480 samples into the recurrent network, [`resample`] back, out of a queue exactly
//! [`Denoiser::latency`] samples after it came in ([`channel`]); mixed with the untouched sample of the same age
//! ([`denoiser`]). `exports` is what JavaScript can call.
//!
//! A module of its own, loaded when the effect is first used: the network's weights are larger than all other effects.
//! It needs the standard library (the crate's FFT does), with a private memory: no thread shares it.

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
