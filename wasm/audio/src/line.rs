//! A line of past samples. It is read at some distance behind the place where it is written. A change of the distance
//! is a cross-fade.

use crate::block::{Block, Span};
use crate::lanes::{F4, each};
use crate::ramp::Ramp;
use ringlight_layout::{AUDIO_MAX_CHANNELS, AUDIO_MAX_DELAY_FRAMES, AUDIO_MAX_QUANTUM};

/// A line for the longest delay.
pub type LongLine = Line<{ AUDIO_MAX_DELAY_FRAMES + AUDIO_MAX_QUANTUM }>;

/// The samples. Frame n of the stream lies at n modulo the capacity, a power of two. Zeros are an empty line.
#[repr(C)]
pub struct Line<const CAPACITY: usize> {
    planes: [[f32; CAPACITY]; AUDIO_MAX_CHANNELS],
    /// Number of the frame after the newest.
    end: u32,
    /// Frames in it, at most `CAPACITY`.
    filled: u32,
}

impl<const CAPACITY: usize> Line<CAPACITY> {
    /// Empties the line. Before frame `start` there is silence.
    pub fn clear(&mut self, start: u32) {
        const { assert!(CAPACITY.is_power_of_two(), "or frame numbers could not wrap") };
        (self.end, self.filled) = (start, 0);
    }

    /// Becomes the same as another line.
    pub fn copy(&mut self, from: &Self) {
        (self.end, self.filled) = (from.end, from.filled);
        let first = from.end.wrapping_sub(from.filled);
        for (to, from) in self.planes.iter_mut().zip(&from.planes) {
            // Copies what lies in the line, in up to two pieces.
            let at = first as usize % CAPACITY;
            let head = (CAPACITY - at).min(self.filled as usize);
            to[at..at + head].copy_from_slice(&from[at..at + head]);
            let tail = self.filled as usize - head;
            to[..tail].copy_from_slice(&from[..tail]);
        }
    }

    /// Writes the next samples of a channel. [`Line::advance`] follows the last channel.
    pub fn write(&mut self, channel: usize, samples: &[f32]) {
        let at = self.end as usize % CAPACITY;
        let (head, tail) = samples.split_at(samples.len().min(CAPACITY - at));
        self.planes[channel][at..at + head.len()].copy_from_slice(head);
        self.planes[channel][..tail.len()].copy_from_slice(tail);
    }

    /// Moves on after `frames` were written.
    pub fn advance(&mut self, frames: usize) {
        self.end = self.end.wrapping_add(frames as u32);
        self.filled = (self.filled + frames as u32).min(CAPACITY as u32);
    }

    /// Fades its newest `frames` to silence.
    pub fn fade_out(&mut self, frames: u32) {
        for plane in &mut self.planes {
            for back in 1..=frames.min(self.filled) {
                let at = self.end.wrapping_sub(back) as usize % CAPACITY;
                plane[at] *= (back - 1) as f32 / frames as f32;
            }
        }
    }

    /// Reads samples of a channel from frame `start` on. All of them have been written. Where the line was empty, it
    /// reads silence.
    pub fn read(&self, channel: usize, start: u32, samples: &mut [f32]) {
        let age = self.end.wrapping_sub(start);
        let empty = age.saturating_sub(self.filled).min(samples.len() as u32) as usize;
        let (silent, samples) = samples.split_at_mut(empty);
        silent.fill(0.0);
        let at = start.wrapping_add(empty as u32) as usize % CAPACITY;
        let head = samples.len().min(CAPACITY - at);
        let (first, second) = samples.split_at_mut(head);
        first.copy_from_slice(&self.planes[channel][at..at + head]);
        second.copy_from_slice(&self.planes[channel][..second.len()]);
    }
}

/// Where a line is read: this many frames behind, or on the way there from another distance.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Tap {
    distance: u32,
    before: u32,
    /// 0: all at the distance before; 1: all at the new one.
    share: Ramp,
}

impl Tap {
    /// A tap that is already at its distance.
    #[must_use]
    pub fn at(distance: u32) -> Self {
        Self { distance, before: distance, share: Ramp::at(1.0) }
    }

    /// Goes to another distance in `length` frames. If the tap is still on its way, it stays on that way, and the
    /// caller must call this again.
    pub fn go(&mut self, distance: u32, length: u32) {
        if self.share.is_still() && distance != self.distance {
            (self.before, self.distance) = (self.distance, distance);
            self.share = Ramp::at(0.0);
            self.share.go(1.0, length);
        }
    }

    /// The smallest distance that is read.
    #[must_use]
    pub fn nearest(&self) -> usize {
        self.distance.min(self.before) as usize
    }

    /// Whether the tap reads only what was just written.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.distance == 0 && self.share.is_still()
    }

    /// Reads samples of a channel. Its undelayed ones begin at frame `start`, `at` frames from now.
    pub fn read(&self, line: &LongLine, channel: usize, start: u32, at: usize, samples: &mut [f32]) {
        line.read(channel, start.wrapping_sub(self.distance), samples);
        if self.share.is_still() {
            return;
        }
        // At most as long as a segment, see `Tap::PIECE`.
        let mut before = [0.0; Tap::PIECE];
        let before = &mut before[..samples.len()];
        line.read(channel, start.wrapping_sub(self.before), before);
        let mut at = at;
        for (piece, before) in samples.chunks_mut(4).zip(before.chunks(4)) {
            let mut old = [0.0; 4];
            old[..before.len()].copy_from_slice(before);
            let (old, share) = (F4::new(old), self.share.values(at));
            // At the end these are exactly the new ones.
            each(piece, |_, new| (old + (new - old) * share).or_else(share.below(F4::splat(1.0)), new));
            at += piece.len();
        }
    }

    /// Number of frames that can be read at once.
    pub const PIECE: usize = 64;

    /// Moves on by `frames`.
    pub fn pass(&mut self, frames: usize) {
        self.share.pass(frames);
    }
}

/// Delays a whole quantum.
pub fn delay(line: &mut LongLine, tap: &mut Tap, block: &mut Block, span: Span) {
    for (channel, plane) in block.planes(span).enumerate() {
        line.write(channel, plane);
    }
    line.advance(span.frames);
    if !tap.is_here() {
        for (channel, plane) in block.planes(span).enumerate() {
            for (index, piece) in plane.chunks_mut(Tap::PIECE).enumerate() {
                let at = index * Tap::PIECE;
                tap.read(line, channel, span.start.wrapping_add(at as u32), at, piece);
            }
        }
    }
    tap.pass(span.frames);
}
