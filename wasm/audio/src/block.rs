//! The samples of one quantum, and the place of the quantum in the stream.

use crate::lanes::{F4, each};
use ringlight_layout::{AUDIO_MAX_CHANNELS, AUDIO_MAX_QUANTUM};

/// Samples stay within this on their way through the effects. It is 36 dB above full scale. That is enough room for
/// what a later effect takes back, and samples cannot reach infinity.
pub const HEADROOM: f32 = 64.0;
/// Recursions are tidied up after this many frames of the stream, wherever the quanta end.
pub const SEGMENT: usize = 64;

/// Smaller samples are silence: 400 dB below full scale. So what dies away becomes exactly 0.
pub const TINY: f32 = 1e-20;

/// One plane of samples per channel.
#[repr(C)]
pub struct Block(pub [[f32; AUDIO_MAX_QUANTUM]; AUDIO_MAX_CHANNELS]);

/// The place of a quantum in the stream, and the stream's format.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Number of its first frame, modulo 2^32.
    pub start: u32,
    /// Number of frames.
    pub frames: usize,
    /// 1 or 2.
    pub channels: usize,
    /// Hertz.
    pub rate: f32,
}

impl Span {
    /// Number of frames in this many milliseconds.
    #[must_use]
    pub fn frames_of(&self, ms: f32) -> u32 {
        frames_of(ms, self.rate)
    }

    /// Cuts the quantum where the stream's segments end. Gives `(first, end)` of each piece, in frames of the quantum,
    /// and true if `end` is the end of a segment.
    pub fn segments(self) -> impl Iterator<Item = (core::ops::Range<usize>, bool)> {
        let mut at = 0;
        core::iter::from_fn(move || {
            if at == self.frames {
                return None;
            }
            let left = SEGMENT - (self.start as usize + at) % SEGMENT;
            let first = at;
            at = (at + left).min(self.frames);
            Some((first..at, at - first == left))
        })
    }
}

/// Number of frames in this many milliseconds.
#[must_use]
pub fn frames_of(ms: f32, rate: f32) -> u32 {
    (ms * rate / 1000.0 + 0.5) as u32
}

impl Block {
    /// The planes in use, as long as the quantum.
    pub fn planes(&mut self, span: Span) -> impl Iterator<Item = &mut [f32]> {
        self.0.iter_mut().take(span.channels).map(move |plane| &mut plane[..span.frames])
    }

    /// Both planes, as long as the quantum, in use or not.
    pub fn both(&mut self, span: Span) -> [&mut [f32]; AUDIO_MAX_CHANNELS] {
        self.0.each_mut().map(|plane| &mut plane[..span.frames])
    }

    /// Copies the planes in use.
    pub fn copy(&mut self, from: &Block, span: Span) {
        for (to, from) in self.planes(span).zip(&from.0) {
            to.copy_from_slice(&from[..span.frames]);
        }
    }

    /// Makes all samples valid: 0 for NaN, `HEADROOM` for samples beyond it. Returns how many were not finite.
    pub fn repair(&mut self, span: Span) -> u32 {
        let mut bad = F4::splat(0.0);
        for plane in self.planes(span) {
            each(plane, |_, x| {
                let finite = x.abs().below(F4::splat(f32::INFINITY));
                bad = bad + F4::splat(0.0).or_else(finite, F4::splat(1.0));
                // Infinities are cut off below. NaN is not even as large as itself.
                x.within(HEADROOM).masked(F4::splat(-1.0).below(x.abs()))
            });
        }
        bad.lanes().iter().sum::<f32>() as u32
    }

    /// Keeps all samples between -1 and 1. Returns how many were not.
    pub fn clip(&mut self, span: Span) -> u32 {
        let one = F4::splat(1.0);
        let mut clipped = F4::splat(0.0);
        for plane in self.planes(span) {
            each(plane, |_, x| {
                clipped = clipped + one.masked(one.below(x.abs()));
                x.within(1.0)
            });
        }
        clipped.lanes().iter().sum::<f32>() as u32
    }
}

/// Limits what recursions leave to the headroom. Makes it exactly silent if it is silence.
pub fn tidy(block: &mut Block, span: Span) {
    for plane in block.planes(span) {
        each(plane, |_, x| x.within(HEADROOM).masked(F4::splat(TINY).below(x.abs())));
    }
}

/// The largest magnitude of any channel, for each frame from `first` on.
pub fn level(block: &mut Block, span: Span, first: usize, levels: &mut [f32]) {
    let frames = levels.len();
    levels.fill(0.0);
    for plane in block.planes(span) {
        let plane = &plane[first..first + frames];
        each(levels, |at, level| level.most(F4::load_some(&plane[at..]).abs()));
    }
}
