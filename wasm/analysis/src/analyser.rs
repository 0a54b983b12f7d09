//! The whole analysis of one stream of one or two channels.

use crate::levels::Levels;
use crate::spectrum::Spectra;
use crate::{MAX_FRAMES, decibels};
use ebur128::{EbuR128, Mode};
use ringlight_layout::{AUDIO_MAX_CHANNELS, AudioReading};

/// Samples beyond this are no sound. Infinities would stay in the filters for ever. It is 60 dB over full scale.
const LIMIT: f32 = 1000.0;

/// The analysis of a stream, since its start.
pub struct Analyser {
    channels: usize,
    /// Interleaved frames. The caller puts them here.
    pub input: Vec<f32>,
    levels: Vec<Levels>,
    loudness: EbuR128,
    /// True peaks since the previous reading.
    true_peaks: [f64; AUDIO_MAX_CHANNELS],
    /// Spectra of the mean of the channels.
    pub spectra: Spectra,
}

impl Analyser {
    /// An analyser for `rate` samples per second and 1 or 2 channels. `None` if that is not possible.
    ///
    /// Everything is allocated here. The gated loudness keeps a histogram, so it takes as much memory after a day as
    /// after a second.
    #[must_use]
    pub fn new(rate: u32, channels: usize) -> Option<Self> {
        if channels == 0 || channels > AUDIO_MAX_CHANNELS || !(8000..=192_000).contains(&rate) {
            return None;
        }
        let mode = Mode::M | Mode::S | Mode::I | Mode::TRUE_PEAK | Mode::HISTOGRAM;
        Some(Self {
            channels,
            input: vec![0.0; MAX_FRAMES * channels],
            levels: (0..channels).map(|_| Levels::new(rate)).collect(),
            loudness: EbuR128::new(channels as u32, rate, mode).ok()?,
            true_peaks: [0.0; AUDIO_MAX_CHANNELS],
            spectra: Spectra::default(),
        })
    }

    /// Hot: allocates nothing. Takes the first `frames` (at most 4096) of `input`.
    pub fn push(&mut self, frames: usize) {
        let input = &mut self.input[..frames.min(MAX_FRAMES) * self.channels];
        for frame in input.chunks_exact_mut(self.channels) {
            let mut sum = 0.0;
            for (sample, levels) in frame.iter_mut().zip(&mut self.levels) {
                *sample = if sample.is_nan() { 0.0 } else { sample.clamp(-LIMIT, LIMIT) };
                levels.push(*sample);
                sum += *sample;
            }
            self.spectra.push(sum / self.channels as f32);
        }
        // It refuses only a wrong number of samples.
        let _ = self.loudness.add_frames_f32(input);
        for (channel, peak) in self.true_peaks.iter_mut().take(self.channels).enumerate() {
            *peak = peak.max(self.loudness.prev_true_peak(channel as u32).unwrap_or(0.0));
        }
    }

    /// Hot: allocates nothing. Reads how loud it is. Peaks begin anew. The second channel of a mono stream is silent.
    pub fn take_reading(&mut self) -> AudioReading {
        let mut reading = AudioReading {
            rms_db: [f32::NEG_INFINITY; AUDIO_MAX_CHANNELS],
            peak_db: [f32::NEG_INFINITY; AUDIO_MAX_CHANNELS],
            true_peak_db: [f32::NEG_INFINITY; AUDIO_MAX_CHANNELS],
            max_true_peak_db: f32::NEG_INFINITY,
            momentary_lufs: loudness(self.loudness.loudness_momentary()),
            short_term_lufs: loudness(self.loudness.loudness_shortterm()),
            integrated_lufs: loudness(self.loudness.loudness_global()),
        };
        for (channel, levels) in self.levels.iter_mut().enumerate() {
            reading.rms_db[channel] = decibels(levels.rms());
            reading.peak_db[channel] = decibels(levels.take_peak());
            reading.true_peak_db[channel] = decibels(std::mem::take(&mut self.true_peaks[channel]));
            let most = decibels(self.loudness.true_peak(channel as u32).unwrap_or(0.0));
            reading.max_true_peak_db = reading.max_true_peak_db.max(most);
        }
        reading
    }
}

fn loudness(result: Result<f64, ebur128::Error>) -> f32 {
    result.map_or(f32::NEG_INFINITY, |lufs| lufs as f32)
}
