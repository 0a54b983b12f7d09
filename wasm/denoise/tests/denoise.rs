//! The effect as a whole: what it removes, what it keeps, its latency, and that nothing spoils it.

mod common;

use common::{Signal, level_db, noise, room, run, tone_db, voice};
use proptest::prelude::*;
use ringlight_denoise::{Denoiser, MAX_QUANTUM};

const RATES: [u32; 3] = [44_100, 48_000, 96_000];

/// Seconds of signal before anything is measured: the network gets to know the noise.
const SETTLE_S: f64 = 2.0;

#[test]
fn removes_noise_and_keeps_the_voice() {
    for rate in RATES {
        let seconds = 4.0;
        let clean = voice(rate, seconds, 0.1);
        let hiss = room(rate, seconds, 0.01);
        let from = (SETTLE_S * f64::from(rate)) as usize;

        let alone = run(rate, std::slice::from_ref(&hiss), 128).remove(0);
        let reduction = level_db(&hiss[from..]) - level_db(&alone[from..]);
        assert!(reduction > 20.0, "{rate}: noise alone is reduced by {reduction:.1} dB");

        // Half a second of voice, half a second of pause.
        let spoken = |i: usize| i as f64 / f64::from(rate) % 1.0 < 0.5;
        let clean: Signal = clean.iter().enumerate().map(|(i, &v)| if spoken(i) { v } else { 0.0 }).collect();
        let mixed: Signal = clean.iter().zip(&hiss).map(|(a, b)| a + b).collect();
        let out = run(rate, std::slice::from_ref(&mixed), 128).remove(0);
        let seconds =
            |start: f64, end: f64| (start * f64::from(rate)) as usize..(end * f64::from(rate)) as usize;
        let (voiced, pause) = (seconds(3.1, 3.5), seconds(3.7, 4.0));
        for hz in [140.0, 420.0, 1260.0] {
            let (was, is) =
                (tone_db(&clean[voiced.clone()], rate, hz), tone_db(&out[voiced.clone()], rate, hz));
            assert!((was - is).abs() < 2.0, "{rate}: {hz} Hz of the voice went from {was:.1} to {is:.1} dB");
        }
        let reduction = level_db(&mixed[pause.clone()]) - level_db(&out[pause]);
        assert!(reduction > 10.0, "{rate}: noise in a pause is reduced by {reduction:.1} dB");
    }
}

#[test]
fn latency_is_what_it_says() {
    for (rate, expected) in [(44_100, 950), (48_000, 959), (96_000, 1998)] {
        for channels in [1, 2] {
            let mut denoiser = Denoiser::new(rate, channels).expect("a rate that there is");
            assert_eq!(denoiser.latency(), expected, "{rate}");
            // Untouched, what comes out is what came in, that many samples later.
            denoiser.set_amount(0.0);
            let input = noise(rate, 1.0, 0.3);
            let out = common::through(&mut denoiser, &vec![input.clone(); channels], 128);
            let settled = rate as usize / 10;
            for channel in out {
                assert_eq!(channel[settled..], input[settled - expected..input.len() - expected]);
            }
        }
        // Denoised, a voice lies best over itself at the same age.
        let clean = voice(rate, 3.0, 0.2);
        let out = run(rate, std::slice::from_ref(&clean), 128).remove(0);
        let best = (expected - 40..=expected + 40).max_by(|&a, &b| {
            let fit = |lag: usize| -> f64 {
                let from = 2 * rate as usize;
                (from..out.len()).map(|i| f64::from(out[i]) * f64::from(clean[i - lag])).sum()
            };
            fit(a).total_cmp(&fit(b))
        });
        let off = best.expect("a lag").abs_diff(expected);
        assert!(off <= 2 * rate as usize / 48_000, "{rate}: {off} samples off");
    }
}

#[test]
fn silence_stays_silence() {
    for rate in RATES {
        let out = run(rate, &[vec![0.0; rate as usize]], 128).remove(0);
        assert!(out.iter().all(|&sample| sample == 0.0));
        // And comes back after a voice, to the last bit.
        let mut signal = voice(rate, 1.0, 0.3);
        signal.resize(2 * rate as usize, 0.0);
        let out = run(rate, &[signal], 128).remove(0);
        assert!(out[rate as usize * 3 / 2..].iter().all(|&sample| sample == 0.0));
    }
}

#[test]
fn a_new_one_knows_nothing_of_the_old() {
    let signal = voice(48_000, 0.5, 0.2);
    let first = run(48_000, std::slice::from_ref(&signal), 128);
    let _ = run(48_000, &[noise(48_000, 0.5, 0.5)], 128);
    assert_eq!(first, run(48_000, &[signal], 128));
}

#[test]
fn a_reset_forgets_the_signal() {
    for rate in RATES {
        let mut denoiser = Denoiser::new(rate, 2).expect("a rate that there is");
        let loud = voice(rate, 0.5, 0.3);
        common::through(&mut denoiser, &[loud.clone(), loud], 128);
        denoiser.reset();
        let out = common::through(&mut denoiser, &vec![vec![0.0; rate as usize]; 2], 128);
        assert!(out.iter().flatten().all(|&sample| sample == 0.0), "{rate}");
    }
}

#[test]
fn channels_do_not_touch_each_other() {
    let (left, right) = (voice(48_000, 1.0, 0.2), vec![0.0; 48_000]);
    let out = run(48_000, &[left.clone(), right.clone()], 128);
    assert_eq!(out[0], run(48_000, std::slice::from_ref(&left), 128)[0]);
    assert!(out[1].iter().all(|&sample| sample == 0.0));
    // The same signal on both sides comes out as loud on both, although their frames lie apart.
    let both = run(48_000, &[left.clone(), left], 128);
    assert!((level_db(&both[0][24_000..]) - level_db(&both[1][24_000..])).abs() < 0.5);
}

#[test]
fn amount_goes_there_without_a_step() {
    let rate = 48_000;
    let input = voice(rate, 2.0, 0.2);
    let mut denoiser = Denoiser::new(rate, 1).expect("a rate that there is");
    let mut out = Vec::new();
    for (at, chunk) in input.chunks(128).enumerate() {
        denoiser.set_amount(if at / 50 % 2 == 0 { 1.0 } else { 0.0 });
        denoiser.buffer(0)[..chunk.len()].copy_from_slice(chunk);
        denoiser.process(chunk.len());
        out.extend_from_slice(&denoiser.buffer(0)[..chunk.len()]);
    }
    let step = |signal: &[f32]| signal.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
    let own = step(&input).max(step(&run(rate, &[input], 128)[0]));
    assert!(step(&out) <= own * 1.01, "a step of {} where the signal has {own}", step(&out));
}

#[test]
fn refuses_what_it_cannot_do() {
    for (rate, channels) in [(48_000, 0), (48_000, 3), (0, 1), (47_999, 1), (1, 1), (u32::MAX, 1)] {
        assert!(Denoiser::new(rate, channels).is_none(), "{rate}, {channels}");
    }
    for rate in [8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000] {
        assert!(Denoiser::new(rate, 2).is_some(), "{rate}");
    }
}

/// Anything a broken effect before this one could hand on.
fn any_sample() -> impl Strategy<Value = f32> {
    prop_oneof![
        4 => -1.0f32..1.0,
        1 => any::<f32>(),
        1 => prop::sample::select(vec![f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN_POSITIVE / 2.0]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn cut_in_any_way_it_gives_the_same(
        rate in prop::sample::select(RATES.to_vec()),
        quanta in prop::collection::vec(1usize..700, 1..60),
        seed in 0u32..1000,
    ) {
        let total: usize = quanta.iter().sum();
        let mut signal = common::seeded(seed, total.max(1), 0.3);
        signal[0] = 0.5;
        let whole = run(rate, &[signal.clone(), signal.clone()], MAX_QUANTUM);
        let mut denoiser = Denoiser::new(rate, 2).expect("a rate that there is");
        let mut at = 0;
        for frames in quanta {
            for channel in 0..2 {
                denoiser.buffer(channel)[..frames].copy_from_slice(&signal[at..at + frames]);
            }
            denoiser.process(frames);
            for (channel, whole) in whole.iter().enumerate() {
                prop_assert_eq!(&denoiser.buffer(channel)[..frames], &whole[at..at + frames]);
            }
            at += frames;
        }
    }

    #[test]
    fn nothing_spoils_it(
        rate in prop::sample::select(RATES.to_vec()),
        bad in prop::collection::vec(any_sample(), 1..3000),
        amount in any::<f32>(),
    ) {
        let mut denoiser = Denoiser::new(rate, 1).expect("a rate that there is");
        denoiser.set_amount(amount);
        let out = common::through(&mut denoiser, std::slice::from_ref(&bad), 128).remove(0);
        prop_assert!(out.iter().all(|sample| sample.abs() <= 32.0), "a sample is not finite");
        // A second later it denoises as if nothing had been.
        denoiser.set_amount(1.0);
        let quiet = vec![0.0; rate as usize];
        common::through(&mut denoiser, &[quiet], 128);
        let clean = voice(rate, 1.0, 0.2);
        let out = common::through(&mut denoiser, std::slice::from_ref(&clean), 128).remove(0);
        let half = rate as usize / 2;
        let change = level_db(&out[half..]) - level_db(&clean[half..]);
        prop_assert!(change.abs() < 3.0, "a voice changed by {change:.1} dB");
    }
}
