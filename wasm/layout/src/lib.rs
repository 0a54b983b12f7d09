//! The layout of the shared memory, declared once for Rust and for TypeScript.
//!
//! One shared `WebAssembly.Memory` holds everything that threads have in common:
//!
//! ```text
//! 0                 module data: the scalar flavour's, then the SIMD flavour's (placed by the linker)
//! STACKS_BASE       one stack per thread
//! CONTROL_BASE      Control: settings, ring, job, ledger, histograms
//! HEAP_BASE         scratch of the pool threads, then the slots' pixels
//! ```
//!
//! `src/generate.rs` writes `src/generated/layout.ts` from the very same declarations. Every field has
//! a fixed width; fields that two threads touch at the same time are atomics, a slot's header belongs
//! to whoever owns the slot.

#![cfg_attr(target_arch = "wasm32", no_std)]
#![cfg_attr(all(target_arch = "wasm32", target_feature = "atomics"), feature(stdarch_wasm_atomic_wait))]

pub mod geometry;
pub mod sync;

use core::cell::UnsafeCell;
use sync::{AtomicU32, AtomicU64};

/// `"RING"`: the first word of the control block.
pub const MAGIC: u32 = 0x474e_4952;
/// Changes with every change of the layout or of what a field means.
pub const VERSION: u32 = 1;

/// Pool threads, at most.
pub const MAX_THREADS: usize = 8;
/// Slots of the ring, at most.
pub const MAX_SLOTS: usize = 8;
/// Filters of a chain, at most.
pub const MAX_FILTERS: usize = 16;
/// Planes of a frame, at most.
pub const MAX_PLANES: usize = 3;
/// Largest radius of a box blur, in luma pixels.
pub const MAX_RADIUS: u32 = 127;
/// Largest side of a frame, in pixels.
pub const MAX_SIDE: u32 = 8192;

/// Bytes of a thread's stack.
pub const STACK_BYTES: usize = 64 * 1024;
/// Threads that run WASM: the pool's, then capture's, then present's.
pub const STACKS: usize = MAX_THREADS + 2;
/// Which stack is the capture thread's.
pub const CAPTURE_STACK: usize = MAX_THREADS;
/// Which stack is the present thread's.
pub const PRESENT_STACK: usize = MAX_THREADS + 1;
/// Where the stacks lie; what is below belongs to the linker.
pub const STACKS_BASE: usize = 256 * 1024;
/// Where the control block lies.
pub const CONTROL_BASE: usize = 1024 * 1024;
/// Bytes of a page of WebAssembly memory.
pub const PAGE_BYTES: usize = 64 * 1024;
/// Most pages that a memory is ever given: 1 GiB.
pub const MAX_PAGES: usize = 16 * 1024;

/// Declares numeric constants for Rust and, by name, for the generator.
macro_rules! codes {
    ($(#[$meta:meta])* $list:ident: $($(#[$doc:meta])* $name:ident = $value:literal => $label:literal,)*) => {
        $($(#[$doc])* pub const $name: u32 = $value;)*
        $(#[$meta])*
        pub const $list: &[(&str, u32)] = &[$(($label, $value),)*];
    };
}

codes! {
    /// States of a slot, in the order that a frame goes through them.
    SLOT_STATES:
    /// Nobody's; only the capture thread takes it.
    FREE = 0 => "free",
    /// The capture thread fills it.
    WRITING = 1 => "writing",
    /// Waits for the pool.
    READY = 2 => "ready",
    /// The pool works on it.
    PROCESSING = 3 => "processing",
    /// Waits for the present thread.
    DONE = 4 => "done",
    /// The present thread reads it.
    PRESENTING = 5 => "presenting",
}

codes! {
    /// Why a delivered frame was not presented.
    DROP_CAUSES:
    /// Every slot was busy.
    DROP_RING_FULL = 0 => "ring-full",
    /// A newer frame took its slot before the pool began.
    DROP_SUPERSEDED = 1 => "superseded",
    /// It needed larger slots, and frames were still on their way through the old ones.
    DROP_RESIZING = 2 => "resizing",
    /// A format or size that the pipeline cannot carry.
    DROP_UNSUPPORTED = 3 => "unsupported",
    /// The browser failed to copy its pixels.
    DROP_COPY_FAILED = 4 => "copy-failed",
    /// The sink refused it.
    DROP_SINK_FAILED = 5 => "sink-failed",
    /// The pipeline was closed while it was on its way.
    DROP_CLOSED = 6 => "closed",
}
/// Number of `DROP_CAUSES`.
pub const DROP_CAUSE_COUNT: usize = 7;

codes! {
    /// Pixel formats.
    FORMATS:
    /// Y, U and V planes; chroma at half the width and height, rounded up.
    I420 = 1 => "I420",
    /// A Y plane and one of interleaved U and V.
    NV12 = 2 => "NV12",
    /// Red, green, blue, alpha.
    RGBA = 3 => "RGBA",
    /// Blue, green, red, alpha.
    BGRA = 4 => "BGRA",
}

codes! {
    /// What a filter of a chain does; `src/filters.ts` has the same codes.
    FILTER_KINDS:
    /// Luma only.
    GRAYSCALE = 1 => "grayscale",
    /// Mean over a window; the parameter is the radius in luma pixels.
    BOX_BLUR = 2 => "box-blur",
}

codes! {
    /// Histograms, each of one duration in nanoseconds.
    HISTOGRAMS:
    /// First kernel touching a frame to the last one leaving it. Written by the pool.
    HIST_FRAME_TIME = 0 => "frameTime",
    /// Arrival to hand-over. Written by the present thread, like all that follow.
    HIST_LATENCY = 1 => "latency",
    /// Latency of the frames that no collection touched.
    HIST_GC_FREE_LATENCY = 2 => "gcFreeLatency",
    /// Between two presented frames.
    HIST_PRESENT_INTERVAL = 3 => "presentInterval",
    /// Arrival until the pixels are in the slot.
    HIST_COPY = 4 => "copy",
    /// In the slot, until the first kernel.
    HIST_WAIT = 5 => "wait",
    /// First kernel to last.
    HIST_KERNEL = 6 => "kernel",
    /// Last kernel to hand-over.
    HIST_PRESENT = 7 => "present",
}
/// Number of `HISTOGRAMS`.
pub const HISTOGRAM_COUNT: usize = 8;

codes! {
    /// Why `pool_run` came back to JavaScript.
    POOL_EXITS:
    /// The pipeline closes.
    POOL_STOPPED = 0 => "stopped",
    /// The frame at hand wants the other flavour.
    POOL_SWITCH = 1 => "switch",
    /// Nothing is left to do (only `pool_drain`).
    POOL_IDLE = 2 => "idle",
}

/// Values below this have a bucket each.
pub const HISTOGRAM_LINEAR: u32 = 128;
/// Buckets per octave above: their width is at most 1/64 of the value, so a midpoint is at most 0.8 % off.
pub const HISTOGRAM_SUB_BUCKETS: u32 = 64;
/// Buckets for all of u32: 128 linear ones and 25 octaves.
pub const HISTOGRAM_BUCKETS: usize = 128 + 25 * 64;

/// A shared struct's fields, for the generator.
pub trait Described {
    /// `(name, offset in bytes)` of each field.
    const FIELDS: &'static [(&'static str, usize)];
}

macro_rules! shared {
    ($($(#[$meta:meta])* struct $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[repr(C)]
        pub struct $name { $($(#[$doc])* pub $field: $type,)* }
        impl Described for $name {
            const FIELDS: &'static [(&'static str, usize)] =
                &[$((stringify!($field), core::mem::offset_of!($name, $field)),)*];
        }
    )*};
}

shared! {
    /// One filter of a chain.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    struct Filter {
        /// One of `FILTER_KINDS`.
        kind: u32,
        /// Box blur: the radius in luma pixels.
        parameter: u32,
    }

    /// The settings, written by the main thread under a sequence lock, read at every frame's arrival.
    #[derive(Debug, Default)]
    struct Settings {
        /// Odd while the main thread writes.
        version: AtomicU32,
        /// 1: the SIMD flavour.
        simd: AtomicU32,
        /// Pool threads that work on a frame, 1 to `MAX_THREADS`.
        threads: AtomicU32,
        /// Filters in use.
        filter_count: AtomicU32,
        /// `Filter`s, flat: kind, parameter.
        filters: [AtomicU32; 2 * MAX_FILTERS],
    }

    /// The settings that one frame is processed with.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    struct FrameSettings {
        /// The sequence lock's value when they were read.
        version: u32,
        /// 1: the SIMD flavour.
        simd: u32,
        /// Pool threads.
        threads: u32,
        /// Filters in use.
        filter_count: u32,
        /// The chain.
        filters: [Filter; MAX_FILTERS],
    }

    /// One plane of a frame, before and after the filters.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    struct Plane {
        /// Address of the first input byte.
        input: u32,
        /// Address of the first output byte; the input's where the chain leaves this plane alone.
        output: u32,
        /// Bytes from one row to the next, a multiple of 64, in both.
        stride: u32,
        /// Pixels.
        width: u32,
        /// Rows.
        height: u32,
        /// Interleaved samples per pixel.
        channels: u32,
    }

    /// All that is known of the frame in a slot. Belongs to whoever owns the slot.
    #[derive(Clone, Copy, Debug, Default)]
    struct SlotHeader {
        /// Microseconds, as the source stamped it.
        timestamp_us: f64,
        /// Microseconds of the pipeline's clock, like all that follow: in the capture worker.
        arrival_us: f64,
        /// Its pixels are in the slot.
        copied_us: f64,
        /// The first kernel touched it.
        started_us: f64,
        /// The last kernel left it.
        finished_us: f64,
        /// Number of the frame since the start.
        sequence: u32,
        /// One of `FORMATS`.
        format: u32,
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// Colour space and orientation, packed by `src/frame-codes.ts`; the kernels do not look at it.
        colour: u32,
        /// `Control::gc_epoch`, summed, at arrival.
        gc_epoch: u32,
        /// Planes in use.
        plane_count: u32,
        /// Stripes that the frame is cut into.
        stripes: u32,
        /// Bit k: the output of plane k is neutral already, left so by a frame that was in this slot before.
        filled: u32,
        /// Address of thread 0's scratch.
        scratch: u32,
        /// Bytes from one thread's scratch to the next.
        scratch_stride: u32,
        /// Y, U, V; or Y, UV; or RGBA.
        planes: [Plane; MAX_PLANES],
        /// What the frame is processed with.
        settings: FrameSettings,
    }

    /// The ring: one word per slot, `sequence << 3 | state`.
    #[derive(Debug, Default)]
    struct Ring {
        /// Slots in use, 0 before the first frame.
        slot_count: AtomicU32,
        /// See above.
        words: [AtomicU32; MAX_SLOTS],
    }

    /// The frame at hand and how far it is; see `ringlight-ring`, `job`.
    #[derive(Debug, Default)]
    struct Job {
        /// Epoch, slot, threads, flavour, stripes and the next stripe, packed.
        word: AtomicU64,
        /// Stripes that are finished.
        finished: AtomicU32,
        /// Fills the line.
        reserved: AtomicU32,
    }

    /// Where every delivered frame is accounted for; see `ringlight-ring`, `ledger`.
    #[derive(Debug, Default)]
    struct Ledger {
        /// Odd while the capture thread writes.
        capture_version: AtomicU32,
        /// Odd while the present thread writes.
        present_version: AtomicU32,
        /// Frames that arrived.
        delivered: AtomicU32,
        /// Frames that the sink accepted.
        presented: AtomicU32,
        /// Arrived, and neither presented nor dropped.
        in_flight: AtomicU32,
        /// By cause.
        dropped: [AtomicU32; DROP_CAUSE_COUNT],
    }

    /// One pool thread's work. Written by that thread alone.
    struct WorkerRecord {
        /// Microseconds in kernels, the bits of an f64.
        busy_us: AtomicU64,
        /// Frames that it worked on.
        frames: AtomicU32,
        /// Stripes that it finished.
        stripes: AtomicU32,
    }

    /// A log-linear histogram of nanoseconds. Written by one thread.
    struct Histogram {
        /// Sum of the values, the bits of an f64.
        sum: AtomicU64,
        /// Number of values.
        count: AtomicU32,
        /// Largest value.
        max: AtomicU32,
        /// See `ringlight-ring`, `histogram`.
        buckets: [AtomicU32; HISTOGRAM_BUCKETS],
    }

    /// Everything but pixels.
    struct Control {
        /// `MAGIC`.
        magic: AtomicU32,
        /// `VERSION`.
        version: AtomicU32,
        /// Size of this struct in bytes.
        bytes: AtomicU32,
        /// 1: every thread ends.
        stop: AtomicU32,
        /// Slots, at most; 0: as many as are useful. Set before the first frame.
        slot_limit: AtomicU32,
        /// Incremented by the main thread to ask for a sample of the next frame.
        sample_request: AtomicU32,
        /// Frames lost between the source and us, as far as the capture thread sees it.
        discarded_at_source: AtomicU32,
        /// Collections seen on the capture and on the present thread.
        gc_epoch: [AtomicU32; 2],
        /// Frames that a collection touched.
        gc_frames: AtomicU32,
        /// Incremented with each frame that is done; the present thread waits on it.
        done: AtomicU32,
        /// One per pool thread, incremented with each reason to look for work; that thread waits on it.
        wake: [AtomicU32; MAX_THREADS],
        /// What the main thread wants.
        settings: Settings,
        /// Format, width and height of the newest frame.
        source: [AtomicU32; 3],
        /// Incremented each time that the slots are laid out anew.
        layout_generation: AtomicU32,
        /// Slot states.
        ring: Ring,
        /// The conservation law.
        ledger: Ledger,
        /// The frame at hand.
        job: Job,
        /// Work per thread.
        workers: [WorkerRecord; MAX_THREADS],
        /// Frames.
        headers: [SlotCell; MAX_SLOTS],
        /// How the slots are laid out. Belongs to the capture thread.
        heap: HeapCell,
        /// What is being handed over. Belongs to the present thread.
        hand_over: HandOverCell,
        /// By `HISTOGRAMS`.
        histograms: [Histogram; HISTOGRAM_COUNT],
    }

    /// What the capture thread knows of the heap.
    #[derive(Clone, Copy, Debug, Default)]
    struct Heap {
        /// Address of the first slot.
        slots: u32,
        /// Bytes of one slot: input, then output.
        slot_bytes: u32,
        /// Bytes of memory in use.
        end: u32,
        /// Address of thread 0's scratch.
        scratch: u32,
        /// Bytes of scratch per thread.
        scratch_stride: u32,
        /// The settings in force.
        settings: FrameSettings,
        /// `settings`, `format`, `width` and `height` that the scratch was last sized for.
        sized_for: [u32; 4],
        /// The next frame's number.
        sequence: u32,
    }

    /// What the present thread knows of the frame that it hands over, and of the one before.
    #[derive(Clone, Copy, Debug, Default)]
    struct HandOver {
        /// Times of the frame at hand: `SlotHeader`'s, and the hand-over's.
        arrival_us: f64,
        /// See `SlotHeader`.
        copied_us: f64,
        /// See `SlotHeader`.
        started_us: f64,
        /// See `SlotHeader`.
        finished_us: f64,
        /// Handed to the sink.
        handed_us: f64,
        /// When the frame before was handed over; 0 if none was.
        previous_handed_us: f64,
        /// Latency of the frame before, which is booked as free of collections or not when the next one comes.
        previous_latency_us: f64,
        /// See `SlotHeader`.
        gc_epoch: u32,
        /// The frame before's.
        previous_gc_epoch: u32,
    }
}

/// A slot's header, which the ring's protocol gives to one thread at a time.
#[repr(transparent)]
pub struct SlotCell(pub UnsafeCell<SlotHeader>);
/// The capture thread's own part of the control block.
#[repr(transparent)]
pub struct HeapCell(pub UnsafeCell<Heap>);
/// The present thread's own part of the control block.
#[repr(transparent)]
pub struct HandOverCell(pub UnsafeCell<HandOver>);

// SAFETY: `ringlight-ring` hands a slot to one owner at a time; the pool threads that share a frame only read its header.
unsafe impl Sync for SlotCell {}
// SAFETY: only the capture thread touches it.
unsafe impl Sync for HeapCell {}
// SAFETY: only the present thread touches it.
unsafe impl Sync for HandOverCell {}

/// First byte after the control block, on a page of its own.
pub const HEAP_BASE: usize = (CONTROL_BASE + size_of::<Control>()).next_multiple_of(PAGE_BYTES);

#[cfg(not(loom))]
const _: () = {
    assert!(STACKS_BASE + STACKS * STACK_BYTES <= CONTROL_BASE);
    assert!(core::mem::offset_of!(Control, job).is_multiple_of(8));
    assert!(core::mem::offset_of!(Control, headers).is_multiple_of(8));
    assert!(core::mem::offset_of!(Control, histograms).is_multiple_of(8));
    assert!(size_of::<SlotHeader>().is_multiple_of(8));
    assert!(size_of::<Histogram>() == 16 + 4 * HISTOGRAM_BUCKETS);
    assert!(DROP_CAUSES.len() == DROP_CAUSE_COUNT && HISTOGRAMS.len() == HISTOGRAM_COUNT);
};
