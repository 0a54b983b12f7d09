//! One channel. It goes to 48 kHz, through the network frame by frame, and back. The untouched signal keeps the same
//! age.

use crate::resample::Resampler;
use crate::{FRAME, RATE};
use nnnoiseless::DenoiseState;

/// Samples that a queue holds. A power of two. It is more than the latency and one frame at any rate.
const QUEUE: usize = 1 << 13;
/// The network wants samples in the range of 16-bit integers.
const FULL_SCALE: f32 = 32_768.0;
/// 18 dB over full scale. Beyond it, squares of sums could overflow within the network's features.
const LIMIT: f32 = 8.0;
/// -200 dBFS. Smaller values count as zero, so that no filter ever computes with denormal numbers.
const FLOOR: f32 = 1e-10;
/// Frames of digital silence. After them nothing of the signal is left in the network's buffers (1728 samples of input,
/// one frame of overlap).
const QUIET_FRAMES: u32 = 6;

/// The state of one channel.
pub struct Channel {
    /// To 48 kHz and back; `None` where the context is at 48 kHz.
    resamplers: Option<(Resampler, Resampler)>,
    network: Network,
    /// Samples of the first frame before the signal begins.
    stagger: usize,
    wet: Queue,
    dry: Queue,
    latency: usize,
}

/// The network and its frames, at 48 kHz.
struct Network {
    state: Box<DenoiseState<'static>>,
    frame: [f32; FRAME],
    filled: usize,
    denoised: [f32; FRAME],
    /// Number of silent frames in a row, up to now.
    quiet: u32,
    /// Samples still to come out that were there before the signal.
    skip: usize,
    /// The network's guess that the last frame was a voice, 0 to 1.
    voice: f32,
}

/// The last `QUEUE` samples, by their number.
struct Queue {
    samples: Vec<f32>,
    written: usize,
}

impl Queue {
    fn new() -> Self {
        Self { samples: vec![0.0; QUEUE], written: 0 }
    }

    fn reset(&mut self) {
        self.samples.fill(0.0);
        self.written = 0;
    }

    fn push(&mut self, sample: f32) {
        self.samples[self.written % QUEUE] = sample;
        self.written = self.written.wrapping_add(1);
    }

    fn read(&self, at: usize) -> f32 {
        self.samples[at % QUEUE]
    }
}

impl Channel {
    /// A channel for a context at `rate` samples per second. `None` if the rate cannot be converted.
    ///
    /// `stagger` is a number of samples, below 480. The frames of this channel end by so many samples before those of a
    /// channel without it. So two channels do not pay in the same quantum.
    #[must_use]
    pub fn new(rate: u32, stagger: usize) -> Option<Self> {
        let resamplers = match rate {
            RATE => None,
            _ => Some((Resampler::new(rate, RATE)?, Resampler::new(RATE, rate)?)),
        };
        let network = Network::new(stagger);
        Some(Self { resamplers, network, stagger, wet: Queue::new(), dry: Queue::new(), latency: 0 })
    }

    /// The least latency, in samples of the context, at which every sample is there when it is due, however the signal
    /// is cut. The worst moment is just before a frame is complete. A second has a whole number of frames.
    #[must_use]
    pub fn least_latency(&self) -> usize {
        let frames_per_second = RATE as usize / FRAME;
        let late = (1..=frames_per_second as u64).map(|complete| {
            let next = (complete + 1) * FRAME as u64 - self.stagger as u64;
            let denoised = ((complete - 1) * FRAME as u64).saturating_sub(self.stagger as u64);
            match &self.resamplers {
                None => next - 1 - denoised,
                Some((to, back)) => to.needed(next) - 1 - back.given(denoised),
            }
        });
        late.max().unwrap_or(0) as usize
    }

    /// The age of the output, in samples of the context. It is at least `least_latency`.
    pub fn set_latency(&mut self, latency: usize) {
        self.latency = latency;
    }

    /// Hot: allocates nothing. Goes back to the state at the start, except for what the network knows about the noise.
    pub fn reset(&mut self) {
        if let Some((to, back)) = &mut self.resamplers {
            to.reset();
            back.reset();
        }
        self.network.reset(self.stagger);
        self.wet.reset();
        self.dry.reset();
    }

    /// The network's guess that the last frame was a voice, 0 to 1.
    #[must_use]
    pub fn voice(&self) -> f32 {
        self.network.voice
    }

    /// Hot: allocates nothing. Replaces `samples` in place. The share `amount(i)` of sample i is denoised, and the rest
    /// is untouched. Both are `latency` samples old.
    pub fn process(&mut self, samples: &mut [f32], mut amount: impl FnMut() -> f32) {
        for sample in samples {
            self.push(tame(*sample));
            let now = self.dry.written - 1;
            let dry = if now < self.latency { 0.0 } else { self.dry.read(now - self.latency) };
            let wet = if now < self.latency { 0.0 } else { self.wet.read(now - self.latency) };
            *sample = dry + amount() * (wet - dry);
        }
    }

    fn push(&mut self, sample: f32) {
        let Self { resamplers, network, wet, dry, .. } = self;
        dry.push(sample);
        match resamplers {
            None => network.push(sample, |denoised| wet.push(denoised)),
            Some((to, back)) => to.push(sample, |converted| {
                network.push(converted, |denoised| back.push(denoised, |sample| wet.push(flush(sample))));
            }),
        }
    }
}

impl Network {
    fn new(stagger: usize) -> Self {
        let mut denoised = [0.0; FRAME];
        // FFT plans, tables and scratch are made at the first use. That is done now, with a state that is thrown away.
        DenoiseState::new().process_frame(&mut denoised, &[1000.0; FRAME]);
        Self {
            state: DenoiseState::new(),
            frame: [0.0; FRAME],
            filled: stagger,
            denoised: [0.0; FRAME],
            quiet: 0,
            // The first frame that comes out is the one before the first frame that goes in.
            skip: FRAME + stagger,
            voice: 0.0,
        }
    }

    fn reset(&mut self, stagger: usize) {
        self.frame.fill(0.0);
        while self.quiet < QUIET_FRAMES {
            self.denoise();
        }
        self.filled = stagger;
        self.skip = FRAME + stagger;
    }

    /// Takes one sample. If that completes a frame, gives 480 samples to `out`.
    #[inline]
    fn push(&mut self, sample: f32, mut out: impl FnMut(f32)) {
        self.frame[self.filled] = sample * FULL_SCALE;
        self.filled += 1;
        if self.filled < FRAME {
            return;
        }
        self.filled = 0;
        self.denoise();
        let first = self.skip.min(FRAME);
        self.skip -= first;
        for &sample in &self.denoised[first..] {
            out(flush(sample / FULL_SCALE));
        }
    }

    #[inline(never)]
    fn denoise(&mut self) {
        self.quiet = if self.frame == [0.0; FRAME] { self.quiet.saturating_add(1) } else { 0 };
        if self.quiet >= QUIET_FRAMES {
            // Without a signal there is nothing to compute. The network's memory waits.
            self.voice = 0.0;
            self.denoised.fill(0.0);
            return;
        }
        self.voice = self.state.process_frame(&mut self.denoised, &self.frame);
        if !self.denoised.iter().all(|sample| sample.is_finite()) {
            // This has not been seen with inputs within LIMIT. But a network that went astray must not stay so.
            self.state = DenoiseState::new();
            self.denoised.fill(0.0);
        }
    }
}

/// A number that cannot spoil any filter.
fn tame(sample: f32) -> f32 {
    // Comparisons with NaN are false.
    if sample.abs() <= LIMIT {
        flush(sample)
    } else if sample.is_nan() {
        0.0
    } else {
        LIMIT.copysign(sample)
    }
}

fn flush(sample: f32) -> f32 {
    if sample.abs() < FLOOR { 0.0 } else { sample }
}
