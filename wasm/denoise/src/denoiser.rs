//! The effect: one or two channels with equal latency, and the share of the denoised signal.

use crate::channel::Channel;
use crate::{FRAME, MAX_CHANNELS, MAX_QUANTUM};

/// Seconds in which `amount` goes from 0 to 1, so that nothing clicks.
const RAMP_S: f32 = 0.02;

/// `RNNoise` on one or two channels.
pub struct Denoiser {
    channels: Vec<Channel>,
    buffers: Vec<Box<[f32; MAX_QUANTUM]>>,
    latency: usize,
    amount: Ramp,
}

/// A number that goes to its target in a straight line.
#[derive(Clone, Copy)]
struct Ramp {
    value: f32,
    target: f32,
    step: f32,
}

impl Ramp {
    fn next(&mut self) -> f32 {
        self.value += (self.target - self.value).clamp(-self.step, self.step);
        self.value
    }
}

impl Denoiser {
    /// A denoiser for a context at `rate` samples per second, with 1 or 2 channels. Everything is allocated here.
    ///
    /// `None` if the rate has no converter (8, 11.025, 16, 22.05, 24, 32, 44.1, 48, 88.2, 96 and 192 kHz have one), or
    /// if another number of channels is wanted.
    #[must_use]
    pub fn new(rate: u32, channels: usize) -> Option<Self> {
        if channels == 0 || channels > MAX_CHANNELS {
            return None;
        }
        let made: Option<Vec<Channel>> =
            (0..channels).map(|channel| Channel::new(rate, channel * FRAME / MAX_CHANNELS)).collect();
        let mut channels = made?;
        let latency = channels.iter().map(Channel::least_latency).max()?;
        for channel in &mut channels {
            channel.set_latency(latency);
        }
        let buffers = channels.iter().map(|_| Box::new([0.0; MAX_QUANTUM])).collect();
        let step = 1.0 / (RAMP_S * rate as f32);
        Some(Self { channels, buffers, latency, amount: Ramp { value: 1.0, target: 1.0, step } })
    }

    /// The age of the output in samples. It is the same for the denoised part and the untouched part.
    #[must_use]
    pub fn latency(&self) -> usize {
        self.latency
    }

    /// Sets the share of the output that is denoised, 0 to 1. It is reached within 20 ms. It is 1 at the start. NaN
    /// counts as 1.
    pub fn set_amount(&mut self, amount: f32) {
        self.amount.target = if amount.is_nan() { 1.0 } else { amount.clamp(0.0, 1.0) };
    }

    /// The samples of one channel. They are input and output.
    ///
    /// # Panics
    /// If there is no such channel.
    pub fn buffer(&mut self, channel: usize) -> &mut [f32; MAX_QUANTUM] {
        &mut self.buffers[channel]
    }

    /// Hot: allocates nothing. Replaces the first `frames` samples (at most 4096) of every buffer. A signal gives the
    /// same samples however it is cut into quanta.
    pub fn process(&mut self, frames: usize) {
        let frames = frames.min(MAX_QUANTUM);
        let mut after = self.amount;
        for (channel, buffer) in self.channels.iter_mut().zip(&mut self.buffers) {
            // The amount goes the same way in every channel.
            after = self.amount;
            channel.process(&mut buffer[..frames], || after.next());
        }
        self.amount = after;
    }

    /// Hot: allocates nothing. Forgets the signal, as if there had been silence. The network still knows the noise.
    pub fn reset(&mut self) {
        self.amount.value = self.amount.target;
        self.channels.iter_mut().for_each(Channel::reset);
    }

    /// The network's guess that the last frame was a voice, 0 to 1. It is the largest of the channels.
    #[must_use]
    pub fn voice(&self) -> f32 {
        self.channels.iter().map(Channel::voice).fold(0.0, f32::max)
    }
}
