//! Converts the sample rate by a fixed rational factor, with a polyphase windowed sinc.
//!
//! ```text
//! y[k] = sum over n of x[n] h(k M / L - n),   h(t) = 2 c sinc(2 c t) kaiser(t / H),   |t| < H
//! ```
//!
//! Here L/M is the ratio of the rates in lowest terms. `c` is the cutoff in cycles per input sample. `H` is half of the
//! kernel's length. Sample k of the output is exactly the signal at the time of k output periods. So there is no delay
//! to compensate. There are only H input samples to wait for.
//!
//! 1. `t` takes L different fractions. So h is L rows of 2H numbers. Each row is scaled to a sum of one.
//! 2. The last 2H inputs lie in one piece, because every sample is written twice, 2H apart.
//! 3. The pass band ends at 20 kHz (lower if the lower rate is below 44.1 kHz). The stop band starts where the first
//!    image or alias would fall into the pass band, -96 dB. What lies between is not heard, and the network removes it.

use std::f64::consts::PI;

/// Attenuation of images and aliases, in dB.
const STOP_DB: f64 = 96.0;
/// Kaiser's formula for that attenuation.
const BETA: f64 = 0.1102 * (STOP_DB - 8.7);
/// End of the pass band, in Hz, for rates of 44.1 kHz and more.
const PASS_HZ: f64 = 20_000.0;
/// Rows of a table, at most. From 11.025 kHz to 48 kHz takes 640.
const MAX_PHASES: u32 = 640;

/// Converts one channel from one rate to another.
pub struct Resampler {
    up: u32,
    down: u32,
    /// Half of the kernel's length, in input samples. A multiple of 4.
    half: usize,
    /// `up` rows of `2 * half`.
    table: Vec<f32>,
    /// `4 * half` numbers: the last `2 * half` inputs, twice.
    history: Vec<f32>,
    /// Where the next input goes, below `2 * half`.
    at: usize,
    /// Number of inputs to wait for before the next output.
    wait: usize,
    /// Row of the next output.
    phase: u32,
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The modified Bessel function of the first kind, order zero, by its series.
fn bessel_i0(x: f64) -> f64 {
    let (mut sum, mut term, mut k) = (1.0, 1.0, 1.0);
    while term > sum * 1e-12 {
        term *= (x / (2.0 * k)).powi(2);
        sum += term;
        k += 1.0;
    }
    sum
}

fn sinc(x: f64) -> f64 {
    if x.abs() < 1e-12 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

impl Resampler {
    /// A converter from `from` to `to` samples per second. `None` if their ratio would need a table of more than 640
    /// rows.
    #[must_use]
    pub fn new(from: u32, to: u32) -> Option<Self> {
        let divisor = gcd(from, to);
        let (up, down) = (to.checked_div(divisor)?, from / divisor);
        if up == 0 || down == 0 || up.max(down) > MAX_PHASES {
            return None;
        }
        let low = f64::from(from.min(to));
        let pass = PASS_HZ * (low / 44_100.0).min(1.0);
        let transition = (low - 2.0 * pass) / f64::from(from);
        let length = (STOP_DB - 8.0) / (2.285 * 2.0 * PI * transition);
        let half = (length / 8.0).ceil() as usize * 4;
        let cutoff = 0.5 * low / f64::from(from);
        let mut table = Vec::with_capacity(up as usize * 2 * half);
        for phase in 0..up {
            // The oldest input comes first, as in the history: n runs from i - H + 1 to i + H.
            let row = (0..2 * half).map(|tap| {
                let t = f64::from(phase) / f64::from(up) + (half as f64 - 1.0 - tap as f64);
                let inside = 1.0 - (t / half as f64).powi(2);
                let window = bessel_i0(BETA * inside.max(0.0).sqrt()) / bessel_i0(BETA);
                2.0 * cutoff * sinc(2.0 * cutoff * t) * window
            });
            let row: Vec<f64> = row.collect();
            let sum: f64 = row.iter().sum();
            table.extend(row.iter().map(|&weight| (weight / sum) as f32));
        }
        let history = vec![0.0; 4 * half];
        Some(Self { up, down, half, table, history, at: 0, wait: half + 1, phase: 0 })
    }

    /// Hot: allocates nothing. Goes back to the state at the start.
    pub fn reset(&mut self) {
        self.history.fill(0.0);
        (self.at, self.wait, self.phase) = (0, self.half + 1, 0);
    }

    /// Number of samples that have come out once `taken` samples went in, counted from the start.
    #[must_use]
    pub fn given(&self, taken: u64) -> u64 {
        let known = taken.saturating_sub(self.half as u64);
        (known * u64::from(self.up)).div_ceil(u64::from(self.down))
    }

    /// The least number of samples that must go in, so that `given` samples (at least 1) come out.
    #[must_use]
    pub fn needed(&self, given: u64) -> u64 {
        (given - 1) * u64::from(self.down) / u64::from(self.up) + 1 + self.half as u64
    }

    /// Hot: allocates nothing. Takes one sample. Gives each sample that it completes to `out`.
    #[inline]
    pub fn push(&mut self, sample: f32, mut out: impl FnMut(f32)) {
        let length = 2 * self.half;
        self.history[self.at] = sample;
        self.history[self.at + length] = sample;
        self.at = if self.at + 1 == length { 0 } else { self.at + 1 };
        self.wait -= 1;
        while self.wait == 0 {
            let row = self.phase as usize * length;
            out(dot(&self.table[row..row + length], &self.history[self.at..self.at + length]));
            let next = self.phase + self.down;
            self.wait += (next / self.up) as usize;
            self.phase = next % self.up;
        }
    }
}

/// The sum of products. The length is a multiple of 8. There are eight sums, so that they fit into vectors.
#[inline]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}
