//! The converter of rates: docs/sound-analysis.md states what is measured here.

use ringlight_denoise::resample::Resampler;
use std::f64::consts::TAU;

/// A sine of full scale through a converter; what came out, and for each sample what should have.
fn sine(from: u32, to: u32, hz: f64) -> (Vec<f64>, Vec<f64>) {
    let mut resampler = Resampler::new(from, to).expect("a rate that there is");
    let mut out = Vec::new();
    for i in 0..from / 2 {
        let sample = (TAU * hz * f64::from(i) / f64::from(from)).sin();
        resampler.push(sample as f32, |converted| out.push(f64::from(converted)));
    }
    let ideal = (0..out.len()).map(|k| (TAU * hz * k as f64 / f64::from(to)).sin()).collect();
    // The start, where the signal began suddenly, is left out.
    let settled = to as usize / 20;
    (out.split_off(settled), Vec::<f64>::split_off(&mut { ideal }, settled))
}

fn db(signal: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0);
    for sample in signal {
        sum += sample * sample;
        count += 1;
    }
    10.0 * (2.0 * sum / f64::from(count) + 1e-30).log10()
}

/// End of the pass band, and start of the stop band, of a pair of rates.
fn bands(from: u32, to: u32) -> (f64, f64) {
    let low = f64::from(from.min(to));
    let pass = 20_000.0 * (low / 44_100.0).min(1.0);
    (pass, low - pass)
}

const PAIRS: [(u32, u32); 8] = [
    (44_100, 48_000),
    (48_000, 44_100),
    (96_000, 48_000),
    (48_000, 96_000),
    (88_200, 48_000),
    (48_000, 192_000),
    (16_000, 48_000),
    (48_000, 11_025),
];

#[test]
fn the_pass_band_comes_through_in_place() {
    for (from, to) in PAIRS {
        let (pass, _) = bands(from, to);
        for hz in [50.0, 997.0, 0.5 * pass, 0.8 * pass, pass] {
            let (out, ideal) = sine(from, to, hz);
            let error = db(out.iter().zip(&ideal).map(|(a, b)| a - b));
            // Gain, phase and every image together.
            assert!(error < -90.0, "{from} to {to}, {hz} Hz: an error of {error:.1} dB");
        }
    }
}

#[test]
fn the_stop_band_does_not() {
    for (from, to) in PAIRS {
        let (_, stop) = bands(from, to);
        for hz in [stop, 1.1 * stop, 0.49 * f64::from(from)] {
            // Where the rate rises, the stop band begins above the input's own half.
            if hz < stop || hz > 0.495 * f64::from(from) {
                continue;
            }
            let (out, _) = sine(from, to, hz);
            let left = db(out.into_iter());
            assert!(left < -90.0, "{from} to {to}, {hz} Hz: {left:.1} dB are left");
        }
    }
}

#[test]
fn counts_are_kept_exactly() {
    for (from, to) in PAIRS {
        let mut resampler = Resampler::new(from, to).expect("a rate that there is");
        let mut out = 0u64;
        for taken in 1..=u64::from(from) / 4 {
            let before = out;
            resampler.push(0.0, |_| out += 1);
            assert_eq!(out, resampler.given(taken), "{from} to {to}, {taken} taken");
            if out > before {
                assert_eq!(resampler.needed(out), taken);
                assert_eq!(resampler.needed(before + 1), taken);
            }
        }
    }
}
