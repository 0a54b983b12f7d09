//! Spectra against the definition of the transform, levels against theirs, and what nothing may spoil.

use ringlight_analysis::spectrum::{Fft, Spectra};
use ringlight_analysis::{Analyser, MAX_FRAMES};
use ringlight_layout::{
    AudioReading, SPECTRUM_BINS, SPECTRUM_COLUMNS, SPECTRUM_FLOOR_DB, SPECTRUM_HOP, SPECTRUM_SAMPLES,
};
use std::f64::consts::TAU;

/// Uniform noise within ±1, from a seed.
fn noise(mut state: u32) -> impl FnMut() -> f32 {
    move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    }
}

fn near(value: f32, wanted: f32, within: f32) {
    assert!((value - wanted).abs() <= within, "{value} instead of {wanted} within {within}");
}

#[test]
fn the_transform_is_the_definition() {
    for length in [2usize, 6, 64, 480, 1000] {
        let mut fft = Fft::new(length);
        let mut next = noise(3);
        let samples: Vec<f32> = (0..length).map(|_| next()).collect();
        fft.input.copy_from_slice(&samples);
        fft.run();
        for (k, bin) in fft.output.iter().enumerate() {
            let (mut re, mut im) = (0.0, 0.0);
            for (n, &sample) in samples.iter().enumerate() {
                let angle = TAU * (k * n % length) as f64 / length as f64;
                re += f64::from(sample) * angle.cos();
                im -= f64::from(sample) * angle.sin();
            }
            let error = (f64::from(bin.re) - re).hypot(f64::from(bin.im) - im);
            assert!(error < 1e-5 * length as f64, "bin {k} of {length} is off by {error}");
        }
    }
}

fn spectrum(sample: impl Fn(usize) -> f64) -> Vec<f32> {
    let mut spectra = Spectra::default();
    for n in 0..SPECTRUM_SAMPLES {
        spectra.push(sample(n) as f32);
    }
    assert_eq!(spectra.count, (SPECTRUM_SAMPLES / SPECTRUM_HOP) as u32);
    let last = (spectra.count as usize - 1) % SPECTRUM_COLUMNS;
    spectra.columns[last * SPECTRUM_BINS..][..SPECTRUM_BINS].to_vec()
}

#[test]
fn a_sine_reads_its_level() {
    let sine = |bin: f64, amplitude: f64| {
        spectrum(move |n| amplitude * (TAU * bin * n as f64 / SPECTRUM_SAMPLES as f64).sin())
    };
    let full = sine(100.0, 1.0);
    near(full[100], 0.0, 0.01);
    near(full[99], -6.02, 0.05);
    assert!(full[..90].iter().chain(&full[110..]).all(|&db| db < -100.0));
    near(sine(100.0, 0.25)[100], -12.04, 0.01);
    near(sine(100.5, 1.0)[100], -1.42, 0.02);
    near(spectrum(|_| 1.0)[0], 0.0, 0.01);
    near(spectrum(|n| if n % 2 == 0 { 0.5 } else { -0.5 })[SPECTRUM_BINS - 1], -6.02, 0.01);
    assert!(spectrum(|_| 0.0).iter().all(|&db| db.to_bits() == (SPECTRUM_FLOOR_DB as f32).to_bits()));
}

#[test]
fn spectra_come_at_their_hop_and_keep_their_place() {
    let mut spectra = Spectra::default();
    for hop in 0..2 * SPECTRUM_COLUMNS {
        // Each louder than the one before.
        let amplitude = (hop + 1) as f32 / 64.0;
        for _ in 0..SPECTRUM_HOP {
            spectra.push(amplitude);
        }
        assert_eq!(spectra.count as usize, hop + 1);
    }
    let dc = |number: usize| spectra.columns[number % SPECTRUM_COLUMNS * SPECTRUM_BINS];
    for number in SPECTRUM_COLUMNS + 1..2 * SPECTRUM_COLUMNS {
        assert!(dc(number) > dc(number - 1));
    }
}

/// The readings after each `quantum` of a signal of two channels.
fn readings(quantum: usize, frames: usize, mut sample: impl FnMut(usize) -> [f32; 2]) -> Vec<AudioReading> {
    let mut analyser = Analyser::new(48_000, 2).expect("a rate that there is");
    let mut found = Vec::new();
    for at in (0..frames).step_by(quantum) {
        let count = quantum.min(frames - at);
        for frame in 0..count {
            analyser.input[2 * frame..][..2].copy_from_slice(&sample(at + frame));
        }
        analyser.push(count);
        found.push(analyser.take_reading());
    }
    found
}

#[test]
fn levels_are_those_of_each_channel() {
    let sine = |n: usize| (TAU * 1000.0 * n as f64 / 48_000.0).sin() as f32;
    let last = *readings(480, 24_000, |n| [sine(n), 0.5 * sine(n)]).last().expect("a reading");
    near(last.rms_db[0], -3.01, 0.01);
    near(last.rms_db[1], -9.03, 0.01);
    near(last.peak_db[0], 0.0, 0.01);
    near(last.peak_db[1], -6.02, 0.01);
    let silent = *readings(480, 24_000, |_| [0.0, 0.0]).last().expect("a reading");
    for db in silent.rms_db.into_iter().chain(silent.peak_db).chain(silent.true_peak_db) {
        assert!(db.is_infinite() && db < 0.0);
    }
    assert!(silent.integrated_lufs.is_infinite() && silent.momentary_lufs.is_infinite());
}

#[test]
fn a_peak_is_in_one_reading() {
    let all = readings(480, 4800, |n| if n == 2000 { [-0.5, 0.0] } else { [0.0, 0.0] });
    let seen: Vec<usize> = (0..all.len()).filter(|&i| all[i].peak_db[0] > -7.0).collect();
    assert_eq!(seen, [4]);
    assert!(all[9].max_true_peak_db >= -6.1);
}

#[test]
fn cut_in_any_way_it_gives_the_same() {
    let whole = |quantum: usize| {
        let mut analyser = Analyser::new(48_000, 2).expect("a rate that there is");
        let mut next = noise(9);
        let mut left = 96_000;
        while left > 0 {
            let count = quantum.min(left);
            analyser.input[..2 * count].fill_with(&mut next);
            analyser.push(count);
            left -= count;
        }
        analyser.take_reading()
    };
    let one = whole(MAX_FRAMES);
    for quantum in [1, 128, 441, 1000] {
        let other = whole(quantum);
        assert_eq!(one.rms_db.map(f32::to_bits), other.rms_db.map(f32::to_bits));
        assert_eq!(one.max_true_peak_db.to_bits(), other.max_true_peak_db.to_bits());
        near(one.momentary_lufs, other.momentary_lufs, 1e-4);
        near(one.integrated_lufs, other.integrated_lufs, 1e-4);
    }
}

#[test]
fn nothing_spoils_it() {
    let bad =
        [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, -f32::MAX, 1e30, f32::MIN_POSITIVE / 2.0];
    let sine = |n: usize| 0.5 * (TAU * 1000.0 * n as f64 / 48_000.0).sin() as f32;
    let all = readings(128, 48_000 * 6, |n| {
        let sample = if n < 4800 { bad[n % bad.len()] } else { sine(n) };
        [sample, sample]
    });
    let last = all.last().expect("a reading");
    near(last.rms_db[0], -9.03, 0.01);
    near(last.momentary_lufs, -6.0, 0.2);
    near(last.short_term_lufs, -6.0, 0.2);
    assert!(last.integrated_lufs.is_finite());
}

#[test]
fn refuses_what_it_cannot_do() {
    for (rate, channels) in [(48_000, 0), (48_000, 3), (0, 1), (7999, 1), (192_001, 2)] {
        assert!(Analyser::new(rate, channels).is_none(), "{rate}, {channels}");
    }
}
