//! The threads' side of the trace: where the records of a lane lie, and the entries that each stage writes.

use ringlight_layout::sync::Ordering;
use ringlight_layout::{Control, Record, TRACE_DROP};
use ringlight_ring::trace::{self, Entry, nanoseconds};

/// Adds an entry to a thread's lane, if records are kept. Only that thread may call it.
pub fn add(control: &Control, lane: usize, entry: Entry) {
    // Relaxed: the owner sets both words before any thread starts.
    let capacity = control.trace.capacity.load(Ordering::Relaxed) as usize;
    if capacity == 0 {
        return;
    }
    let offset =
        control.trace.records.load(Ordering::Relaxed) as usize + lane * capacity * size_of::<Record>();
    let first = core::ptr::with_exposed_provenance::<Record>((&raw const *control).addr() + offset);
    // SAFETY: the owner has made room for `TRACE_LANES` times `capacity` records there, and nobody else uses it. A
    // record of zeros is valid, and all its fields are atomics.
    let records = unsafe { core::slice::from_raw_parts(first, capacity) };
    trace::write(&control.trace.lanes[lane], records, entry);
}

/// A frame was dropped.
pub fn drop_frame(control: &Control, lane: usize, sequence: u32, at_us: f64, cause: u32) {
    add(
        control,
        lane,
        Entry { kind: TRACE_DROP, sequence, time_us: at_us, words: [cause, 0, 0], ..Entry::default() },
    );
}

/// Writes a span of time on the thread that `lane` belongs to.
pub fn span(
    control: &Control,
    lane: usize,
    kind: u32,
    sequence: u32,
    (from_us, to_us): (f64, f64),
    words: [u32; 3],
) {
    let duration_ns = nanoseconds(to_us - from_us);
    add(control, lane, Entry { kind, detail: 0, sequence, time_us: from_us, duration_ns, words });
}
