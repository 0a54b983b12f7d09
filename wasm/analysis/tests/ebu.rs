//! The test signals of EBU Tech 3341 (version 4.0, table 1) that are for one or two channels and can be computed, with the
//! document's own tolerances.

use ringlight_analysis::Analyser;
use ringlight_layout::AudioReading;
use std::f64::consts::TAU;

const RATE: u32 = 48_000;

/// A stereo stream that is measured while it is made.
struct Stream {
    analyser: Analyser,
    rate: u32,
    frame: u64,
}

impl Stream {
    fn new(rate: u32) -> Self {
        Self { analyser: Analyser::new(rate, 2).expect("a rate that there is"), rate, frame: 0 }
    }

    /// Adds the frames that `sample` makes of a time, for `seconds`; hands a reading to `look` every 10 ms.
    fn add(&mut self, seconds: f64, sample: impl Fn(u64) -> f64, mut look: impl FnMut(AudioReading)) {
        let mut left = (seconds * f64::from(self.rate)).round() as usize;
        while left > 0 {
            let frames = left.min(self.rate as usize / 100);
            for frame in 0..frames {
                let value = sample(self.frame) as f32;
                self.analyser.input[2 * frame..][..2].fill(value);
                self.frame += 1;
            }
            self.analyser.push(frames);
            look(self.analyser.take_reading());
            left -= frames;
        }
    }

    /// Adds a stereo sine of 1 kHz, of so many dBFS at its peaks.
    fn tone(&mut self, db: f64, seconds: f64, look: impl FnMut(AudioReading)) {
        let amplitude = 10f64.powf(db / 20.0);
        let rate = f64::from(self.rate);
        self.add(seconds, |frame| amplitude * (TAU * 1000.0 * frame as f64 / rate).sin(), look);
    }
}

fn near(value: f32, wanted: f32, within: f32) {
    assert!((value - wanted).abs() <= within, "{value:.2} instead of {wanted} within {within}");
}

/// Integrated loudness of tones, one after the other.
fn integrated(rate: u32, tones: &[(f64, f64)]) -> f32 {
    let mut stream = Stream::new(rate);
    let mut last = f32::NAN;
    for &(db, seconds) in tones {
        stream.tone(db, seconds, |reading| last = reading.integrated_lufs);
    }
    last
}

#[test]
fn cases_1_and_2_a_steady_tone() {
    for rate in [44_100, 48_000, 96_000] {
        for level in [-23.0f32, -33.0] {
            let mut stream = Stream::new(rate);
            let mut last = AudioReading::default();
            stream.tone(f64::from(level), 20.0, |reading| last = reading);
            near(last.momentary_lufs, level, 0.1);
            near(last.short_term_lufs, level, 0.1);
            near(last.integrated_lufs, level, 0.1);
        }
    }
}

#[test]
fn cases_3_to_5_the_gates() {
    near(integrated(RATE, &[(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)]), -23.0, 0.1);
    let five = [(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)];
    near(integrated(RATE, &five), -23.0, 0.1);
    near(integrated(RATE, &[(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)]), -23.0, 0.1);
}

#[test]
fn case_9_short_term_stays() {
    let mut stream = Stream::new(RATE);
    let mut readings = Vec::new();
    for _ in 0..5 {
        stream.tone(-20.0, 1.34, |reading| readings.push(reading.short_term_lufs));
        stream.tone(-30.0, 1.66, |reading| readings.push(reading.short_term_lufs));
    }
    for &reading in &readings[300..] {
        near(reading, -23.0, 0.1);
    }
}

#[test]
fn case_12_momentary_stays() {
    let mut stream = Stream::new(RATE);
    let mut readings = Vec::new();
    for _ in 0..25 {
        stream.tone(-20.0, 0.18, |reading| readings.push(reading.momentary_lufs));
        stream.tone(-30.0, 0.22, |reading| readings.push(reading.momentary_lufs));
    }
    for &reading in &readings[100..] {
        near(reading, -23.0, 0.1);
    }
}

/// Largest true peak of half a second of a sine at `rate / divisor`, faded in and out over 20 ms.
fn true_peak(divisor: f64, degrees: f64, amplitude: f64) -> f32 {
    let mut stream = Stream::new(RATE);
    let (mut largest, mut last) = (f32::NEG_INFINITY, AudioReading::default());
    let end = 0.5 * f64::from(RATE);
    let sample = |frame: u64| {
        let n = frame as f64;
        let fade = (n.min(end - n) / (0.02 * f64::from(RATE))).clamp(0.0, 1.0);
        fade * amplitude * (TAU * (n / divisor + degrees / 360.0)).sin()
    };
    stream.add(0.5, sample, |reading| {
        largest = largest.max(reading.true_peak_db[0]);
        assert_eq!(reading.true_peak_db[0].to_bits(), reading.true_peak_db[1].to_bits());
        last = reading;
    });
    assert_eq!(largest.to_bits(), last.max_true_peak_db.to_bits());
    largest
}

#[test]
fn cases_15_to_19_true_peak() {
    for (divisor, degrees, amplitude, wanted) in [
        (4.0, 0.0, 0.5, -6.0),
        (4.0, 45.0, 0.5, -6.0),
        (6.0, 60.0, 0.5, -6.0),
        (8.0, 67.5, 0.5, -6.0),
        (4.0, 45.0, 1.41, 3.0),
    ] {
        let peak = true_peak(divisor, degrees, amplitude);
        assert!((wanted - 0.4..=wanted + 0.2).contains(&peak), "fs/{divisor} at {degrees}°: {peak:.2} dBTP");
    }
}
