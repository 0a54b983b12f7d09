//! Spectra of a stream, in dB. After every `SPECTRUM_HOP` samples comes one spectrum of the last `SPECTRUM_SAMPLES`.
//!
//! The window is a Hann window. It is scaled for a sine of full scale. If the sine's frequency is that of a bin, the
//! bin reads 0 dB, and its neighbours read -6 dB. Half-way between two bins it reads 1.4 dB less.

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};
use ringlight_layout::{SPECTRUM_BINS, SPECTRUM_COLUMNS, SPECTRUM_FLOOR_DB, SPECTRUM_HOP, SPECTRUM_SAMPLES};
use std::f64::consts::TAU;
use std::sync::Arc;

/// A real FFT of one length, with everything that it needs.
pub struct Fft {
    plan: Arc<dyn RealToComplex<f32>>,
    /// The input. The transform destroys it.
    pub input: Vec<f32>,
    /// The output: `length / 2 + 1` bins, not scaled.
    pub output: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Fft {
    /// A transform of `length` samples.
    #[must_use]
    pub fn new(length: usize) -> Self {
        let plan = RealFftPlanner::new().plan_fft_forward(length);
        let (input, output, scratch) =
            (plan.make_input_vec(), plan.make_output_vec(), plan.make_scratch_vec());
        Self { plan, input, output, scratch }
    }

    /// Hot: allocates nothing. Transforms `input` and writes the bins to `output`.
    ///
    /// # Panics
    /// If one of the two was given another length.
    pub fn run(&mut self) {
        let done = self.plan.process_with_scratch(&mut self.input, &mut self.output, &mut self.scratch);
        done.expect("lengths that the plan made");
    }
}

/// The spectra of one stream.
pub struct Spectra {
    fft: Fft,
    window: Vec<f32>,
    /// The last samples, as a ring.
    samples: Vec<f32>,
    at: usize,
    /// Number of samples until the next spectrum.
    wait: usize,
    /// The last spectra, `SPECTRUM_BINS` numbers each. Spectrum n is at `n % SPECTRUM_COLUMNS`.
    pub columns: Vec<f32>,
    /// Spectra so far, modulo 2^32.
    pub count: u32,
}

impl Default for Spectra {
    fn default() -> Self {
        let hann = |i: usize| 0.5 - 0.5 * (TAU * i as f64 / SPECTRUM_SAMPLES as f64).cos();
        let sum: f64 = (0..SPECTRUM_SAMPLES).map(hann).sum();
        Self {
            fft: Fft::new(SPECTRUM_SAMPLES),
            // The bin of a sine is half of its amplitude times the sum of the window.
            window: (0..SPECTRUM_SAMPLES).map(|i| (2.0 * hann(i) / sum) as f32).collect(),
            samples: vec![0.0; SPECTRUM_SAMPLES],
            at: 0,
            wait: SPECTRUM_HOP,
            columns: vec![SPECTRUM_FLOOR_DB as f32; SPECTRUM_BINS * SPECTRUM_COLUMNS],
            count: 0,
        }
    }
}

impl Spectra {
    /// Hot: allocates nothing. Takes one sample.
    #[inline]
    pub fn push(&mut self, sample: f32) {
        self.samples[self.at] = sample;
        self.at = (self.at + 1) % SPECTRUM_SAMPLES;
        self.wait -= 1;
        if self.wait == 0 {
            self.wait = SPECTRUM_HOP;
            self.compute();
        }
    }

    #[inline(never)]
    fn compute(&mut self) {
        let (newer, older) = self.samples.split_at(self.at);
        let in_order = older.iter().chain(newer);
        for ((input, sample), weight) in self.fft.input.iter_mut().zip(in_order).zip(&self.window) {
            *input = sample * weight;
        }
        self.fft.run();
        let column = self.count as usize % SPECTRUM_COLUMNS;
        let out = &mut self.columns[column * SPECTRUM_BINS..][..SPECTRUM_BINS];
        let floor = SPECTRUM_FLOOR_DB as f32;
        for (out, bin) in out.iter_mut().zip(&self.fft.output) {
            *out = (10.0 * bin.norm_sqr().log10()).max(floor);
        }
        // The two bins at the ends have no mirror image.
        for end in [0, SPECTRUM_BINS - 1] {
            out[end] = (out[end] - 20.0 * 2.0f32.log10()).max(floor);
        }
        self.count = self.count.wrapping_add(1);
    }
}
