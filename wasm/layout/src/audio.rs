//! The layout of the sound's own memory: a shared `WebAssembly.Memory` of `AUDIO_PAGES` pages.
//!
//! ```text
//! 0                    the linker's stack, then the module's data: the scalar flavour's, then the SIMD flavour's
//! AUDIO_CONTROL_BASE   AudioControl: settings, meters, counters, the ring of samples
//! AUDIO_STATE_BASE     what `ringlight-audio` keeps between two quanta; nobody else looks at it
//! ```
//!
//! One thread runs the module, so both flavours can share the linker's stack. The main thread writes the settings. The
//! analysis thread takes samples out of the ring. Both of them read the rest.

use crate::sync::{AtomicU32, AtomicU64};
use crate::{Described, Histogram, PAGE_BYTES};
use core::cell::UnsafeCell;

/// `"SOUN"`: the first word of the sound's control block.
pub const AUDIO_MAGIC: u32 = 0x4e55_4f53;
/// Changes when the layout changes, or what a field means.
pub const AUDIO_VERSION: u32 = 1;
/// Where the control block lies.
pub const AUDIO_CONTROL_BASE: usize = 256 * 1024;
/// Pages of the memory, from the start to the end.
pub const AUDIO_PAGES: usize = 128;
/// Frames of a quantum, at most. The browser's own quantum has 128.
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
/// Active `delay` effects of a chain, at most. Each has a second of sound in memory.
pub const MAX_DELAYS: usize = 2;
/// Active `denoise` effects of a chain, at most.
pub const MAX_DENOISES: usize = 1;
/// Longest delay in milliseconds, of the effect and of the sound as a whole.
pub const AUDIO_MAX_DELAY_MS: u32 = 1000;
/// Longest delay in frames. From 129 kHz on, this is less than a second.
pub const AUDIO_MAX_DELAY_FRAMES: usize = 128 * 1024 - AUDIO_MAX_QUANTUM;
/// Frames that the ring of samples holds, a power of two.
pub const AUDIO_RING_FRAMES: usize = 32 * 1024;

/// Quanta that a burst of the clock can measure, a power of two.
pub const AUDIO_CLOCK_QUANTA: usize = 32;

/// In `AudioSettings::flags`: the sound passes unchanged.
pub const AUDIO_BYPASS: u32 = 1;
/// In `AudioSettings::flags`: the sound becomes silent, after a short fade.
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

    /// The settings. The main thread writes them under a sequence lock. The audio thread reads them at the start of
    /// every quantum.
    #[derive(Debug, Default)]
    struct AudioSettings {
        /// Odd while the main thread writes.
        version: AtomicU32,
        /// 1: the SIMD flavour. The worklet reads this to pick the module.
        simd: AtomicU32,
        /// `AUDIO_BYPASS`, `AUDIO_MUTE`.
        flags: AtomicU32,
        /// Extra delay of the whole sound, in milliseconds, as the bits of an f32.
        delay_ms: AtomicU32,
        /// Effects in use.
        effect_count: AtomicU32,
        /// `Effect`s, word by word. Parameters are the bits of f32s.
        effects: [[AtomicU32; EFFECT_WORDS]; MAX_EFFECTS],
    }

    /// A copy of the settings, made when they were read.
    #[derive(Clone, Copy, Debug, Default, PartialEq)]
    struct ChainSettings {
        /// The sequence lock's value when they were read. 0: they were never read.
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

    /// The loudness of one channel. Each field is the bits of an f32. Full scale is 1.
    #[derive(Debug, Default)]
    struct AudioMeter {
        /// Mean square, with a time constant of 300 ms.
        mean_square: AtomicU32,
        /// Peak. It falls by 20 dB in 1.7 s.
        peak: AtomicU32,
    }

    /// The ring of samples. One thread writes, one reads, and neither waits. See `ringlight-ring`, `samples`.
    #[derive(Debug, Default)]
    struct SampleRing {
        /// Frames written so far.
        written: AtomicU32,
        /// Frames that found no room so far.
        lost: AtomicU32,
        /// Fills a cache line.
        reserved: [AtomicU32; 14],
        /// Frames read so far. The reader writes this field and the next one.
        read: AtomicU32,
        /// 1: a reader listens. Otherwise nothing is written, and nothing is lost.
        listening: AtomicU32,
        /// Fills a cache line.
        reserved_too: [AtomicU32; 14],
    }

    /// The clock of the audio thread. That thread has no clock, so another thread counts up a word, in bursts.
    #[derive(Debug, Default)]
    struct AudioClock {
        /// The clock's thread counts it up. 0: it does not count now.
        tick: AtomicU32,
        /// The clock's thread sleeps on this word. Nobody writes it.
        sleep: AtomicU32,
        /// Quanta measured so far. The audio thread writes this field and all that follow.
        measured: AtomicU32,
        /// Garbage collections that the audio thread noticed on itself.
        collections: AtomicU32,
        /// `tick` before and after each measured quantum. Quantum n is at n modulo `AUDIO_CLOCK_QUANTA`.
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
        /// Hertz, the bits of an f32. The audio thread writes this field and all that follow.
        sample_rate: AtomicU32,
        /// 1 or 2.
        channels: AtomicU32,
        /// The `AudioSettings::version` that is wholly in force.
        applied: AtomicU32,
        /// Delay that the effects' look-ahead causes, in frames. It does not include `AudioSettings::delay_ms`.
        latency_frames: AtomicU32,
        /// Quanta processed since the start.
        quanta: AtomicU32,
        /// Frames processed since the start, the bits of an f64.
        frames: AtomicU64,
        /// Incoming samples that were NaN or infinite.
        repaired: AtomicU32,
        /// Outgoing samples that were clipped at full scale.
        clipped: AtomicU32,
        /// Gaps, and frames missed in them. The worklet writes both.
        glitches: [AtomicU32; 2],
        /// What the main thread wants.
        settings: AudioSettings,
        /// Per channel, before the effects.
        input_meters: [AudioMeter; AUDIO_MAX_CHANNELS],
        /// Per channel, of the output.
        output_meters: [AudioMeter; AUDIO_MAX_CHANNELS],
        /// Per effect of the settings in force: the gain of a gate, compressor or limiter at the moment, as the bits of
        /// an f32.
        gains: [AtomicU32; MAX_EFFECTS],
        /// Fills the cache line.
        reserved: [AtomicU32; 5],
        /// The output, for the analysis.
        ring: SampleRing,
        /// The ring's frames: `channels` samples each, one after the other.
        samples: [SampleCell; AUDIO_MAX_CHANNELS * AUDIO_RING_FRAMES],
        /// Time that a quantum took, in nanoseconds.
        quantum: Histogram,
        /// See `AudioClock`.
        clock: AudioClock,
    }
}

/// A sample of the ring. The ring's protocol gives it to one thread at a time.
#[repr(transparent)]
pub struct SampleCell(pub UnsafeCell<f32>);

// SAFETY: `ringlight-ring`, `samples`, gives each sample to its writer or to its reader.
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
