//! The engine: the same bits however the stream is cut, no click whatever changes, silence after sound, no lost block.

mod common;

use common::{Audio, any_chain, effect, largest_step, noise, property, sine};
use proptest::prelude::*;
use ringlight_audio::engine::{External, FADE_MS, WARM_MS};
use ringlight_layout::sync::Ordering;
use ringlight_layout::{
    AUDIO_BYPASS, AUDIO_MUTE, EFFECT_COMPRESSOR, EFFECT_DELAY, EFFECT_DENOISE, EFFECT_EQUALIZER, EFFECT_GAIN,
    EFFECT_GATE, EFFECT_HIGH_PASS, EFFECT_KINDS, EFFECT_LIMITER, Effect, effect_limits,
};
use ringlight_ring::samples;

/// Frames between two changes of settings in what follows: more than a change of the chain takes.
const PART: usize = 4096;

/// Three chains, each for a part of the stream, through an engine in quanta of some size.
fn run_parts(chains: &[Vec<Effect>; 3], rate: f32, input: &[Vec<f32>], quanta: &[usize]) -> Vec<Vec<f32>> {
    let mut audio = Audio::new(rate, input.len());
    let mut output = vec![Vec::new(); input.len()];
    for (part, chain) in chains.iter().enumerate() {
        audio.configure(chain, 0, part as f32 * 7.0);
        let planes: Vec<Vec<f32>> =
            input.iter().map(|plane| plane[part * PART..(part + 1) * PART].to_vec()).collect();
        for (plane, part) in output.iter_mut().zip(audio.stream(&planes, quanta)) {
            plane.extend(part);
        }
    }
    output
}

#[test]
fn any_cutting_of_the_stream_gives_the_same_bits() {
    let sizes = prop_oneof![
        Just(vec![1]),
        Just(vec![64]),
        Just(vec![127]),
        Just(vec![480]),
        Just(vec![1024]),
        Just(vec![2048]),
        prop::collection::vec(1usize..300, 1..6),
    ];
    let rates = prop::sample::select(vec![44_100.0f32, 48_000.0, 96_000.0]);
    let chains = prop::array::uniform3(any_chain(5));
    let strategy = (chains, rates, 1usize..=2, sizes, any::<u16>());
    property(120, 11, &strategy, |(chains, rate, channels, sizes, seed)| {
        let input = noise(3 * PART, channels, 0.7, u32::from(seed));
        let expected = run_parts(&chains, rate, &input, &[128]);
        let output = run_parts(&chains, rate, &input, &sizes);
        for (output, expected) in output.iter().zip(&expected) {
            for i in 0..3 * PART {
                if output[i].to_bits() != expected[i].to_bits() {
                    return Err(format!("frame {i}: {}, not {}", output[i], expected[i]));
                }
            }
        }
        Ok(())
    });
}

/// Every effect with usual parameters, soft enough that nothing is clipped.
fn usual() -> Vec<Effect> {
    vec![
        effect(EFFECT_GAIN, &[-6.0]),
        effect(EFFECT_HIGH_PASS, &[80.0, 0.71]),
        effect(EFFECT_EQUALIZER, &[6.0, -6.0, 6.0, 200.0, 1000.0, 5000.0]),
        effect(EFFECT_GATE, &[-50.0, 6.0, 2.0, 100.0, 150.0, -60.0]),
        effect(EFFECT_COMPRESSOR, &[-24.0, 4.0, 5.0, 120.0, 6.0, 6.0]),
        effect(EFFECT_LIMITER, &[-6.0, 5.0, 80.0]),
        effect(EFFECT_DELAY, &[60.0, 30.0, 30.0]),
    ]
}

/// How a test changes things: flags and chain before and after.
struct Change {
    name: String,
    before: (u32, Vec<Effect>),
    after: (u32, Vec<Effect>),
}

fn changes() -> Vec<Change> {
    let mut changes = Vec::new();
    let mut add = |name: String, before: (u32, Vec<Effect>), after: (u32, Vec<Effect>)| {
        changes.push(Change { name, before, after });
    };
    for one in usual() {
        let name = EFFECT_KINDS.iter().find(|&&(_, kind)| kind == one.kind).unwrap().0;
        add(format!("{name} on"), (0, vec![]), (0, vec![one]));
        add(format!("{name} off"), (0, vec![one]), (0, vec![]));
        for (index, &(min, max)) in effect_limits(one.kind).iter().enumerate() {
            for value in [min, max] {
                let mut other = one;
                other.parameters[index] = value;
                if one.kind == EFFECT_GAIN || one.kind == EFFECT_COMPRESSOR {
                    other.parameters[index] = value.min(6.0);
                }
                // More would go on growing for seconds.
                if one.kind == EFFECT_DELAY && index == 1 {
                    other.parameters[index] = value.min(60.0);
                }
                if one.kind == EFFECT_EQUALIZER {
                    other.parameters[index] = value.clamp(-24.0, 10_000.0);
                }
                add(format!("{name}, parameter {index} to {value}"), (0, vec![one]), (0, vec![other]));
                add(format!("{name}, parameter {index} from {value}"), (0, vec![other]), (0, vec![one]));
            }
        }
    }
    let mut reversed = usual();
    reversed.reverse();
    add("reordered".into(), (0, usual()), (0, reversed));
    add("bypassed".into(), (0, usual()), (AUDIO_BYPASS, usual()));
    add("no longer bypassed".into(), (AUDIO_BYPASS, usual()), (0, usual()));
    add("muted".into(), (0, usual()), (AUDIO_MUTE, usual()));
    add("no longer muted".into(), (AUDIO_MUTE, usual()), (0, usual()));
    changes
}

/// The largest step while something changes, and the one that is allowed: what the signal itself does before or after, and
/// a fade between the two, whose values are at most `peak` apart, within `FADE_MS`.
fn steps(change: &Change, input: &[Vec<f32>], rate: f32) -> (f32, f32) {
    let mut audio = Audio::new(rate, 1);
    audio.configure(&change.before.1, change.before.0, 0.0);
    let half = input[0].len() / 2;
    let part = |range: std::ops::Range<usize>| vec![input[0][range].to_vec()];
    let before = audio.stream(&part(0..half), &[128]);
    audio.configure(&change.after.1, change.after.0, 0.0);
    let after = audio.stream(&part(half..2 * half), &[128]);
    let own = largest_step(&before[0][half / 2..]).max(largest_step(&after[0][half / 2..]));
    let peak = |samples: &[f32]| samples.iter().fold(0.0f32, |peak, x| peak.max(x.abs()));
    let apart = peak(&before[0][half / 2..]) + peak(&after[0]);
    let fade = FADE_MS * rate / 1000.0;
    let around: Vec<f32> = before[0][half - 100..].iter().chain(&after[0]).copied().collect();
    (largest_step(&around), own + apart / fade)
}

#[test]
fn no_change_clicks_in_a_sine() {
    for rate in [44_100.0, 48_000.0, 96_000.0] {
        for hertz in [100.0, 440.0, 3000.0] {
            let input = sine(2 * (rate as usize), 1, 0.25, hertz, rate);
            for change in changes() {
                let (step, allowed) = steps(&change, &input, rate);
                assert!(step <= allowed * 1.02, "{}, {hertz} of {rate}: {step} of {allowed}", change.name);
            }
        }
    }
}

#[test]
fn no_change_clicks_in_noise() {
    let mut value = common::random(77);
    let input = vec![(0..96_000).map(|_| 0.25 * value()).collect::<Vec<f32>>()];
    for change in changes() {
        let (step, allowed) = steps(&change, &input, 48_000.0);
        // Noise has no largest step of its own; half a second of it comes close.
        assert!(step <= allowed * 1.1, "{}: {step} of {allowed}", change.name);
    }
}

#[test]
fn a_new_delay_of_the_whole_does_not_click() {
    let input = sine(48_000, 1, 0.5, 440.0, 48_000.0);
    let own = largest_step(&input[0]);
    let mut audio = Audio::new(48_000.0, 1);
    let mut output = Vec::new();
    for (part, delay_ms) in [0.0, 50.0, 47.3, 1000.0, 0.0].into_iter().enumerate() {
        audio.configure(&[], 0, delay_ms);
        output.extend(audio.stream(&[input[0][part * 9600..(part + 1) * 9600].to_vec()], &[128]).remove(0));
    }
    let step = largest_step(&output);
    assert!(step <= own + 1.0 / 480.0, "{step}, of its own {own}");
    assert!(step > own * 0.9, "it is heard");
}

#[test]
fn settings_that_come_during_a_change_are_taken_after_it() {
    let mut audio = Audio::new(48_000.0, 1);
    let ones = vec![vec![0.125; 128]];
    audio.set(&[effect(EFFECT_GAIN, &[0.0])]);
    audio.stream(&ones, &[128]);
    let version = |audio: &Audio| audio.control.applied.load(Ordering::Relaxed);
    assert_eq!(version(&audio), 2);
    let two = [effect(EFFECT_GAIN, &[0.0]), effect(EFFECT_GAIN, &[6.0])];
    audio.set(&two);
    audio.stream(&ones, &[128]);
    audio.set(&[]);
    // Parameters of the chain that is to come would be taken at once; another chain waits.
    let frames = audio.frames(WARM_MS + FADE_MS);
    for _ in 1..frames.div_ceil(128) {
        audio.stream(&ones, &[128]);
        assert_eq!(version(&audio), 2, "still on its way");
    }
    for _ in 0..=frames.div_ceil(128) {
        audio.stream(&ones, &[128]);
    }
    assert_eq!(version(&audio), 6);
    assert_eq!(audio.stream(&ones, &[128])[0], ones[0]);
}

#[test]
fn what_is_being_written_is_not_taken() {
    let mut audio = Audio::new(48_000.0, 1);
    let ones = vec![vec![0.125; 1280]];
    audio.stream(&ones, &[128]);
    audio.control.settings.version.fetch_add(1, Ordering::SeqCst);
    audio.control.settings.flags.store(AUDIO_MUTE, Ordering::SeqCst);
    assert_eq!(audio.stream(&ones, &[128])[0], ones[0]);
    audio.control.settings.version.fetch_add(1, Ordering::SeqCst);
    assert_eq!(audio.stream(&ones, &[128])[0][1279], 0.0);
}

#[test]
fn silence_after_sound_becomes_exactly_silent() {
    for rate in [44_100.0, 192_000.0] {
        let mut audio = Audio::new(rate, 2);
        let mut chain = usual();
        chain[1].parameters[0] = 20.0;
        audio.set(&chain);
        audio.stream(&noise(rate as usize / 2, 2, 1.0, 3), &[128]);
        let second = vec![vec![0.0; rate as usize]; 2];
        // 30 % of feedback every 250 ms: 400 dB take 10 s.
        for _ in 0..30 {
            audio.stream(&second, &[128]);
        }
        let output = audio.stream(&second, &[128]);
        assert!(output.iter().flatten().all(|&x| x == 0.0));
        assert!(audio.engine.is_silent(), "no filter computes with what nobody hears");
        let meter = &audio.control.output_meters[0];
        assert_eq!(meter.peak.load(Ordering::Relaxed), 0);
        assert_eq!(meter.mean_square.load(Ordering::Relaxed), 0);
    }
}

#[test]
fn what_goes_out_goes_into_the_ring() {
    let mut audio = Audio::new(48_000.0, 2);
    audio.set(&usual());
    samples::listen(&audio.control.ring);
    let output = audio.stream(&noise(5000, 2, 0.5, 9), &[128, 500]);
    let (first, count) = samples::readable(&audio.control.ring);
    assert_eq!((first, count), (0, 5000));
    for frame in 0..5000 {
        for (channel, plane) in output.iter().enumerate() {
            // SAFETY: readable, and the writer is this thread.
            let sample = unsafe { *audio.control.samples[2 * frame + channel].0.get() };
            assert_eq!(sample, plane[frame]);
        }
    }
    samples::release(&audio.control.ring, count);
}

#[test]
fn effects_that_are_done_outside_are_asked_for_in_their_place() {
    let mut audio = Audio::new(48_000.0, 1);
    let denoise = effect(EFFECT_DENOISE, &[40.0]);
    let gain = effect(EFFECT_GAIN, &[0.0]);
    audio.set(&[gain, denoise, gain]);
    let quantum = |audio: &mut Audio| {
        audio.engine.input(0)[..480].fill(0.5);
        let mut asked = Vec::new();
        let mut external = audio.engine.begin(&audio.control, 480);
        while let Some(one) = external {
            assert_eq!(audio.engine.amount(), 40.0);
            asked.push((one.instance, one.first));
            // By instance, so that the output tells which was used.
            audio.engine.external(0)[..480].fill(0.25 - 0.125 * one.instance as f32);
            external = audio.engine.resume(&audio.control);
        }
        (asked, audio.engine.output(0)[479])
    };
    assert_eq!(quantum(&mut audio), (vec![(1, External::RESET)], 0.125));
    assert_eq!(quantum(&mut audio), (vec![(1, 0)], 0.125));
    audio.set(&[denoise, gain]);
    // The other chain's instance goes on where this one is.
    assert_eq!(quantum(&mut audio), (vec![(1, 0), (0, External::TAKE_OVER)], 0.125));
    assert_eq!(quantum(&mut audio), (vec![(1, 0), (0, 0)], 0.125));
    let (asked, output) = quantum(&mut audio);
    assert_eq!((asked, output), (vec![(1, 0), (0, 0)], 0.25));
    assert_eq!(quantum(&mut audio), (vec![(0, 0)], 0.25));
    audio.set(&[gain]);
    for _ in 0..4 {
        quantum(&mut audio);
    }
    assert_eq!(quantum(&mut audio), (vec![], 0.5));
    audio.set(&[denoise]);
    assert_eq!(quantum(&mut audio).0, vec![(0, External::RESET)]);
}
