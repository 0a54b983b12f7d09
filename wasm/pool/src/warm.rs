//! Work before the first frame. The first frames would have to wait for it, so it is done while the source opens.
//!
//! 1. The slots are laid out for the expected frame, and their pages are touched. The system gives a page at its first
//!    touch, which takes about 4 us per page.
//! 2. The chain runs on a stripe until the browser's optimizing compiler has had time to replace the code of its
//!    baseline compiler. Threads share the code, so one of them is enough.
//!
//! None of this work is counted. A frame that differs from the expected one costs what it would have cost without it.

use ringlight_layout::sync::Ordering;
use ringlight_layout::{Control, MAX_PLANES};
use ringlight_ring::settings;
use ringlight_ring::slots::occupied;

use crate::capture::{Arrival, Grow, fill_header, reserve};
use crate::work::{Thread, prepare, run_stripe};

/// Number of slots that frames use at first: one is written, one ready, one processed, one presented.
const TOUCHED_SLOTS: u32 = 4;
/// The smallest piece of memory that the system gives.
const SYSTEM_PAGE_BYTES: usize = 4096;

/// Capture thread, before the first frame. Runs the chain for `budget_us`, in the flavour that the settings ask for.
pub fn warm(control: &Control, thread: Thread, expected: Arrival, budget_us: f64, grow: Grow) {
    // SAFETY: this is the capture thread, the only user of the heap.
    let heap = unsafe { &mut *control.heap.0.get() };
    settings::refresh(&control.settings, &mut heap.settings, &control.stop);
    if occupied(&control.ring) > 0 || reserve(control, heap, expected, grow).is_err() {
        return;
    }
    // Relaxed: only this thread writes it.
    let slots = control.ring.slot_count.load(Ordering::Relaxed).min(TOUCHED_SLOTS);
    let first = thread.memory.wrapping_add(heap.slots as usize);
    for offset in (0..(slots * heap.slot_bytes) as usize).step_by(SYSTEM_PAGE_BYTES) {
        // SAFETY: the address lies in a slot. Every slot is free, and the bytes of a free slot belong to this thread.
        unsafe { first.wrapping_add(offset).write_volatile(0) };
    }
    // SAFETY: the slot is free, and only this thread takes a free slot.
    let header = unsafe { &mut *control.headers[0].0.get() };
    fill_header(header, heap, expected, 0, 0);
    prepare(header, thread);
    // Temporal filters find nothing from a previous frame.
    header.past_valid = [0; MAX_PLANES];
    let begin_us = (thread.clock)();
    while (thread.clock)() - begin_us < budget_us {
        run_stripe(header, thread, 0);
    }
    // The layout is announced with the first frame, not before.
    heap.sized_for = [0; 5];
    for word in &control.source {
        word.store(0, Ordering::Relaxed);
    }
}
