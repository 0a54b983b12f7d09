//! The analysis of the sound: spectra, RMS, peak, true peak, loudness. It runs on the analysis thread, which takes the
//! samples out of the audio thread's ring. So it cannot hold up the sound.
//!
//! - [`spectrum`]: windowed FFTs (the crate realfft)
//! - [`levels`]: RMS and peak; loudness and true peak come from the crate ebur128 (ITU-R BS.1770-4, EBU R128)
//! - [`analyser`]: all of them over one stream
//!
//! `exports` is what JavaScript can call. This is a module of its own, with a private memory and the standard library.
//! It is loaded once a meter or a spectrum is shown.

pub mod analyser;
#[cfg(target_arch = "wasm32")]
pub mod exports;
pub mod levels;
pub mod spectrum;

pub use analyser::Analyser;

/// Frames that one call takes, at most.
pub const MAX_FRAMES: usize = 4096;

/// A ratio of amplitudes in dB. Minus infinity for 0.
#[must_use]
pub fn decibels(amplitude: f64) -> f32 {
    (20.0 * amplitude.log10()) as f32
}
