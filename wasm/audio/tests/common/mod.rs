//! An engine with its control block, as the browser gives it: zero. Signals to put into it, and settings.

#![allow(dead_code, reason = "each test file uses a part of it")]

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use ringlight_audio::engine::Engine;
use ringlight_audio::reference::Signal;
use ringlight_layout::sync::Ordering;
use ringlight_layout::{
    AUDIO_MAX_QUANTUM, AudioControl, EFFECT_DELAY, EFFECT_DENOISE, EFFECT_KINDS, Effect, effect_limits,
};
use std::alloc::{Layout, alloc_zeroed, handle_alloc_error};
use std::fmt::Debug;

/// A value of zeros, on the heap: it may be larger than a stack.
///
/// # Safety
/// Zeros are a valid `T`.
#[allow(clippy::unnecessary_box_returns, reason = "by value it would be on the stack")]
unsafe fn zeroed<T>() -> Box<T> {
    let layout = Layout::new::<T>();
    // SAFETY: no test's `T` is empty.
    let at = unsafe { alloc_zeroed(layout) };
    if at.is_null() {
        handle_alloc_error(layout);
    }
    // SAFETY: allocated with this layout, and valid, as the caller says.
    unsafe { Box::from_raw(at.cast()) }
}

/// An engine that runs.
pub struct Audio {
    pub engine: Box<Engine>,
    pub control: Box<AudioControl>,
    pub channels: usize,
    pub rate: f32,
}

impl Audio {
    pub fn new(rate: f32, channels: usize) -> Self {
        // SAFETY: numbers, arrays and atomics.
        let (mut engine, control) = unsafe { (zeroed::<Engine>(), zeroed::<AudioControl>()) };
        assert!(engine.init(&control, rate, channels as u32));
        Self { engine, control, channels, rate }
    }

    /// Frames of so many milliseconds.
    pub fn frames(&self, ms: f32) -> usize {
        (ms * self.rate / 1000.0).round() as usize
    }

    /// Writes settings, as `src/catalogue/effects.ts` does.
    pub fn configure(&self, effects: &[Effect], flags: u32, delay_ms: f32) {
        let settings = &self.control.settings;
        settings.version.fetch_add(1, Ordering::SeqCst);
        settings.flags.store(flags, Ordering::Relaxed);
        settings.delay_ms.store(delay_ms.to_bits(), Ordering::Relaxed);
        settings.effect_count.store(effects.len() as u32, Ordering::Relaxed);
        for (words, effect) in settings.effects.iter().zip(effects) {
            words[0].store(effect.kind, Ordering::Relaxed);
            for (word, value) in words[1..].iter().zip(effect.parameters) {
                word.store(value.to_bits(), Ordering::Relaxed);
            }
        }
        settings.version.fetch_add(1, Ordering::SeqCst);
    }

    pub fn set(&self, effects: &[Effect]) {
        self.configure(effects, 0, 0.0);
    }

    /// Puts a signal through, in quanta of these sizes, over and over.
    pub fn stream(&mut self, input: &[Vec<f32>], quanta: &[usize]) -> Vec<Vec<f32>> {
        let frames = input[0].len();
        let mut output = vec![Vec::with_capacity(frames); self.channels];
        let (mut at, mut sizes) = (0, quanta.iter().cycle());
        while at < frames {
            let size = (*sizes.next().unwrap()).clamp(1, AUDIO_MAX_QUANTUM).min(frames - at);
            for (channel, plane) in input.iter().enumerate() {
                self.engine.input(channel)[..size].copy_from_slice(&plane[at..at + size]);
            }
            self.engine.process(&self.control, size as u32);
            for (channel, plane) in output.iter_mut().enumerate() {
                plane.extend_from_slice(&self.engine.output(channel)[..size]);
            }
            at += size;
        }
        output
    }
}

pub fn effect(kind: u32, parameters: &[f32]) -> Effect {
    let mut effect = Effect { kind, ..Effect::default() };
    effect.parameters[..parameters.len()].copy_from_slice(parameters);
    effect
}

/// White noise between -1 and 1.
pub fn random(seed: u32) -> impl FnMut() -> f32 {
    let mut state = seed.wrapping_mul(2_654_435_769) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    }
}

/// Noise that is loud and soft by turns.
pub fn noise(frames: usize, channels: usize, peak: f32, seed: u32) -> Vec<Vec<f32>> {
    let channel = |channel: usize| {
        let mut value = random(seed + 17 * channel as u32);
        let step = |i: usize| [1.0, 0.01, 0.3, 0.001, 0.1][(i / 997) % 5];
        (0..frames).map(|i| value() * peak * step(i)).collect()
    };
    (0..channels).map(channel).collect()
}

/// A sine, its peak, the same in every channel.
pub fn sine(frames: usize, channels: usize, peak: f32, hertz: f32, rate: f32) -> Vec<Vec<f32>> {
    let value = |i| f64::from(i) * f64::from(hertz) / f64::from(rate) * std::f64::consts::TAU;
    let plane: Vec<f32> = (0..frames as u32).map(|i| peak * value(i).sin() as f32).collect();
    vec![plane; channels]
}

pub fn wide(signal: &[Vec<f32>]) -> Signal {
    signal.iter().map(|plane| plane.iter().map(|&x| f64::from(x)).collect()).collect()
}

/// Any effect that the module does by itself, its parameters anywhere in their ranges, often at their ends.
pub fn any_effect() -> impl Strategy<Value = Effect> {
    let kinds: Vec<u32> =
        EFFECT_KINDS.iter().map(|&(_, kind)| kind).filter(|&kind| kind != EFFECT_DENOISE).collect();
    (prop::sample::select(kinds), prop::array::uniform6((0u32..8, 0.0f32..=1.0))).prop_map(
        |(kind, random)| {
            let values: Vec<f32> = effect_limits(kind)
                .iter()
                .zip(random)
                .map(|(&(min, max), (way, share))| match way {
                    0 => min,
                    1 => max,
                    // Times and frequencies span decades: more often near the lower end.
                    2..5 => min + (max - min) * share * share * share,
                    _ => min + (max - min) * share,
                })
                .collect();
            effect(kind, &values)
        },
    )
}

/// A chain of them, with at most two delays.
pub fn any_chain(most: usize) -> impl Strategy<Value = Vec<Effect>> {
    prop::collection::vec(any_effect(), 0..=most).prop_map(|mut chain| {
        let mut delays = 0;
        chain.retain(|effect| {
            delays += u32::from(effect.kind == EFFECT_DELAY);
            effect.kind != EFFECT_DELAY || delays <= 2
        });
        chain
    })
}

/// Runs a property over many cases, the same ones each time.
pub fn property<T: Debug>(
    cases: u32,
    seed: u8,
    strategy: &impl Strategy<Value = T>,
    test: impl Fn(T) -> Result<(), String>,
) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng);
    let result = runner.run(strategy, |case| test(case).map_err(TestCaseError::fail));
    result.unwrap_or_else(|error| panic!("{error}"));
}

/// The largest step from one sample to the next.
pub fn largest_step(samples: &[f32]) -> f32 {
    samples.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max)
}
