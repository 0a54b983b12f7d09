//! Signals to denoise, and what is left of them.
#![allow(dead_code, reason = "each test file uses a part")]

use ringlight_denoise::Denoiser;
use std::f64::consts::TAU;

/// Samples of one channel.
pub type Signal = Vec<f32>;

/// Uniform noise of a peak, from a seed (Knuth's linear congruence).
pub fn seeded(seed: u32, samples: usize, peak: f32) -> Signal {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    (0..samples)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            peak * ((state >> 8) as f32 / (1 << 23) as f32 - 1.0)
        })
        .collect()
}

/// White noise.
pub fn noise(rate: u32, seconds: f64, peak: f32) -> Signal {
    seeded(7, (seconds * f64::from(rate)) as usize, peak)
}

/// The noise of a room: most of it low, 6 dB per octave from 400 Hz on.
pub fn room(rate: u32, seconds: f64, level: f32) -> Signal {
    let pole = (-TAU * 400.0 / f64::from(rate)).exp() as f32;
    let mut low = 0.0;
    let white = noise(rate, seconds, 4.0 * level);
    white
        .into_iter()
        .map(|sample| {
            low = pole * low + (1.0 - pole).sqrt() * sample;
            low
        })
        .collect()
}

/// Something like a sustained vowel: harmonics of 140 Hz up to 5 kHz with three formants, a little vibrato.
pub fn voice(rate: u32, seconds: f64, level: f64) -> Signal {
    let samples = (seconds * f64::from(rate)) as usize;
    let formant = |hz: f64| -> f64 {
        [(700.0, 130.0, 1.0), (1220.0, 170.0, 0.5), (2600.0, 250.0, 0.25)]
            .iter()
            .map(|(centre, width, gain)| gain / (1.0 + ((hz - centre) / width).powi(2)))
            .sum::<f64>()
            + 0.05
    };
    (0..samples)
        .map(|i| {
            let t = i as f64 / f64::from(rate);
            let phase = TAU * 140.0 * t + 0.02 * (TAU * 5.0 * t).sin();
            let sum: f64 =
                (1..36).map(|k| formant(140.0 * f64::from(k)) * (f64::from(k) * phase).sin()).sum();
            (level * sum) as f32
        })
        .collect()
}

/// Root mean square, dB below full scale.
pub fn level_db(signal: &[f32]) -> f64 {
    let square: f64 = signal.iter().map(|&sample| f64::from(sample).powi(2)).sum();
    10.0 * (square / signal.len() as f64 + 1e-20).log10()
}

/// Level of what is around one frequency (Hann window, 0.1 s pieces, averaged), in dB.
pub fn tone_db(signal: &[f32], rate: u32, hz: f64) -> f64 {
    let length = rate as usize / 10;
    let pieces = signal.chunks_exact(length).map(|piece| {
        let (mut re, mut im) = (0.0, 0.0);
        for (i, &sample) in piece.iter().enumerate() {
            let window = 0.5 - 0.5 * (TAU * i as f64 / length as f64).cos();
            let angle = TAU * hz * i as f64 / f64::from(rate);
            re += f64::from(sample) * window * angle.cos();
            im += f64::from(sample) * window * angle.sin();
        }
        (re * re + im * im) / (length as f64 / 4.0).powi(2)
    });
    let powers: Vec<f64> = pieces.collect();
    10.0 * (powers.iter().sum::<f64>() / powers.len() as f64 + 1e-20).log10()
}

/// Through a denoiser, `quantum` samples at a time.
pub fn through(denoiser: &mut Denoiser, channels: &[Signal], quantum: usize) -> Vec<Signal> {
    let mut out = vec![Signal::new(); channels.len()];
    for at in (0..channels[0].len()).step_by(quantum) {
        let frames = quantum.min(channels[0].len() - at);
        for (channel, signal) in channels.iter().enumerate() {
            denoiser.buffer(channel)[..frames].copy_from_slice(&signal[at..at + frames]);
        }
        denoiser.process(frames);
        for (channel, out) in out.iter_mut().enumerate() {
            out.extend_from_slice(&denoiser.buffer(channel)[..frames]);
        }
    }
    out
}

/// Through a new denoiser.
pub fn run(rate: u32, channels: &[Signal], quantum: usize) -> Vec<Signal> {
    through(&mut Denoiser::new(rate, channels.len()).expect("a rate that there is"), channels, quantum)
}
