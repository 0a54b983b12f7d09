//! The layout of the sound's own memory: a shared `WebAssembly.Memory` of `AUDIO_PAGES` pages.
//!
//! ```text
//! 0                    the linker's stack, then the module's data: the scalar flavour's, then the SIMD flavour's
//! AUDIO_CONTROL_BASE   AudioControl: settings, meters, counters, the ring of samples
//! AUDIO_STATE_BASE     what `ringlight-audio` keeps between two quanta; nobody else looks at it
//! ```
//!
//! One thread runs the module, so that both flavours can share the linker's stack. The main thread writes the settings,
//! the analysis thread takes samples out of the ring; both read the rest.

use crate::sync::{AtomicU32, AtomicU64};
use crate::{Described, Histogram, PAGE_BYTES};
use core::cell::UnsafeCell;

/// `"SOUN"`: the first word of the sound's control block.
pub const AUDIO_MAGIC: u32 = 0x4e55_4f53;
/// Changes with every change of the layout or of what a field means.
pub const AUDIO_VERSION: u32 = 1;
/// Where the control block lies.
pub const AUDIO_CONTROL_BASE: usize = 256 * 1024;
/// Pages of the memory, from the start to the end.
pub const AUDIO_PAGES: usize = 128;
/// Frames of a quantum, at most; the browser's own is 128.
pub const AUDIO_MAX_QUANTUM: usize = 2048;
/// Channels, at most.
pub const AUDIO_MAX_CHANNELS: usize = 2;
/// Lowest and highest sample rate, in hertz.
pub const AUDIO_SAMPLE_RATES: (u32, u32) = (8000, 192_000);
/// Effects of a chain, at most.
pub const MAX_EFFECTS: usize = 16;
/// Parameters of an effect, at most.
pub const EFFECT_PARAMETERS: usize = 6;
/// 32-bit words of an `Effect`.
pub const EFFECT_WORDS: usize = 1 + EFFECT_PARAMETERS;
/// `delay` effects of a chain that do something: each has a second of sound in memory.
pub const MAX_DELAYS: usize = 2;
/// `denoise` effects of a chain that do something.
pub const MAX_DENOISES: usize = 1;
/// Longest delay in milliseconds, of the effect and of the sound as a whole.
pub const AUDIO_MAX_DELAY_MS: u32 = 1000;
/// Longest delay in frames: less than a second from 129 kHz on.
pub const AUDIO_MAX_DELAY_FRAMES: usize = 128 * 1024 - AUDIO_MAX_QUANTUM;
/// Frames that the ring of samples holds, a power of two.
pub const AUDIO_RING_FRAMES: usize = 32 * 1024;

/// Quanta that a burst of the clock can measure, a power of two.
pub const AUDIO_CLOCK_QUANTA: usize = 32;

/// In `AudioSettings::flags`: the sound goes through as it came.
pub const AUDIO_BYPASS: u32 = 1;
/// In `AudioSettings::flags`: silence, after a short fade.
pub const AUDIO_MUTE: u32 = 2;

shared! {
    /// One effect of a chain.
    #[derive(Clone, Copy, Debug, Default, PartialEq)]
    struct Effect {
        /// One of `EFFECT_KINDS`, plus `DISABLED` where it is switched off.
        kind: u32,
        /// In the order and the units of `effect_limits`.
        parameters: [f32; EFFECT_PARAMETERS],
    }

    /// The settings, written by the main thread under a sequence lock, read at the start of every quantum.
    #[derive(Debug, Default)]
    struct AudioSettings {
        /// Odd while the main thread writes.
        version: AtomicU32,
        /// 1: the SIMD flavour. For the worklet, which picks it.
        simd: AtomicU32,
        /// `AUDIO_BYPASS`, `AUDIO_MUTE`.
        flags: AtomicU32,
        /// By how much the sound is late in the end, in milliseconds; the bits of an f32.
        delay_ms: AtomicU32,
        /// Effects in use.
        effect_count: AtomicU32,
        /// `Effect`s, word by word; parameters are the bits of f32s.
        effects: [[AtomicU32; EFFECT_WORDS]; MAX_EFFECTS],
    }

    /// The settings as they were read.
    #[derive(Clone, Copy, Debug, Default, PartialEq)]
    struct ChainSettings {
        /// The sequence lock's value when they were read; 0: never.
        version: u32,
        /// See `AudioSettings`.
        flags: u32,
        /// See `AudioSettings`.
        delay_ms: f32,
        /// Effects in use.
        effect_count: u32,
        /// The chain.
        effects: [Effect; MAX_EFFECTS],
    }

    /// What one channel's loudness is. Each the bits of an f32; full scale is 1.
    #[derive(Debug, Default)]
    struct AudioMeter {
        /// Mean square, with a time constant of 300 ms.
        mean_square: AtomicU32,
        /// Peak; falls by 20 dB in 1.7 s.
        peak: AtomicU32,
    }

    /// The ring of samples: one thread writes, one reads, none waits; see `ringlight-ring`, `samples`.
    #[derive(Debug, Default)]
    struct SampleRing {
        /// Frames written so far.
        written: AtomicU32,
        /// Frames that found no room so far.
        lost: AtomicU32,
        /// Fills a line.
        reserved: [AtomicU32; 14],
        /// Frames read so far. Written by the reader, like the next.
        read: AtomicU32,
        /// 1: somebody reads. Otherwise nothing is written, and nothing lost.
        listening: AtomicU32,
        /// Fills a line.
        reserved_too: [AtomicU32; 14],
    }

    /// The audio thread's clock. It has none of its own, so another thread counts up a word, in bursts.
    #[derive(Debug, Default)]
    struct AudioClock {
        /// Counted up by the clock's thread; 0: not now.
        tick: AtomicU32,
        /// The clock's thread sleeps on it; nobody writes it.
        sleep: AtomicU32,
        /// Quanta that were measured so far. Written by the audio thread, like all that follow.
        measured: AtomicU32,
        /// Garbage collections that it noticed on itself.
        collections: AtomicU32,
        /// `tick` before and after each of them; number n is at n modulo their count.
        ticks: [[AtomicU32; 2]; AUDIO_CLOCK_QUANTA],
    }

    /// What the sound's threads share.
    struct AudioControl {
        /// `AUDIO_MAGIC`.
        magic: AtomicU32,
        /// `AUDIO_VERSION`.
        version: AtomicU32,
        /// Size of this struct in bytes.
        bytes: AtomicU32,
        /// Hertz, the bits of an f32. Written by the audio thread, like all that follow.
        sample_rate: AtomicU32,
        /// 1 or 2.
        channels: AtomicU32,
        /// `AudioSettings::version` that is in force, wholly.
        applied: AtomicU32,
        /// Delay that the effects' look-ahead causes, in frames. `AudioSettings::delay_ms` is not in it.
        latency_frames: AtomicU32,
        /// Quanta processed since the start.
        quanta: AtomicU32,
        /// Frames processed since the start, the bits of an f64.
        frames: AtomicU64,
        /// Incoming samples that were NaN or infinite.
        repaired: AtomicU32,
        /// Outgoing samples that were clipped at full scale.
        clipped: AtomicU32,
        /// Gaps, and frames missed in them; written by the worklet.
        glitches: [AtomicU32; 2],
        /// What the main thread wants.
        settings: AudioSettings,
        /// Per channel, before the effects.
        input_meters: [AudioMeter; AUDIO_MAX_CHANNELS],
        /// Per channel, of what goes out.
        output_meters: [AudioMeter; AUDIO_MAX_CHANNELS],
        /// Per effect of the settings in force: the gain that gate, compressor or limiter give at the moment, the bits of
        /// an f32.
        gains: [AtomicU32; MAX_EFFECTS],
        /// Fills the line.
        reserved: [AtomicU32; 5],
        /// What goes out, for the analysis.
        ring: SampleRing,
        /// Its frames: `channels` samples each, one after the other.
        samples: [SampleCell; AUDIO_MAX_CHANNELS * AUDIO_RING_FRAMES],
        /// Time that a quantum took, in nanoseconds.
        quantum: Histogram,
        /// See there.
        clock: AudioClock,
    }
}

/// A sample of the ring, which the ring's protocol gives to one thread at a time.
#[repr(transparent)]
pub struct SampleCell(pub UnsafeCell<f32>);

// SAFETY: `ringlight-ring`, `samples`, gives each to its writer or to its reader.
unsafe impl Sync for SampleCell {}

/// Where the module's own state lies.
pub const AUDIO_STATE_BASE: usize =
    (AUDIO_CONTROL_BASE + size_of::<AudioControl>()).next_multiple_of(PAGE_BYTES);

#[cfg(not(loom))]
const _: () = {
    assert!(core::mem::offset_of!(AudioControl, frames).is_multiple_of(8));
    assert!(core::mem::offset_of!(AudioControl, quantum).is_multiple_of(8));
    assert!(core::mem::offset_of!(AudioControl, ring).is_multiple_of(64));
    assert!(core::mem::offset_of!(AudioControl, samples).is_multiple_of(64));
    assert!(size_of::<SampleRing>() == 128 && size_of::<Effect>() == 4 * EFFECT_WORDS);
};
