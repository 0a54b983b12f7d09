//! The layout of the shared memory, declared once for Rust and for TypeScript.
//!
//! One shared `WebAssembly.Memory` holds everything that threads have in common:
//!
//! ```text
//! 0                 module data: the scalar flavour's, then the SIMD flavour's (placed by the linker)
//! STACKS_BASE       one stack per thread
//! CONTROL_BASE      Control: settings, ring, job, ledger, histograms
//! HEAP_BASE         trace records, if any
//! Control.heap      the slots' pixels, then scratch of the pool threads and what temporal filters remember
//! ```
//!
//! The sound has a memory of its own: see `audio`. Its analysis has a block of its own: see `analysis`.
//!
//! `src/generate.rs` writes `src/generated/layout.ts` from these declarations. Every field has a fixed width. Fields that two
//! threads touch at the same time are atomics. A slot's header belongs to the owner of the slot.

#![cfg_attr(target_arch = "wasm32", no_std)]
#![cfg_attr(all(target_arch = "wasm32", target_feature = "atomics"), feature(stdarch_wasm_atomic_wait))]

mod codes;
mod effects;
mod filters;
pub mod geometry;
pub mod sync;

pub use analysis::*;
pub use audio::*;
pub use codes::*;
pub use effects::*;
pub use filters::*;

use core::cell::UnsafeCell;
use sync::{AtomicU32, AtomicU64};

/// `"RING"`: the first word of the control block.
pub const MAGIC: u32 = 0x474e_4952;
/// Changes with every change of the layout or of what a field means.
pub const VERSION: u32 = 6;

/// Pool threads, at most.
pub const MAX_THREADS: usize = 8;
/// Slots of the ring, at most.
pub const MAX_SLOTS: usize = 8;
/// Filters of a chain, at most.
pub const MAX_FILTERS: usize = 16;
/// Parameters of a filter, at most.
pub const MAX_PARAMETERS: usize = 5;
/// 32-bit words of a `Filter`.
pub const FILTER_WORDS: usize = 1 + MAX_PARAMETERS;
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
/// Where the stacks lie. The linker places the modules' data below.
pub const STACKS_BASE: usize = 256 * 1024;
/// Where the control block lies.
pub const CONTROL_BASE: usize = 1024 * 1024;
/// Threads that write a trace: the pool's, then capture's, present's, the pipeline's owner's, and the sound's.
pub const TRACE_LANES: usize = MAX_THREADS + 4;
/// Which lane is the capture thread's.
pub const CAPTURE_LANE: usize = MAX_THREADS;
/// Which lane is the present thread's.
pub const PRESENT_LANE: usize = MAX_THREADS + 1;
/// Which lane is the owner's, written in TypeScript.
pub const OWNER_LANE: usize = MAX_THREADS + 2;
/// Which lane is about the audio thread. The thread that keeps its clock writes it, in TypeScript.
pub const AUDIO_LANE: usize = MAX_THREADS + 3;
/// Bytes of a page of WebAssembly memory.
pub const PAGE_BYTES: usize = 64 * 1024;
/// Most pages that a memory is ever given: 1 GiB.
pub const MAX_PAGES: usize = 16 * 1024;

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

// Below the macro that it uses.
mod analysis;
mod audio;

shared! {
    /// One filter of a chain.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    struct Filter {
        /// One of `FILTER_KINDS`, plus `DISABLED` where it is switched off.
        kind: u32,
        /// In the order and the units of `parameter_limits`.
        parameters: [i32; MAX_PARAMETERS],
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
        /// `Filter`s, word by word.
        filters: [[AtomicU32; FILTER_WORDS]; MAX_FILTERS],
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

    /// Everything about the frame in a slot. Belongs to the owner of the slot.
    #[derive(Clone, Copy, Debug, Default)]
    struct SlotHeader {
        /// Microseconds, as the source stamped it.
        timestamp_us: f64,
        /// Microseconds, as the source gave it. NaN: it gave none.
        duration_us: f64,
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
        /// Pixels of the upright picture: what the frame is shown as.
        display_width: u32,
        /// See above.
        display_height: u32,
        /// How the pixels become upright: quarter turns clockwise, 0 to 3, then left and right swapped if there is `SWAPPED`.
        orientation: u32,
        /// Colour space and whether alpha is padding, packed by `src/memory/frame-codes.ts`. The kernels do not look at it.
        colour: u32,
        /// `Control::gc_epoch`, summed, at arrival.
        gc_epoch: u32,
        /// Planes in use.
        plane_count: u32,
        /// Stripes that the frame is cut into.
        stripes: u32,
        /// The value that fills the output of plane k already, since an earlier frame in this slot: `FILLED`, the value of even
        /// samples, and that of odd ones << 8. 0: it holds pixels.
        filled: [u32; MAX_PLANES],
        /// Address of the chain as the kernels run it. The pool makes it; see `ringlight-kernels`, `chain/plan.rs`.
        plan: u32,
        /// Settings' version, format, width, height, orientation and address that `plan` was made for.
        planned_for: [u32; 6],
        /// Address of thread 0's scratch.
        scratch: u32,
        /// Bytes from one thread's scratch to the next.
        scratch_stride: u32,
        /// `Control::layout_generation` of the layout that it is part of.
        layout_generation: u32,
        /// Where each temporal filter of the chain remembers frames: `Heap::past`.
        past: [u32; MAX_FILTERS],
        /// Bit n: the frame before left something of plane k for temporal filter n. Set by the pool when it begins.
        past_valid: [u32; MAX_PLANES],
        /// Bit n: that lies in the second half of the filter's place. Set by the pool when it begins.
        past_second: [u32; MAX_PLANES],
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

    /// The present frame and its progress; see `ringlight-ring`, `job`.
    #[derive(Debug, Default)]
    struct Job {
        /// Epoch, slot, threads, flavour, stripes and the next stripe, packed.
        word: AtomicU64,
        /// Stripes that are finished.
        finished: AtomicU32,
        /// Fills the line.
        reserved: AtomicU32,
    }

    /// Counts what became of every delivered frame; see `ringlight-ring`, `ledger`.
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

    /// One entry of a trace. A reader may look at it while it is overwritten, and can tell: so it consists of atomics.
    #[derive(Debug, Default)]
    struct Record {
        /// `detail << 8 | kind`, one of `TRACE_KINDS`.
        kind: AtomicU32,
        /// The frame's number.
        sequence: AtomicU32,
        /// Microseconds of the pipeline's clock, the bits of an f64.
        time_us: AtomicU64,
        /// Nanoseconds, at most 4.29 s.
        duration_ns: AtomicU32,
        /// See `TRACE_KINDS`, like the next two.
        a: AtomicU32,
        /// See `TRACE_KINDS`.
        b: AtomicU32,
        /// See `TRACE_KINDS`.
        c: AtomicU32,
    }

    /// One thread's part of the trace: record n lies at n modulo the capacity, so the oldest are overwritten.
    #[derive(Debug, Default)]
    struct Lane {
        /// Records that were begun. One more than `written` while the thread writes one.
        begun: AtomicU32,
        /// Records that are whole.
        written: AtomicU32,
        /// Fills a line: lanes belong to different threads.
        reserved: [AtomicU32; 14],
    }

    /// The trace that is always on; see `ringlight-ring`, `trace`. Set up by the owner before any thread starts.
    #[derive(Debug, Default)]
    struct Trace {
        /// Bytes from the control block's start to the first lane's first record.
        records: AtomicU32,
        /// Records per lane, a power of two; 0: nothing is recorded.
        capacity: AtomicU32,
        /// Fills a line.
        reserved: [AtomicU32; 14],
        /// Per thread.
        lanes: [Lane; TRACE_LANES],
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
        /// Address of the first slot; 0: `HEAP_BASE`. Set before the first frame.
        heap_base: AtomicU32,
        /// Incremented by the main thread to ask for a sample of the next frame.
        sample_request: AtomicU32,
        /// Frames lost between the source and us, as far as the capture thread sees it.
        discarded_at_source: AtomicU32,
        /// Collections seen on the capture and on the present thread.
        gc_epoch: [AtomicU32; 2],
        /// Frames that a collection touched.
        gc_frames: AtomicU32,
        /// Incremented with each frame that is done. The present thread waits on it.
        done: AtomicU32,
        /// One per pool thread, which waits on it. Incremented with each reason to look for work.
        wake: [AtomicU32; MAX_THREADS],
        /// What the main thread wants.
        settings: Settings,
        /// Format, width and height of the newest frame.
        source: [AtomicU32; 3],
        /// Incremented each time that the slots are laid out anew.
        layout_generation: AtomicU32,
        /// Slot states.
        ring: Ring,
        /// What became of every frame.
        ledger: Ledger,
        /// The present frame.
        job: Job,
        /// Work per thread.
        workers: [WorkerRecord; MAX_THREADS],
        /// Frames.
        headers: [SlotCell; MAX_SLOTS],
        /// What the last frame left for the next one. Belongs to the thread that starts or ends a job.
        past: PastCell,
        /// How the slots are laid out. Belongs to the capture thread.
        heap: HeapCell,
        /// What is being handed over. Belongs to the present thread.
        hand_over: HandOverCell,
        /// By `HISTOGRAMS`.
        histograms: [Histogram; HISTOGRAM_COUNT],
        /// What happened lately, thread by thread.
        trace: Trace,
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
        /// Where the first, second... temporal filter of a chain remembers frames; 0: nowhere yet.
        past: [u32; MAX_FILTERS],
        /// The settings in force.
        settings: FrameSettings,
        /// `settings`, `format`, `width`, `height` and `orientation` that the scratch was last sized for.
        sized_for: [u32; 5],
        /// Bit k: that chain leaves plane k alone.
        kept: u32,
        /// What it fills plane k with; see `SlotHeader::filled`.
        fills: [u32; MAX_PLANES],
        /// Rows of halo that a stripe of luma needs for that chain, on either side.
        halo: u32,
        /// The next frame's number.
        sequence: u32,
    }

    /// What temporal filters need to know of the frame that was processed last.
    #[derive(Clone, Copy, Debug, Default)]
    struct Past {
        /// `SlotHeader`'s `layout_generation`, `format`, `width`, `height` and `orientation`.
        shape: [u32; 5],
        /// Bit n: the chain's temporal filter n has remembered plane k.
        kept: [u32; MAX_PLANES],
        /// Bit n: in the second half of its place.
        second: [u32; MAX_PLANES],
        /// What the frame was processed with.
        settings: FrameSettings,
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
        /// Taken by the present thread.
        taken_us: f64,
        /// Handed to the sink.
        handed_us: f64,
        /// When the frame before was handed over; 0 if none was.
        previous_handed_us: f64,
        /// Latency of the frame before. Whether a collection touched that frame is known when the next one comes.
        previous_latency_us: f64,
        /// See `SlotHeader`.
        gc_epoch: u32,
        /// The frame before's.
        previous_gc_epoch: u32,
        /// `Control::gc_epoch`, summed, at hand-over.
        gc_handed: u32,
        /// The frame before's.
        previous_gc_handed: u32,
        /// The frame's number.
        sequence: u32,
    }
}

/// A slot's header, which the ring's protocol gives to one thread at a time.
#[repr(transparent)]
pub struct SlotCell(pub UnsafeCell<SlotHeader>);
/// What passes from one job to the next.
#[repr(transparent)]
pub struct PastCell(pub UnsafeCell<Past>);
/// The capture thread's own part of the control block.
#[repr(transparent)]
pub struct HeapCell(pub UnsafeCell<Heap>);
/// The present thread's own part of the control block.
#[repr(transparent)]
pub struct HandOverCell(pub UnsafeCell<HandOver>);

// SAFETY: `ringlight-ring` hands a slot to one owner at a time; the pool threads that share a frame only read its header.
unsafe impl Sync for SlotCell {}
// SAFETY: jobs follow each other, and `Job::word` hands it from the thread that ends one to the thread that starts the next.
unsafe impl Sync for PastCell {}
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
    assert!(size_of::<Record>() == 32 && size_of::<Lane>() == 64);
    assert!(size_of::<Filter>() == 4 * FILTER_WORDS);
    assert!(size_of::<Histogram>() == 16 + 4 * HISTOGRAM_BUCKETS);
    assert!(DROP_CAUSES.len() == DROP_CAUSE_COUNT && HISTOGRAMS.len() == HISTOGRAM_COUNT);
};
