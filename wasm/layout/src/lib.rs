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
//! A memory for still images has no trace and no slots' pixels. `src/image/heap.ts` gives out what begins at
//! `Control::heap_base`: images, and room to work in.
//!
//! The sound has a memory of its own: see `audio`. Its analysis has a block of its own: see `analysis`.
//!
//! `src/generate.rs` writes `src/generated/layout.ts` from these declarations. Every field has a fixed width. Fields
//! that two threads touch at the same time are atomics. A slot's header belongs to the owner of the slot.

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
/// Changes when the layout changes, or what a field means.
pub const VERSION: u32 = 7;

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
/// Largest side of a still image, in pixels. Scratch for 16 filters on such a row has less than 2^32 bytes.
pub const MAX_IMAGE_SIDE: u32 = 65535;

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
/// Pages of a memory, at most: 1 GiB.
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

// This stands below the macro that the module uses.
mod analysis;
mod audio;

shared! {
    /// One filter of a chain.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    struct Filter {
        /// One of `FILTER_KINDS`. Plus `DISABLED` if it is switched off.
        kind: u32,
        /// The parameters, in the order and the units of `parameter_limits`.
        parameters: [i32; MAX_PARAMETERS],
    }

    /// The settings. The main thread writes them under a sequence lock. The capture thread reads them when a frame
    /// arrives.
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
        /// Address of the first output byte. It is the input's address if the chain leaves this plane alone.
        output: u32,
        /// Bytes from one row to the next, in input and output. A multiple of 64.
        stride: u32,
        /// Pixels.
        width: u32,
        /// Rows.
        height: u32,
        /// Interleaved samples per pixel.
        channels: u32,
    }

    /// Everything about the frame in a slot. It belongs to the owner of the slot.
    #[derive(Clone, Copy, Debug, Default)]
    struct SlotHeader {
        /// The source's timestamp, in microseconds.
        timestamp_us: f64,
        /// The source's duration, in microseconds. NaN: it gave none.
        duration_us: f64,
        /// When the frame arrived in the capture worker. This time and all that follow are microseconds of the
        /// pipeline's clock.
        arrival_us: f64,
        /// When its pixels were in the slot.
        copied_us: f64,
        /// When the first kernel touched it.
        started_us: f64,
        /// When the last kernel left it.
        finished_us: f64,
        /// Number of the frame since the start.
        sequence: u32,
        /// One of `FORMATS`.
        format: u32,
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
        /// Width of the upright picture in pixels, as it is shown.
        display_width: u32,
        /// Height of the upright picture in pixels, as it is shown.
        display_height: u32,
        /// How the pixels become upright: first by 0 to 3 quarter turns clockwise. Then left and right are swapped, if
        /// `SWAPPED` is set.
        orientation: u32,
        /// The colour space, and whether alpha is padding. `src/memory/frame-codes.ts` packs both. The kernels do not
        /// look at it.
        colour: u32,
        /// The sum of `Control::gc_epoch` at arrival.
        gc_epoch: u32,
        /// Planes in use.
        plane_count: u32,
        /// Stripes that the frame is cut into.
        stripes: u32,
        /// The value that an earlier frame in this slot filled plane k of the output with: `FILLED`, plus the value of
        /// even samples, plus that of odd ones << 8. 0: the plane holds pixels.
        filled: [u32; MAX_PLANES],
        /// Address of the chain in the form that the kernels run. The pool makes it. See `ringlight-kernels`,
        /// `chain/plan.rs`.
        plan: u32,
        /// What `plan` was made for: the settings' version, format, width, height, orientation and address.
        planned_for: [u32; 6],
        /// Address of thread 0's scratch.
        scratch: u32,
        /// Bytes from one thread's scratch to the next.
        scratch_stride: u32,
        /// The `Control::layout_generation` that this slot belongs to.
        layout_generation: u32,
        /// Where each temporal filter of the chain remembers frames. See `Heap::past`.
        past: [u32; MAX_FILTERS],
        /// Bit n: the previous frame left something of plane k for temporal filter n. The pool sets it when it begins.
        past_valid: [u32; MAX_PLANES],
        /// Bit n: that lies in the second half of the filter's place. The pool sets it when it begins.
        past_second: [u32; MAX_PLANES],
        /// Still images: the rows that lie at the plane's address, from the first to one past the last. 0, 0: this is a
        /// frame of a video.
        rows: [u32; 2],
        /// Still images: address of the rows around the stripes. See `ringlight-pool`, `image.rs`.
        edges: u32,
        /// Still images: rows that a stripe needs above and below.
        halo: u32,
        /// Y, U, V, or Y, UV, or RGBA.
        planes: [Plane; MAX_PLANES],
        /// The settings that the frame is processed with.
        settings: FrameSettings,
    }

    /// The ring. It has one word per slot: `sequence << 3 | state`.
    #[derive(Debug, Default)]
    struct Ring {
        /// Slots in use. 0 before the first frame.
        slot_count: AtomicU32,
        /// One word per slot.
        words: [AtomicU32; MAX_SLOTS],
    }

    /// The current frame and its progress. See `ringlight-ring`, `job`.
    #[derive(Debug, Default)]
    struct Job {
        /// Epoch, slot, threads, flavour, stripes and the next stripe, packed into one word.
        word: AtomicU64,
        /// Number of stripes that are finished.
        finished: AtomicU32,
        /// Fills the cache line.
        reserved: AtomicU32,
    }

    /// Counts what became of every delivered frame. See `ringlight-ring`, `ledger`.
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
        /// Frames that arrived, and are neither presented nor dropped.
        in_flight: AtomicU32,
        /// Dropped frames, by cause.
        dropped: [AtomicU32; DROP_CAUSE_COUNT],
    }

    /// The work of one pool thread. Only that thread writes it.
    struct WorkerRecord {
        /// Time in kernels in microseconds, as the bits of an f64.
        busy_us: AtomicU64,
        /// Frames that it worked on.
        frames: AtomicU32,
        /// Stripes that it finished.
        stripes: AtomicU32,
    }

    /// A log-linear histogram of nanoseconds. Only one thread writes it.
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

    /// One entry of a trace. It consists of atomics, because a reader may read it while it is overwritten, and notices
    /// that.
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
        /// See `TRACE_KINDS`.
        a: AtomicU32,
        /// See `TRACE_KINDS`.
        b: AtomicU32,
        /// See `TRACE_KINDS`.
        c: AtomicU32,
    }

    /// One thread's part of the trace. Record n lies at n modulo the capacity, so the newest records overwrite the
    /// oldest.
    #[derive(Debug, Default)]
    struct Lane {
        /// Records that were begun. While the thread writes a record, this is one more than `written`.
        begun: AtomicU32,
        /// Records that are whole.
        written: AtomicU32,
        /// Fills a cache line, because lanes belong to different threads.
        reserved: [AtomicU32; 14],
    }

    /// The trace, which is always on. See `ringlight-ring`, `trace`. The owner sets it up before any thread starts.
    #[derive(Debug, Default)]
    struct Trace {
        /// Bytes from the control block's start to the first lane's first record.
        records: AtomicU32,
        /// Records per lane, a power of two. 0: nothing is recorded.
        capacity: AtomicU32,
        /// Fills a cache line.
        reserved: [AtomicU32; 14],
        /// One lane per thread.
        lanes: [Lane; TRACE_LANES],
    }

    /// The control block: everything but pixels.
    struct Control {
        /// `MAGIC`.
        magic: AtomicU32,
        /// `VERSION`.
        version: AtomicU32,
        /// Size of this struct in bytes.
        bytes: AtomicU32,
        /// 1: every thread ends.
        stop: AtomicU32,
        /// Slots, at most. 0: as many as are useful. It is set before the first frame.
        slot_limit: AtomicU32,
        /// Address of the first slot. 0: `HEAP_BASE`. It is set before the first frame.
        heap_base: AtomicU32,
        /// The main thread increments it to ask for a sample of the next frame.
        sample_request: AtomicU32,
        /// Frames that were lost between the source and the pipeline, as far as the capture thread sees them.
        discarded_at_source: AtomicU32,
        /// Garbage collections seen on the capture thread, and on the present thread.
        gc_epoch: [AtomicU32; 2],
        /// Frames that a garbage collection touched.
        gc_frames: AtomicU32,
        /// Rises with each frame that is done. The present thread waits on it.
        done: AtomicU32,
        /// One word per pool thread, which waits on it. It rises with each reason to look for work.
        wake: [AtomicU32; MAX_THREADS],
        /// What the main thread wants.
        settings: Settings,
        /// Format, width and height of the newest frame.
        source: [AtomicU32; 3],
        /// Rises each time that the slots are laid out anew.
        layout_generation: AtomicU32,
        /// The states of the slots.
        ring: Ring,
        /// What became of every frame.
        ledger: Ledger,
        /// The current frame.
        job: Job,
        /// Work, per thread.
        workers: [WorkerRecord; MAX_THREADS],
        /// The headers of the frames, per slot.
        headers: [SlotCell; MAX_SLOTS],
        /// What the previous frame left for the next one. It belongs to the thread that starts or ends a job.
        past: PastCell,
        /// How the slots are laid out. It belongs to the capture thread.
        heap: HeapCell,
        /// The frame that is handed over. It belongs to the present thread.
        hand_over: HandOverCell,
        /// The histograms, in the order of `HISTOGRAMS`.
        histograms: [Histogram; HISTOGRAM_COUNT],
        /// What happened lately, per thread.
        trace: Trace,
    }

    /// What the capture thread knows of the heap.
    #[derive(Clone, Copy, Debug, Default)]
    struct Heap {
        /// Address of the first slot.
        slots: u32,
        /// Bytes of one slot. Its input comes first, then its output.
        slot_bytes: u32,
        /// Bytes of memory in use.
        end: u32,
        /// Address of thread 0's scratch.
        scratch: u32,
        /// Bytes of scratch per thread.
        scratch_stride: u32,
        /// Where each temporal filter of a chain remembers frames: the first, the second, and so on. 0: it has no place
        /// yet.
        past: [u32; MAX_FILTERS],
        /// The settings in force.
        settings: FrameSettings,
        /// What the scratch was last sized for: the version of the settings, format, width, height and orientation.
        sized_for: [u32; 5],
        /// Bit k: the chain leaves plane k alone.
        kept: u32,
        /// The value that the chain fills plane k with. See `SlotHeader::filled`.
        fills: [u32; MAX_PLANES],
        /// Rows of halo that a stripe of luma needs for the chain, on either side.
        halo: u32,
        /// The next frame's number.
        sequence: u32,
    }

    /// What temporal filters need to know about the frame that was processed last.
    #[derive(Clone, Copy, Debug, Default)]
    struct Past {
        /// `SlotHeader`'s `layout_generation`, `format`, `width`, `height` and `orientation`.
        shape: [u32; 5],
        /// Bit n: the chain's temporal filter n has remembered plane k.
        kept: [u32; MAX_PLANES],
        /// Bit n: in the second half of its place.
        second: [u32; MAX_PLANES],
        /// The settings that the frame was processed with.
        settings: FrameSettings,
    }

    /// What the present thread knows about the frame that it hands over, and about the previous one.
    #[derive(Clone, Copy, Debug, Default)]
    struct HandOver {
        /// Times of this frame. The first four are those of `SlotHeader`.
        arrival_us: f64,
        /// See `SlotHeader`.
        copied_us: f64,
        /// See `SlotHeader`.
        started_us: f64,
        /// See `SlotHeader`.
        finished_us: f64,
        /// When the present thread took the frame.
        taken_us: f64,
        /// When the frame was handed to the sink.
        handed_us: f64,
        /// When the previous frame was handed over. 0: there was none.
        previous_handed_us: f64,
        /// Latency of the previous frame. Whether a collection touched that frame is known only when the next one
        /// comes.
        previous_latency_us: f64,
        /// See `SlotHeader`.
        gc_epoch: u32,
        /// The previous frame's.
        previous_gc_epoch: u32,
        /// The sum of `Control::gc_epoch` at hand-over.
        gc_handed: u32,
        /// The previous frame's.
        previous_gc_handed: u32,
        /// The frame's number.
        sequence: u32,
    }
}

/// A slot's header. The ring's protocol gives it to one thread at a time.
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

// SAFETY: `ringlight-ring` gives a slot to one owner at a time. The pool threads that share a frame only read its
// header.
unsafe impl Sync for SlotCell {}
// SAFETY: jobs follow each other. `Job::word` hands the cell from the thread that ends a job to the one that starts the
// next.
unsafe impl Sync for PastCell {}
// SAFETY: only the capture thread touches it.
unsafe impl Sync for HeapCell {}
// SAFETY: only the present thread touches it.
unsafe impl Sync for HandOverCell {}

/// First byte after the control block. It begins a page.
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
