//! The definitions of the effects, written naively: whole signals in f64, fixed parameters, and the standard library's
//! functions. The tests compare the effects with them. docs/effects.md says the same in words.

use ringlight_layout::{
    EFFECT_COMPRESSOR, EFFECT_DELAY, EFFECT_EQUALIZER, EFFECT_GAIN, EFFECT_GATE, EFFECT_HIGH_PASS,
    EFFECT_LIMITER, Effect,
};
use std::f64::consts::PI;
use std::vec;
use std::vec::Vec;

/// A signal: one list of samples per channel.
pub type Signal = Vec<Vec<f64>>;

fn factor(db: f64) -> f64 {
    10f64.powf(db / 20.0)
}

fn frames(ms: f64, rate: f64) -> usize {
    (ms * rate / 1000.0).round() as usize
}

/// Applies one effect to a signal.
#[must_use]
pub fn apply(effect: &Effect, rate: f64, signal: &Signal) -> Signal {
    let value = |index| f64::from(effect.parameter(index));
    match effect.kind {
        EFFECT_GAIN => each(signal, |x| scale(x, factor(value(0)))),
        EFFECT_HIGH_PASS => each(signal, |x| high_pass(x, rate, value(0), value(1))),
        EFFECT_EQUALIZER => each(signal, |x| {
            let low = shelf(x, rate, value(3), value(0), false);
            let mid = peak(&low, rate, value(4), value(1));
            shelf(&mid, rate, value(5), value(2), true)
        }),
        EFFECT_GATE => weigh(signal, &gate(&level(signal), rate, &value)),
        EFFECT_COMPRESSOR => weigh(signal, &compressor(&level(signal), rate, &value)),
        EFFECT_LIMITER => limiter(signal, rate, &value),
        EFFECT_DELAY => each(signal, |x| delay(x, rate, &value)),
        _ => signal.clone(),
    }
}

fn each(signal: &Signal, f: impl Fn(&[f64]) -> Vec<f64>) -> Signal {
    signal.iter().map(|channel| f(channel)).collect()
}

fn scale(x: &[f64], factor: f64) -> Vec<f64> {
    x.iter().map(|x| x * factor).collect()
}

fn weigh(signal: &Signal, gains: &[f64]) -> Signal {
    each(signal, |x| x.iter().zip(gains).map(|(x, gain)| x * gain).collect())
}

/// The loudest channel, for each frame.
fn level(signal: &Signal) -> Vec<f64> {
    let frames = signal[0].len();
    (0..frames).map(|i| signal.iter().map(|x| x[i].abs()).fold(0.0, f64::max)).collect()
}

/// Direct form I.
fn biquad(x: &[f64], b: [f64; 3], a: [f64; 3]) -> Vec<f64> {
    let mut y = vec![0.0; x.len()];
    let at = |list: &[f64], i: usize, back: usize| if i >= back { list[i - back] } else { 0.0 };
    for i in 0..x.len() {
        let sum = b[0] * x[i] + b[1] * at(x, i, 1) + b[2] * at(x, i, 2);
        y[i] = (sum - a[1] * at(&y, i, 1) - a[2] * at(&y, i, 2)) / a[0];
    }
    y
}

fn omega(hertz: f64, rate: f64) -> f64 {
    2.0 * PI * (hertz / rate).min(0.45)
}

fn high_pass(x: &[f64], rate: f64, hertz: f64, q: f64) -> Vec<f64> {
    let w = omega(hertz, rate);
    let alpha = w.sin() / (2.0 * q);
    let half = 0.5 + 0.5 * w.cos();
    biquad(x, [half, -2.0 * half, half], [1.0 + alpha, -2.0 * w.cos(), 1.0 - alpha])
}

fn peak(x: &[f64], rate: f64, hertz: f64, db: f64) -> Vec<f64> {
    let w = omega(hertz, rate);
    let alpha = w.sin() / (2.0 * 0.9);
    let a = 10f64.powf(db / 40.0);
    let middle = -2.0 * w.cos();
    biquad(x, [1.0 + alpha * a, middle, 1.0 - alpha * a], [1.0 + alpha / a, middle, 1.0 - alpha / a])
}

/// The high shelf is the low shelf with the frequency axis turned round: every cosine has the other sign.
fn shelf(x: &[f64], rate: f64, hertz: f64, db: f64, high: bool) -> Vec<f64> {
    let w = omega(hertz, rate);
    let sign = if high { -1.0 } else { 1.0 };
    let cos = sign * w.cos();
    let alpha = w.sin() / 2.0 * 2f64.sqrt();
    let a = 10f64.powf(db / 40.0);
    let root = 2.0 * a.sqrt() * alpha;
    let b = [
        a * ((a + 1.0) - (a - 1.0) * cos + root),
        sign * 2.0 * a * ((a - 1.0) - (a + 1.0) * cos),
        a * ((a + 1.0) - (a - 1.0) * cos - root),
    ];
    let a = [
        (a + 1.0) + (a - 1.0) * cos + root,
        sign * -2.0 * ((a - 1.0) + (a + 1.0) * cos),
        (a + 1.0) + (a - 1.0) * cos - root,
    ];
    biquad(x, b, a)
}

fn gate(level: &[f64], rate: f64, value: &dyn Fn(usize) -> f64) -> Vec<f64> {
    let (threshold, hysteresis, floor) = (value(0), value(1), factor(value(5)));
    let attack = frames(value(2), rate).max(1) as f64;
    let hold = frames(value(3), rate);
    let release = frames(value(4), rate).max(1) as f64;
    // It begins open, as if the sound had just been loud.
    let (mut open, mut quiet, mut gain) = (true, 0, 1.0);
    level
        .iter()
        .map(|&level| {
            let keeps = open && level >= factor(threshold - hysteresis);
            if level >= factor(threshold) || keeps {
                (open, quiet) = (true, 0);
            } else {
                quiet += 1;
                open &= quiet <= hold;
            }
            let down = gain * factor(value(5) / release);
            gain = if open { f64::min(1.0, gain + 1.0 / attack) } else { f64::max(floor, down) };
            gain
        })
        .collect()
}

/// Computes in decibels, with the three cases of the knee apart.
fn compressor(level: &[f64], rate: f64, value: &dyn Fn(usize) -> f64) -> Vec<f64> {
    let (threshold, ratio, knee, makeup) = (value(0), value(1), value(4), value(5));
    let share = |ms: f64| 1.0 - (-1000.0 / (ms * rate)).exp();
    let (attack, release) = (share(value(2)), share(value(3)));
    let mut reduction = 0.0;
    level
        .iter()
        .map(|&level| {
            let over = 20.0 * level.max(1e-7).log10() - threshold;
            let curve = if 2.0 * over <= -knee {
                0.0
            } else if 2.0 * over < knee {
                (over + knee / 2.0).powi(2) / (2.0 * knee)
            } else {
                over
            };
            let wanted = (1.0 - 1.0 / ratio) * curve;
            reduction += if wanted > reduction { attack } else { release } * (wanted - reduction);
            factor(makeup - reduction)
        })
        .collect()
}

fn limiter(signal: &Signal, rate: f64, value: &dyn Fn(usize) -> f64) -> Signal {
    let (ceiling, lookahead) = (factor(value(0)), frames(value(1), rate).max(1));
    let release = 1.0 - (-1000.0 / (value(2) * rate)).exp();
    let needs: Vec<f64> = level(signal).iter().map(|&level| ceiling / level.max(ceiling)).collect();
    let mut gain = 1.0;
    let gains: Vec<f64> = (0..needs.len())
        .map(|n| {
            let least = needs[n.saturating_sub(lookahead)..=n].iter().copied().fold(1.0, f64::min);
            gain = if least < gain { least } else { gain + release * (least - gain) };
            gain
        })
        .collect();
    each(signal, |x| {
        (0..x.len())
            .map(|n| {
                let sum: f64 = (0..lookahead).map(|k| if n >= k { gains[n - k] } else { 1.0 }).sum();
                if n >= lookahead { x[n - lookahead] * sum / lookahead as f64 } else { 0.0 }
            })
            .collect()
    })
}

fn delay(x: &[f64], rate: f64, value: &dyn Fn(usize) -> f64) -> Vec<f64> {
    let distance = frames(value(0), rate);
    let (feedback, mix) = (value(1) / 100.0, value(2) / 100.0);
    let mut fed = vec![0.0; x.len()];
    (0..x.len())
        .map(|n| {
            let echo = if n >= distance { fed[n - distance] } else { 0.0 };
            // The input of a new line rises within 10 ms.
            let rise = ((n + 1) as f64 / frames(10.0, rate) as f64).min(1.0);
            fed[n] = rise * (x[n] + feedback * echo);
            x[n] + mix * (echo - x[n])
        })
        .collect()
}
