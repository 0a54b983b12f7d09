//! Levels, loudness and spectra of the sound. The analysis thread writes them, the page reads them.
//!
//! They are a block of shared memory. Where no memory can be shared, the block is a posted buffer:
//!
//! ```text
//! 0                            AnalysisBlock: sequence lock, counters, the latest reading
//! size of AnalysisBlock        SPECTRUM_COLUMNS spectra of SPECTRUM_BINS decibels, f32; spectrum n at n % SPECTRUM_COLUMNS
//! ```

use crate::{AUDIO_MAX_CHANNELS, Described};

/// Samples that one spectrum is made of.
pub const SPECTRUM_SAMPLES: usize = 2048;
/// Samples from one spectrum to the next.
pub const SPECTRUM_HOP: usize = 1024;
/// Frequencies of a spectrum, from 0 Hz to half of the sample rate.
pub const SPECTRUM_BINS: usize = SPECTRUM_SAMPLES / 2 + 1;
/// The spectra that are kept.
pub const SPECTRUM_COLUMNS: usize = 16;
/// The level of silence in a spectrum, in dB.
pub const SPECTRUM_FLOOR_DB: i32 = -140;

shared! {
    /// How loud it is, in dB below full scale (dBFS), dBTP and LUFS. The dBFS of a sine's RMS are these too: a
    /// full-scale sine is -3. Minus infinity means silence, or not yet known.
    #[derive(Clone, Copy, Debug, Default, PartialEq)]
    struct AudioReading {
        /// Per channel, over the last 300 ms.
        rms_db: [f32; AUDIO_MAX_CHANNELS],
        /// Per channel: the largest sample since the previous reading.
        peak_db: [f32; AUDIO_MAX_CHANNELS],
        /// Per channel: the largest value between samples since the previous reading (ITU-R BS.1770-4, annex 2).
        true_peak_db: [f32; AUDIO_MAX_CHANNELS],
        /// The largest true peak of any channel since the start.
        max_true_peak_db: f32,
        /// Over the last 400 ms (EBU Tech 3341).
        momentary_lufs: f32,
        /// Over the last 3 s.
        short_term_lufs: f32,
        /// Since the start, gated.
        integrated_lufs: f32,
    }

    /// The head of a block.
    #[derive(Debug, Default)]
    struct AnalysisBlock {
        /// Odd while the analysis thread writes the rest of the head.
        sequence: u32,
        /// Readings so far.
        readings: u32,
        /// Spectra so far, modulo 2^32. The count rises after the last one is written.
        spectra: u32,
        /// Frames that the ring lost, because the analysis was late.
        overruns: u32,
        /// Hertz.
        sample_rate: f32,
        /// 1 or 2.
        channels: u32,
        /// The latest reading.
        reading: AudioReading,
    }
}

/// Bytes of a whole block.
pub const ANALYSIS_BLOCK_BYTES: usize = size_of::<AnalysisBlock>() + 4 * SPECTRUM_BINS * SPECTRUM_COLUMNS;
