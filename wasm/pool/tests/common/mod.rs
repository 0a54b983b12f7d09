//! A memory as the browser gives it: zero, shared, with the control block in its place; and frames to put into it.

#![allow(dead_code, reason = "each test file uses a part of it")]

use ringlight_kernels::reference::{self, Image};
use ringlight_layout::geometry::plane_size;
use ringlight_layout::sync::{Ordering, notify};
use ringlight_layout::{
    CONTROL_BASE, Control, FREE, Filter, HEAP_BASE, MAX_THREADS, PAGE_BYTES, Plane, Record, SlotHeader,
    TRACE_LANES,
};
use ringlight_pool::capture::{self, Arrival, Captured};
use ringlight_pool::work::Thread;
use ringlight_ring::ledger;
use ringlight_ring::trace::{Entry, read};
use std::alloc::{Layout, alloc_zeroed};
use std::sync::OnceLock;
use std::time::Instant;

/// Bytes of a test's memory.
pub const MEMORY_BYTES: usize = 32 << 20;

/// Microseconds since the first call.
pub fn clock() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e6
}

/// What `memory.grow` says: the memory is as long as it will be.
pub fn grow(bytes: usize) -> bool {
    bytes <= MEMORY_BYTES
}

/// One pipeline's memory. Never freed: its threads hold it for as long as they like.
#[derive(Clone, Copy)]
pub struct Memory {
    base: *mut u8,
}

// SAFETY: `Control` says which thread touches what; the tests follow it.
unsafe impl Send for Memory {}
// SAFETY: as above.
unsafe impl Sync for Memory {}

impl Memory {
    pub fn new() -> Self {
        let layout = Layout::from_size_align(MEMORY_BYTES, PAGE_BYTES).expect("a power of two");
        // SAFETY: the size is not zero.
        let base = unsafe { alloc_zeroed(layout) };
        assert!(!base.is_null());
        // `trace` finds its records by their address.
        let _ = base.expose_provenance();
        Self { base }
    }

    pub fn control(self) -> &'static Control {
        // SAFETY: zero is a valid `Control`, it lies inside and is aligned, and the memory is never freed.
        unsafe { &*self.base.add(CONTROL_BASE).cast::<Control>() }
    }

    /// Owner, before any thread starts: `capacity` trace records per lane, as `src/memory/shared-memory.ts` does it.
    pub fn record(self, capacity: u32) {
        let control = self.control();
        let bytes = capacity as usize * TRACE_LANES * size_of::<Record>();
        control.trace.records.store((HEAP_BASE - CONTROL_BASE) as u32, Ordering::SeqCst);
        control.trace.capacity.store(capacity, Ordering::SeqCst);
        control.heap_base.store((HEAP_BASE + bytes.next_multiple_of(64)) as u32, Ordering::SeqCst);
    }

    /// Everything in a lane's records.
    pub fn entries(self, lane: usize) -> Vec<Entry> {
        let trace = &self.control().trace;
        let capacity = trace.capacity.load(Ordering::SeqCst) as usize;
        let first = self.base.wrapping_add(HEAP_BASE).cast::<Record>().wrapping_add(lane * capacity);
        // SAFETY: `record` made room for them, all their fields are atomics, zero is valid.
        let records = unsafe { core::slice::from_raw_parts(first, capacity) };
        read(&trace.lanes[lane], records, 0).0
    }

    pub fn thread(self, index: u32, simd: bool) -> Thread {
        Thread { index, simd, clock, memory: self.base }
    }

    /// The header of a slot that the calling thread owns.
    pub fn header(self, slot: usize) -> SlotHeader {
        // SAFETY: the caller owns the slot, so nobody writes it.
        unsafe { *self.control().headers[slot].0.get() }
    }

    /// Bytes of the heap that the calling thread owns.
    pub fn heap(self, at: usize, length: usize) -> &'static mut [u8] {
        assert!(at >= HEAP_BASE && at + length <= MEMORY_BYTES, "outside the heap: {at}");
        // SAFETY: inside the memory; the caller owns the bytes.
        unsafe { core::slice::from_raw_parts_mut(self.base.add(at), length) }
    }

    fn row(self, plane: &Plane, address: u32, y: usize) -> &'static mut [u8] {
        let (at, length) =
            (address as usize + y * plane.stride as usize, (plane.width * plane.channels) as usize);
        assert!(at >= ringlight_layout::HEAP_BASE && at + length <= MEMORY_BYTES, "outside the heap: {at}");
        // SAFETY: inside the memory; the caller owns the slot.
        unsafe { core::slice::from_raw_parts_mut(self.base.add(at), length) }
    }

    /// Capture thread: writes the pixels of a slot.
    pub fn fill(self, slot: usize, frame: &[Image]) {
        let header = self.header(slot);
        assert_eq!(header.plane_count as usize, frame.len());
        for (plane, image) in header.planes.iter().zip(frame) {
            for (y, row) in image.data.chunks_exact(image.width * image.channels).enumerate() {
                self.row(plane, plane.input, y).copy_from_slice(row);
            }
        }
    }

    /// Present thread: the filtered pixels of a slot.
    pub fn output(self, slot: usize) -> Vec<Image> {
        let header = self.header(slot);
        let plane = |plane: &Plane| Image {
            width: plane.width as usize,
            height: plane.height as usize,
            channels: plane.channels as usize,
            data: (0..plane.height as usize)
                .flat_map(|y| self.row(plane, plane.output, y).to_vec())
                .collect(),
        };
        header.planes[..header.plane_count as usize].iter().map(plane).collect()
    }

    /// Main thread, as `src/memory/control.ts` does it.
    pub fn set(self, simd: bool, threads: u32, filters: &[Filter]) {
        let settings = &self.control().settings;
        settings.version.fetch_add(1, Ordering::SeqCst);
        settings.simd.store(u32::from(simd), Ordering::SeqCst);
        settings.threads.store(threads, Ordering::SeqCst);
        settings.filter_count.store(filters.len() as u32, Ordering::SeqCst);
        for (index, filter) in filters.iter().enumerate() {
            let words = &settings.filters[index];
            words[0].store(filter.kind, Ordering::SeqCst);
            for (word, &parameter) in words[1..].iter().zip(&filter.parameters) {
                word.store(parameter as u32, Ordering::SeqCst);
            }
        }
        settings.version.fetch_add(1, Ordering::SeqCst);
    }

    /// Main thread, as `src/memory/control.ts` does it.
    pub fn stop(self) {
        let control = self.control();
        control.stop.store(1, Ordering::SeqCst);
        for word in &control.wake[..MAX_THREADS] {
            word.fetch_add(1, Ordering::SeqCst);
            notify(word, 1);
        }
    }

    /// Capture thread: one frame, whole; its slot if it was not dropped.
    pub fn capture(self, format: u32, width: u32, height: u32, seed: u32) -> Option<usize> {
        self.capture_turned(format, (width, height), 0, seed)
    }

    /// Capture thread: one frame whose pixels become upright by `orientation`, as `SlotHeader` has it.
    pub fn capture_turned(
        self,
        format: u32,
        (width, height): (u32, u32),
        orientation: u32,
        seed: u32,
    ) -> Option<usize> {
        let arrival = Arrival { at_us: clock(), format, width, height, orientation };
        let slot = capture::begin(self.control(), arrival, grow)?;
        self.fill(slot, &picture(format, width, height, seed));
        let captured = Captured {
            timestamp_us: f64::from(seed),
            copied_us: clock(),
            colour: seed,
            display_width: 0,
            display_height: 0,
            duration_us: f64::NAN,
        };
        capture::finish(self.control(), slot, captured);
        Some(slot)
    }

    /// What the ledger says; fails when it does not add up.
    pub fn ledger(self) -> ledger::Reading {
        let reading = ledger::read(&self.control().ledger);
        let dropped: u32 = reading.dropped.iter().sum();
        assert_eq!(reading.delivered, reading.presented + dropped + reading.in_flight, "{reading:?}");
        reading
    }

    /// How many slots are in use, and how many of them free. Only while nothing moves.
    pub fn slots(self) -> (usize, usize) {
        let ring = &self.control().ring;
        let count = ring.slot_count.load(Ordering::SeqCst) as usize;
        let free = ring.words[..count].iter().filter(|word| word.load(Ordering::SeqCst) & 7 == FREE).count();
        (count, free)
    }
}

/// Frames whose every byte depends on the seed.
pub fn picture(format: u32, width: u32, height: u32, seed: u32) -> Vec<Image> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    (0..3)
        .map_while(|index| plane_size(format, width, height, index))
        .map(|(width, height, channels)| {
            let (width, height, channels) = (width as usize, height as usize, channels as usize);
            let sample = |_| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                (state >> 24) as u8
            };
            Image { width, height, channels, data: (0..width * height * channels).map(sample).collect() }
        })
        .collect()
}

/// What must come out for a frame that a slot's header describes; `seed` is in its `colour`.
pub fn expected(header: &SlotHeader) -> Vec<Image> {
    let filters = &header.settings.filters[..header.settings.filter_count as usize];
    let frame = picture(header.format, header.width, header.height, header.colour);
    reference::chain(&frame, header.format, filters, reference::box_blur)
}
