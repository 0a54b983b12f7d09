//! Every effect against its definition, at many rates and parameters.

mod common;

use common::{Audio, any_effect, effect, noise, property, sine, wide};
use proptest::prelude::*;
use ringlight_audio::biquad::{Shape, design};
use ringlight_audio::reference;
use ringlight_layout::sync::Ordering;
use ringlight_layout::{EFFECT_COMPRESSOR, EFFECT_DELAY, EFFECT_GATE, EFFECT_LIMITER, Effect, MAX_EFFECTS};

/// Compares an effect's output with the reference's, once the start's fade is over.
fn check(chosen: &Effect, rate: f32, input: &[Vec<f32>], tolerance: f64) -> Result<(), String> {
    let mut audio = Audio::new(rate, input.len());
    audio.set(&[*chosen]);
    let output = audio.stream(input, &[128]);
    let expected = reference::apply(chosen, f64::from(rate), &wide(input));
    let first = audio.frames(10.0);
    for (channel, (output, expected)) in output.iter().zip(&expected).enumerate() {
        for i in first..output.len() {
            let (got, expected) = (f64::from(output[i]), expected[i].clamp(-1.0, 1.0));
            if (got - expected).abs() > tolerance * expected.abs().max(1.0) {
                return Err(format!("channel {channel}, frame {i}: {got}, not {expected}"));
            }
        }
    }
    Ok(())
}

#[test]
fn every_effect_is_the_reference() {
    let rates = prop::sample::select(vec![8000.0f32, 44_100.0, 48_000.0, 96_000.0, 192_000.0]);
    let strategy = (any_effect(), rates, 1usize..=2, 0.01f32..=1.0, any::<u16>());
    property(400, 1, &strategy, |(chosen, rate, channels, peak, seed)| {
        check(&chosen, rate, &noise(9000, channels, peak, u32::from(seed)), 2e-5)
    });
}

#[test]
fn filters_do_what_they_promise() {
    let rate = 48_000.0;
    // The magnitude of b(z) / a(z) on the unit circle.
    let magnitude = |[b0, b1, b2, a1, a2]: [f64; 5], hertz: f64| {
        let w = std::f64::consts::TAU * hertz / rate;
        let size = |p: [f64; 3]| {
            let re = p[0] + p[1] * w.cos() + p[2] * (2.0 * w).cos();
            let im = p[1] * w.sin() + p[2] * (2.0 * w).sin();
            re.hypot(im)
        };
        20.0 * (size([b0, b1, b2]) / size([1.0, a1, a2])).log10()
    };
    let near = |got: f64, expected: f64| assert!((got - expected).abs() < 0.05, "{got}, not {expected}");
    let high_pass = design(Shape::HighPass, rate, 80.0, 0.5f64.sqrt(), 0.0);
    near(magnitude(high_pass, 80.0), -3.01);
    near(magnitude(high_pass, 8.0), -40.0);
    near(magnitude(high_pass, 8000.0), 0.0);
    for db in [-24.0, -6.0, 0.0, 6.0, 24.0] {
        let peak = design(Shape::Peak, rate, 1000.0, 0.9, db);
        near(magnitude(peak, 1000.0), db);
        near(magnitude(peak, 1.0), 0.0);
        let low = design(Shape::LowShelf, rate, 200.0, 1.0, db);
        near(magnitude(low, 1.0), db);
        near(magnitude(low, 200.0), db / 2.0);
        near(magnitude(low, 23_000.0), 0.0);
        let high = design(Shape::HighShelf, rate, 5000.0, 1.0, db);
        near(magnitude(high, 1.0), 0.0);
        near(magnitude(high, 5000.0), db / 2.0);
        near(magnitude(high, 23_999.0), db);
    }
}

#[test]
fn an_equalizer_at_0_db_changes_no_bit() {
    let mut audio = Audio::new(44_100.0, 2);
    audio.set(&[effect(ringlight_layout::EFFECT_EQUALIZER, &[0.0, 0.0, 0.0, 200.0, 1000.0, 5000.0])]);
    let input = noise(8000, 2, 1.0, 5);
    let output = audio.stream(&input, &[128]);
    for (output, input) in output.iter().zip(&input) {
        assert_eq!(output[441..], input[441..]);
    }
}

#[test]
fn a_limiter_is_never_louder_than_its_ceiling() {
    let strategy = (-30.0f32..=0.0, 1.0f32..=10.0, 5.0f32..=1000.0, 1usize..=2, any::<u16>());
    property(60, 2, &strategy, |(ceiling, lookahead, release, channels, seed)| {
        let mut audio = Audio::new(48_000.0, channels);
        audio.set(&[effect(EFFECT_LIMITER, &[ceiling, lookahead, release])]);
        // Far above full scale, at times.
        let output = audio.stream(&noise(20_000, channels, 60.0, u32::from(seed)), &[128, 77]);
        let highest = ringlight_audio::math::factor(ceiling) as f32;
        let loudest = output.iter().flatten().fold(0.0f32, |loudest, x| loudest.max(x.abs()));
        if loudest > highest {
            return Err(format!("{loudest} of {highest}"));
        }
        // And not much quieter, either.
        if loudest < 0.5 * highest { Err(format!("only {loudest} of {highest}")) } else { Ok(()) }
    });
}

#[test]
fn a_limiter_leaves_what_is_soft_as_it_is_and_says_how_late_it_is() {
    let mut audio = Audio::new(48_000.0, 2);
    audio.set(&[effect(EFFECT_LIMITER, &[0.0, 5.0, 80.0]), effect(EFFECT_LIMITER, &[-1.0, 2.5, 80.0])]);
    let input = noise(8000, 2, 0.8, 5);
    let output = audio.stream(&input, &[128]);
    let latency = audio.control.latency_frames.load(Ordering::Relaxed) as usize;
    assert_eq!(latency, 240 + 120);
    for (output, input) in output.iter().zip(&input) {
        assert_eq!(output[480..], input[480 - latency..8000 - latency]);
    }
}

#[test]
fn a_gate_opens_and_closes_and_says_so() {
    let mut audio = Audio::new(48_000.0, 1);
    audio.set(&[effect(EFFECT_GATE, &[-40.0, 6.0, 1.0, 20.0, 50.0, -60.0])]);
    let gain = |audio: &Audio| f32::from_bits(audio.control.gains[0].load(Ordering::Relaxed));
    let quiet = sine(9600, 1, 0.004, 300.0, 48_000.0);
    audio.stream(&quiet, &[128]);
    assert!((gain(&audio) - 0.001).abs() < 1e-6, "closed: {}", gain(&audio));
    audio.stream(&sine(480, 1, 0.02, 300.0, 48_000.0), &[128]);
    assert_eq!(gain(&audio), 1.0);
    // Between the two thresholds: it stays as it is.
    audio.stream(&sine(48_000, 1, 0.007, 300.0, 48_000.0), &[128]);
    assert_eq!(gain(&audio), 1.0);
    audio.stream(&quiet, &[128]);
    assert!((gain(&audio) - 0.001).abs() < 1e-6, "closed again");
    audio.stream(&sine(48_000, 1, 0.007, 300.0, 48_000.0), &[128]);
    assert!((gain(&audio) - 0.001).abs() < 1e-6, "still closed");
}

#[test]
fn a_compressor_follows_its_curve() {
    for (peak_db, expected_db) in [(-40.0, -40.0), (-24.0, -24.0 - 0.5625), (-12.0, -21.0), (0.0, -18.0)] {
        let mut audio = Audio::new(48_000.0, 1);
        audio.set(&[effect(EFFECT_COMPRESSOR, &[-24.0, 4.0, 1.0, 2000.0, 6.0, 0.0])]);
        let peak = ringlight_audio::math::factor(peak_db) as f32;
        let output = audio.stream(&sine(96_000, 1, peak, 997.0, 48_000.0), &[128]);
        let loudest = output[0][90_000..].iter().fold(0.0f32, |loudest, x| loudest.max(x.abs()));
        let db = 20.0 * loudest.log10();
        assert!((db - expected_db).abs() < 0.3, "{peak_db} dB: {db}, not {expected_db}");
    }
}

#[test]
fn an_echo_comes_when_it_shall() {
    let mut audio = Audio::new(48_000.0, 1);
    audio.set(&[effect(EFFECT_DELAY, &[100.0, 50.0, 40.0])]);
    let mut input = vec![vec![0.0; 48_000]];
    input[0][1000] = 1.0;
    let output = audio.stream(&input, &[128]);
    let echoes: Vec<(usize, f32)> =
        output[0].iter().copied().enumerate().filter(|&(_, x)| x != 0.0).take(4).collect();
    let expected = [(1000, 0.6), (5800, 0.4), (10_600, 0.2), (15_400, 0.1)];
    for ((at, x), (expected_at, expected)) in echoes.iter().zip(expected) {
        assert!(*at == expected_at && (x - expected).abs() < 1e-6, "{echoes:?}");
    }
}

#[test]
fn a_chain_is_its_effects_one_after_the_other() {
    let strategy = (common::any_chain(MAX_EFFECTS), any::<u16>());
    property(60, 3, &strategy, |(chain, seed)| {
        let input = noise(6000, 2, 0.05, u32::from(seed));
        let mut audio = Audio::new(48_000.0, 2);
        audio.set(&chain);
        let output = audio.stream(&input, &[128]);
        let mut expected = wide(&input);
        for effect in &chain {
            expected = reference::apply(effect, 48_000.0, &expected);
            // What leaves an effect is within its headroom; that is defined, and clamped so.
            if expected.iter().flatten().any(|x| x.abs() > 60.0) {
                return Ok(());
            }
        }
        for (output, expected) in output.iter().zip(&expected) {
            for i in 480..6000 {
                let (got, expected) = (f64::from(output[i]), expected[i].clamp(-1.0, 1.0));
                // A gate or a compressor makes much of a little, so errors may grow along a chain.
                if (got - expected).abs() > 1e-3 * expected.abs().max(0.1) {
                    return Err(format!("frame {i}: {got}, not {expected}"));
                }
            }
        }
        Ok(())
    });
}
