//! Whatever comes in, and whatever the settings say: what goes out is a number within full scale, and sound comes back.

mod common;

use common::{Audio, any_chain, effect, noise, property};
use proptest::prelude::*;
use ringlight_audio::biquad::{Shape, design};
use ringlight_layout::sync::Ordering;
use ringlight_layout::{
    AUDIO_BYPASS, AUDIO_MUTE, EFFECT_GAIN, EFFECT_KINDS, EFFECT_PARAMETERS, Effect, MAX_EFFECTS,
};

/// Any 32 bits as a float, often a special one.
fn any_bits() -> impl Strategy<Value = f32> {
    let special = vec![
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::MAX,
        f32::MIN,
        f32::MIN_POSITIVE,
        1e-45,
        -0.0,
        0.0,
        1.0,
    ];
    prop_oneof![3 => any::<u32>().prop_map(f32::from_bits), 1 => prop::sample::select(special), 2 => -100.0f32..100.0]
}

/// Any words in the place of an effect, most often of a kind that there is.
fn any_words() -> impl Strategy<Value = Effect> {
    let kind = prop_oneof![8 => 1..=EFFECT_KINDS.len() as u32, 1 => any::<u32>()];
    let parameters = prop::collection::vec(any_bits(), EFFECT_PARAMETERS);
    (kind, parameters).prop_map(|(kind, parameters)| effect(kind, &parameters))
}

fn check(output: &[Vec<f32>]) -> Result<(), String> {
    for (i, x) in output.iter().flatten().enumerate() {
        if x.is_nan() || x.abs() > 1.0 {
            return Err(format!("sample {i} is {x}"));
        }
    }
    Ok(())
}

#[test]
fn any_input_and_any_settings_give_numbers_within_full_scale() {
    let settings =
        (prop::collection::vec(any_words(), 0..=MAX_EFFECTS), any::<u32>(), any_bits(), any::<u32>());
    let steps =
        prop::collection::vec((settings, prop::collection::vec(any_bits(), 1..400), any::<bool>()), 1..5);
    let strategy = (steps, 8000.0f32..=192_000.0, 1usize..=2);
    property(300, 21, &strategy, |(steps, rate, channels)| {
        let mut audio = Audio::new(rate, channels);
        for ((effects, flags, delay_ms, count), values, loud) in steps {
            audio.configure(&effects, flags & !AUDIO_MUTE, delay_ms);
            // A count that is not to be trusted, either.
            audio.control.settings.effect_count.store(count % 40, Ordering::Relaxed);
            let mut random = common::random(count);
            let input: Vec<Vec<f32>> = (0..channels)
                .map(|_| {
                    let value = |i: usize| if loud { random() * 1e30 } else { values[i % values.len()] };
                    (0..3000).map(value).collect()
                })
                .collect();
            check(&audio.stream(&input, &[128, 1, 1000]))?;
        }
        // Sane settings: what comes in goes out again.
        audio.set(&[]);
        let frames = audio.frames(2000.0);
        audio.stream(&vec![vec![0.0; frames]; channels], &[128]);
        let input = noise(1000, channels, 0.5, 1);
        let output = audio.stream(&input, &[128]);
        if output == input { Ok(()) } else { Err("the sound did not come back".into()) }
    });
}

#[test]
fn settings_that_change_all_the_time_give_numbers_within_full_scale() {
    let chains = prop::collection::vec((any_chain(MAX_EFFECTS), 1usize..2000, 0u32..4), 8);
    let strategy = (chains, 1usize..=2, any::<u16>());
    property(100, 22, &strategy, |(chains, channels, seed)| {
        let mut audio = Audio::new(48_000.0, channels);
        for (chain, frames, flags) in chains {
            let flags = if flags == 0 { AUDIO_BYPASS } else { 0 };
            audio.configure(&chain, flags, frames as f32 / 3.0);
            check(&audio.stream(&noise(frames, channels, 4.0, u32::from(seed)), &[128]))?;
        }
        Ok(())
    });
}

#[test]
fn what_is_no_number_is_counted_and_silent() {
    let mut audio = Audio::new(48_000.0, 2);
    audio.stream(&vec![vec![0.0; 1024]; 2], &[128]);
    let mut input = vec![vec![0.25; 128]; 2];
    input[0][3] = f32::NAN;
    input[1][7] = f32::INFINITY;
    input[1][8] = -f32::NAN;
    input[1][9] = f32::NEG_INFINITY;
    input[1][10] = 1.5;
    let output = audio.stream(&input, &[128]);
    assert_eq!((output[0][3], output[1][8]), (0.0, 0.0));
    assert_eq!((output[1][7], output[1][9], output[1][10]), (1.0, -1.0, 1.0));
    assert_eq!(output[0][4], 0.25);
    assert_eq!(audio.control.repaired.load(Ordering::Relaxed), 4);
    assert_eq!(audio.control.clipped.load(Ordering::Relaxed), 3);
}

#[test]
fn filters_are_stable_at_every_rate_and_all_along_their_ways() {
    let shapes = [Shape::HighPass, Shape::LowShelf, Shape::Peak, Shape::HighShelf];
    // Within the triangle of stable filters, which holds the lines between any two of its points.
    let stable = |[_, _, _, a1, a2]: [f64; 5]| a2 < 1.0 && a2 > a1.abs() - 1.0;
    for rate in [8000.0, 44_100.0, 192_000.0] {
        for shape in shapes {
            for hertz in [10.0, 100.0, 1000.0, 10_000.0, 20_000.0] {
                for (q, db) in [(0.3, -24.0), (4.0, 24.0), (0.9, 0.0)] {
                    let section = design(shape, rate, hertz, q, db);
                    assert!(stable(section), "{shape:?} {hertz} of {rate}: {section:?}");
                }
            }
        }
    }
}

#[test]
fn an_engine_that_starts_anew_knows_nothing_of_before() {
    let mut audio = Audio::new(48_000.0, 2);
    audio.set(&[effect(EFFECT_GAIN, &[24.0]), effect(ringlight_layout::EFFECT_DELAY, &[100.0, 90.0, 50.0])]);
    audio.stream(&noise(20_000, 2, 60.0, 5), &[128]);
    audio.set(&[]);
    assert!(audio.engine.init(&audio.control, 48_000.0, 2));
    let output = audio.stream(&vec![vec![0.0; 4800]; 2], &[128]);
    assert!(output.iter().flatten().all(|&x| x == 0.0));
    // And rises from silence, whatever comes.
    assert!(audio.engine.init(&audio.control, 48_000.0, 2));
    let output = audio.stream(&vec![vec![1.0; 480]; 2], &[128]);
    assert!(output[0][0] < 0.003 && common::largest_step(&output[0]) < 0.003);
}
