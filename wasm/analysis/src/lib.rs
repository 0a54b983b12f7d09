//! What is seen of the sound: spectra, RMS, peak, true peak, loudness. On the analysis thread, which takes the samples out of
//! the audio thread's ring; nothing of it can hold up the sound.
//!
//! [`spectrum`]: windowed FFTs (the crate realfft). [`levels`]: RMS and peak; loudness and true peak are the crate ebur128's
//! (ITU-R BS.1770-4, EBU R128). [`analyser`]: all of them over one stream. `exports` is what JavaScript can call.
//!
//! A module of its own with a private memory and the standard library, loaded once a meter or a spectrum is shown.

pub mod analyser;
#[cfg(target_arch = "wasm32")]
pub mod exports;
pub mod levels;
pub mod spectrum;

pub use analyser::Analyser;

/// Frames that one call takes, at most.
pub const MAX_FRAMES: usize = 4096;

/// A ratio of amplitudes in dB; minus infinity for 0.
#[must_use]
pub fn decibels(amplitude: f64) -> f32 {
    (20.0 * amplitude.log10()) as f32
}
