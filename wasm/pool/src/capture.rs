//! The capture thread's part. A frame arrives, gets a slot and the settings in force, and is published.

use ringlight_kernels::chain::memory::scratch_bytes;
use ringlight_kernels::chain::plan::{self, PLAN_BYTES};
use ringlight_kernels::chain::program::Program;
use ringlight_kernels::chain::stripes::stripe_count;
use ringlight_layout::geometry::lay_out;
use ringlight_layout::sync::Ordering;
use ringlight_layout::{
    CAPTURE_LANE, Control, DROP_CLOSED, DROP_RESIZING, DROP_RING_FULL, DROP_SUPERSEDED, DROP_UNSUPPORTED,
    FrameSettings, HEAP_BASE, Heap, MAX_FILTERS, MAX_PAGES, MAX_PLANES, MAX_SIDE, MAX_SLOTS, MAX_THREADS,
    PAGE_BYTES, Plane, SlotHeader, TRACE_COPY, TRACE_DISCARD,
};
use ringlight_ring::ledger::{Writer, deliver, drop_frame};
use ringlight_ring::slots::{Acquired, abandon, acquire, occupied, publish, resize};
use ringlight_ring::trace::Entry;
use ringlight_ring::{job, settings};

use crate::orientation::{is_on_its_side, turned};
use crate::{past, trace};

/// The fewest slots that keep every thread busy: one written, one waiting, one processed, one presented.
const LEAST_SLOTS: u32 = 4;
/// Slots beyond the fewest are made only while all slots fit into this many bytes. They absorb a thread's hiccups.
const SLOTS_BYTES: u32 = 128 << 20;

/// Makes the memory at least `bytes` long. Returns whether it could.
pub type Grow = fn(bytes: usize) -> bool;

/// What arrived.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrival {
    /// Microseconds of the pipeline's clock.
    pub at_us: f64,
    /// One of `FORMATS`. Any other value is dropped as unsupported.
    pub format: u32,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// See `SlotHeader::orientation`.
    pub orientation: u32,
}

/// Counts a frame that arrived, and finds a slot for it. `None`: the frame was dropped, and its cause was booked.
pub fn begin(control: &Control, arrival: Arrival, grow: Grow) -> Option<usize> {
    deliver(&control.ledger);
    // SAFETY: this is the capture thread, the only user of the heap.
    let heap = unsafe { &mut *control.heap.0.get() };
    let sequence = heap.sequence;
    heap.sequence = sequence.wrapping_add(1);
    settings::refresh(&control.settings, &mut heap.settings, &control.stop);
    let slot = reserve(control, heap, arrival, grow).and_then(|()| match acquire(&control.ring, sequence) {
        Acquired::Free(slot) => Ok(slot),
        Acquired::Superseded(slot) => {
            // This comes first, because the new frame's header takes the place of the lost one's.
            supersede(control, slot, arrival.at_us);
            Ok(slot)
        }
        Acquired::Full => Err(DROP_RING_FULL),
    });
    match slot {
        Ok(slot) => {
            // SAFETY: the slot is in state `writing`, so it belongs to this thread.
            let header = unsafe { &mut *control.headers[slot].0.get() };
            fill_header(header, heap, arrival, sequence, slot);
            // Relaxed: only this thread writes it.
            header.layout_generation = control.layout_generation.load(Ordering::Relaxed);
            // Relaxed: these are counters. A collection that is seen one frame late is booked on that frame.
            header.gc_epoch = control.gc_epoch.iter().map(|epoch| epoch.load(Ordering::Relaxed)).sum();
            Some(slot)
        }
        Err(cause) => {
            drop_frame(&control.ledger, Writer::Capture, cause);
            trace::drop_frame(control, CAPTURE_LANE, sequence, arrival.at_us, cause);
            None
        }
    }
}

/// Makes sure that slots and scratch are large enough. Otherwise returns the cause for which the frame must be dropped.
pub(crate) fn reserve(control: &Control, heap: &mut Heap, arrival: Arrival, grow: Grow) -> Result<(), u32> {
    let Arrival { format, width, height, orientation, .. } = arrival;
    if heap.settings.threads == 0 {
        // The pipeline stops, and nobody has said yet how frames are to be processed.
        return Err(DROP_CLOSED);
    }
    if width == 0 || height == 0 || width > MAX_SIDE || height > MAX_SIDE {
        return Err(DROP_UNSUPPORTED);
    }
    let shape = [heap.settings.version, format, width, height, orientation];
    if heap.sized_for == shape {
        return Ok(());
    }
    let (planes, slot_bytes) = lay_out(format, width, height, 0, &mut [Plane::default(); MAX_PLANES]);
    if planes == 0 {
        return Err(DROP_UNSUPPORTED);
    }
    let slot_bytes = slot_bytes + PLAN_BYTES as u32;
    if slot_bytes > heap.slot_bytes {
        if occupied(&control.ring) > 0 {
            return Err(DROP_RESIZING);
        }
        lay_out_slots(control, heap, slot_bytes, grow)?;
    }
    let filters = turned(&heap.settings, orientation);
    let chain = &filters[..heap.settings.filter_count as usize];
    let stride = scratch_bytes(format, width, height, chain) as u32;
    if stride > heap.scratch_stride {
        lay_out_scratch(control, heap, stride, grow)?;
    }
    lay_out_past(control, heap, grow)?;
    heap.sized_for = shape;
    heap.kept = 0;
    for (index, fill) in heap.fills.iter_mut().enumerate() {
        let program = Program::new(format, index, chain);
        heap.kept |= u32::from(program.is_identity()) << index;
        *fill = program.fill_word();
    }
    heap.halo = plan::halo(format, chain) as u32;
    for (word, value) in control.source.iter().zip([format, width, height]) {
        word.store(value, Ordering::Relaxed);
    }
    Ok(())
}

fn lay_out_slots(control: &Control, heap: &mut Heap, slot_bytes: u32, grow: Grow) -> Result<(), u32> {
    let useful = (SLOTS_BYTES / slot_bytes).clamp(LEAST_SLOTS, MAX_SLOTS as u32);
    // A replay sends one frame at a time. Relaxed: it is set before the first frame.
    let most = match control.slot_limit.load(Ordering::Relaxed) {
        0 => useful,
        limit => limit.min(useful),
    };
    // A memory that cannot grow that far may still hold fewer slots. Relaxed: it is set before the first frame.
    let base = match control.heap_base.load(Ordering::Relaxed) {
        0 => HEAP_BASE as u32,
        base => base,
    };
    let end = |slots: u32| u64::from(base) + u64::from(slots) * u64::from(slot_bytes);
    let Some(slots) = (LEAST_SLOTS.min(most)..=most).rev().find(|&slots| fits(end(slots), grow)) else {
        return Err(DROP_UNSUPPORTED);
    };
    resize(&control.ring, slots);
    heap.slots = base;
    heap.slot_bytes = slot_bytes;
    heap.end = end(slots) as u32;
    // The old scratch lies inside the new slots. No shape has any scratch until it asks for it.
    heap.scratch_stride = 0;
    heap.past = [0; MAX_FILTERS];
    heap.sized_for = [0; 5];
    // Release: a thread that sees the new generation sees the new slots.
    control.layout_generation.fetch_add(1, Ordering::Release);
    Ok(())
}

/// Makes room for `stride` bytes of scratch per thread.
fn lay_out_scratch(control: &Control, heap: &mut Heap, stride: u32, grow: Grow) -> Result<(), u32> {
    // Frames in flight go on in the old scratch, so the new one lies behind it. With none in flight, it takes the old
    // place.
    let idle = occupied(&control.ring) == 0;
    // Relaxed: only this thread writes it.
    let slots = control.ring.slot_count.load(Ordering::Relaxed);
    // Remembered frames lie behind older scratch, and stay where they are.
    let base = if idle && heap.past[0] == 0 { heap.slots + slots * heap.slot_bytes } else { heap.end };
    let end = |stride: u32| u64::from(base) + u64::from(stride) * MAX_THREADS as u64;
    // The stride is doubled. That bounds the scratch that is left behind when a slider is pulled from 0 to 127.
    let Some(stride) = [2 * stride, stride].into_iter().find(|&stride| fits(end(stride), grow)) else {
        return Err(if idle { DROP_UNSUPPORTED } else { DROP_RESIZING });
    };
    (heap.scratch, heap.scratch_stride, heap.end) = (base, stride, end(stride) as u32);
    Ok(())
}

/// Makes a place for each temporal filter of the chain. A place is large enough for every frame that fits the slots.
fn lay_out_past(control: &Control, heap: &mut Heap, grow: Grow) -> Result<(), u32> {
    let place = past::place_bytes(heap.slot_bytes - PLAN_BYTES as u32);
    for at in heap.past.iter_mut().take(past::count(&heap.settings)).filter(|at| **at == 0) {
        let end = u64::from(heap.end) + u64::from(place);
        if !fits(end, grow) {
            return Err(if occupied(&control.ring) == 0 { DROP_UNSUPPORTED } else { DROP_RESIZING });
        }
        (*at, heap.end) = (heap.end, end as u32);
    }
    Ok(())
}

/// Whether the memory is `end` bytes long, or can grow to that.
fn fits(end: u64, grow: Grow) -> bool {
    end <= (MAX_PAGES * PAGE_BYTES) as u64 && grow(end as usize)
}

pub(crate) fn fill_header(
    header: &mut SlotHeader,
    heap: &Heap,
    arrival: Arrival,
    sequence: u32,
    slot: usize,
) {
    let Arrival { at_us, format, width, height, orientation } = arrival;
    let base = heap.slots + slot as u32 * heap.slot_bytes;
    if (header.format, header.width, header.height, header.planes[0].input) != (format, width, height, base) {
        header.filled = [0; MAX_PLANES];
    }
    header.arrival_us = at_us;
    (header.sequence, header.format, header.width, header.height) = (sequence, format, width, height);
    header.orientation = orientation;
    header.settings = heap.settings;
    header.stripes = stripe_count(height, heap.halo, heap.settings.threads);
    (header.scratch, header.scratch_stride) = (heap.scratch, heap.scratch_stride);
    header.past = heap.past;
    (header.plane_count, _) = lay_out(format, width, height, base, &mut header.planes);
    // The plan lies behind the pixels. The pool makes it when the settings are new to this slot.
    header.plan = base + heap.slot_bytes - PLAN_BYTES as u32;
    for (index, plane) in header.planes.iter_mut().enumerate() {
        if heap.kept >> index & 1 == 1 {
            // A plane that the chain leaves alone is presented from where it was captured.
            plane.output = plane.input;
        } else if heap.fills[index] != header.filled[index] {
            header.filled[index] = 0;
        }
    }
}

/// What is known of a frame once its pixels are there.
#[derive(Clone, Copy, Debug)]
pub struct Captured {
    /// The source's timestamp, in microseconds.
    pub timestamp_us: f64,
    /// When the copy was complete, in microseconds of the pipeline's clock.
    pub copied_us: f64,
    /// See `SlotHeader::colour`.
    pub colour: u32,
    /// See `SlotHeader::display_width`. If it or the height is 0, the pixels are square.
    pub display_width: u32,
    /// See `SlotHeader::display_height`.
    pub display_height: u32,
    /// See `SlotHeader::duration_us`.
    pub duration_us: f64,
}

/// Hands a written slot to the pool.
pub fn finish(control: &Control, slot: usize, captured: Captured) {
    // SAFETY: the slot is in state `writing`, so it belongs to this thread.
    let header = unsafe { &mut *control.headers[slot].0.get() };
    header.timestamp_us = captured.timestamp_us;
    header.copied_us = captured.copied_us;
    header.colour = captured.colour;
    header.duration_us = captured.duration_us;
    let display = (captured.display_width, captured.display_height);
    let square = if is_on_its_side(header.orientation) {
        (header.height, header.width)
    } else {
        (header.width, header.height)
    };
    (header.display_width, header.display_height) =
        if display.0 == 0 || display.1 == 0 { square } else { display };
    let FrameSettings { threads, version, .. } = header.settings;
    let words = [version, occupied(&control.ring), header.width << 16 | header.height];
    let copy = (header.arrival_us, captured.copied_us);
    trace::span(control, CAPTURE_LANE, TRACE_COPY, header.sequence, copy, words);
    let lost = publish(&control.ring, slot);
    job::wake(&control.wake, threads);
    if let Some(lost) = lost {
        supersede(control, lost, captured.copied_us);
    }
}

/// Books that the frame in a slot is lost, because a newer one came before the pool began it.
fn supersede(control: &Control, slot: usize, at_us: f64) {
    drop_frame(&control.ledger, Writer::Capture, DROP_SUPERSEDED);
    // SAFETY: this thread took the slot from the pool, and no other thread takes it.
    let lost = unsafe { (*control.headers[slot].0.get()).sequence };
    trace::drop_frame(control, CAPTURE_LANE, lost, at_us, DROP_SUPERSEDED);
}

/// Gives a slot back. Its frame is lost for `cause`.
pub fn give_up(control: &Control, slot: usize, at_us: f64, cause: u32) {
    // SAFETY: the slot is in state `writing`, so it belongs to this thread.
    let sequence = unsafe { (*control.headers[slot].0.get()).sequence };
    abandon(&control.ring, slot);
    drop_frame(&control.ledger, Writer::Capture, cause);
    trace::drop_frame(control, CAPTURE_LANE, sequence, at_us, cause);
}

/// Counts frames that were lost before they arrived.
pub fn discard_at_source(control: &Control, at_us: f64, frames: u32) {
    control.discarded_at_source.fetch_add(frames, Ordering::Relaxed);
    let entry = Entry { kind: TRACE_DISCARD, time_us: at_us, words: [frames, 0, 0], ..Entry::default() };
    trace::add(control, CAPTURE_LANE, entry);
}
