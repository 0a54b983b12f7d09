//! The present thread's part. It takes frames that are done, and books what became of them.

use ringlight_layout::sync::Ordering;
use ringlight_layout::{
    Control, DROP_CLOSED, DROP_SUPERSEDED, FREE, HIST_COPY, HIST_GC_FREE_LATENCY, HIST_KERNEL, HIST_LATENCY,
    HIST_PRESENT, HIST_PRESENT_INTERVAL, HIST_WAIT, PRESENT_LANE, TRACE_FRAME, TRACE_PRESENT,
};
use ringlight_ring::histogram::record;
use ringlight_ring::ledger::{self, Writer};
use ringlight_ring::slots::{release, take, waiting};
use ringlight_ring::trace::{Entry, nanoseconds};

use crate::Clock;
use crate::trace;

/// Frames that wait for a slow sink, at most. With two it never waits for the pool.
const MOST_WAITING: usize = 2;

/// The newest frames win here, too. If the sink is slower than the source, the older ones of more than `MOST_WAITING` frames
/// that are done are lost. Returns how many wait now.
///
/// `before` is the result of the call before the last hand-over, or `usize::MAX` if the sink has nothing to do with what
/// waits. A sink is slow if no fewer frames wait after a hand-over than before it. After a hiccup of this thread a fast sink
/// takes all of them in no time, so none is lost.
pub fn catch_up(control: &Control, clock: Clock, before: usize) -> usize {
    let mut now = waiting(&control.ring);
    if now < before {
        return now;
    }
    while now > MOST_WAITING
        && let Some(slot) = take(&control.ring)
    {
        supersede(control, slot, clock());
        now -= 1;
    }
    now
}

/// The oldest frame that is done, if there is one. The slot belongs to the caller until `hand_over`.
pub fn next(control: &Control, clock: Clock) -> Option<usize> {
    let slot = take(&control.ring)?;
    // SAFETY: this is the present thread, the only user of the cell.
    unsafe { (*control.hand_over.0.get()).taken_us = clock() };
    Some(slot)
}

/// Books that the frame in a slot is lost, because newer ones are done. Frees the slot.
fn supersede(control: &Control, slot: usize, now_us: f64) {
    // SAFETY: the slot is in state `presenting`, so it belongs to this thread.
    let sequence = unsafe { (*control.headers[slot].0.get()).sequence };
    release(&control.ring, slot);
    ledger::drop_frame(&control.ledger, Writer::Present, DROP_SUPERSEDED);
    trace::drop_frame(control, PRESENT_LANE, sequence, now_us, DROP_SUPERSEDED);
}

/// The sink has the slot's pixels, or has copied them. Notes the times and frees the slot.
pub fn hand_over(control: &Control, slot: usize, now_us: f64) {
    // SAFETY: the slot is in state `presenting`, so it belongs to this thread.
    let header = unsafe { &*control.headers[slot].0.get() };
    // SAFETY: this is the present thread, the only user of the cell.
    let at = unsafe { &mut *control.hand_over.0.get() };
    at.arrival_us = header.arrival_us;
    at.copied_us = header.copied_us;
    at.started_us = header.started_us;
    at.finished_us = header.finished_us;
    at.gc_epoch = header.gc_epoch;
    at.sequence = header.sequence;
    // Relaxed: these are counters.
    at.gc_handed = control.gc_epoch.iter().map(|epoch| epoch.load(Ordering::Relaxed)).sum();
    at.handed_us = now_us;
    let span = (at.taken_us, now_us);
    trace::span(control, PRESENT_LANE, TRACE_PRESENT, at.sequence, span, [slot as u32, 0, 0]);
    release(&control.ring, slot);
}

/// The sink accepted the frame that was handed over last.
pub fn accepted(control: &Control) {
    ledger::present(&control.ledger);
    // SAFETY: this is the present thread, the only user of the cell.
    let at = unsafe { &mut *control.hand_over.0.get() };
    let book = |which: u32, us: f64| record(&control.histograms[which as usize], us);
    let latency = at.handed_us - at.arrival_us;
    let [copy, wait, kernel, present] = [
        at.copied_us - at.arrival_us,
        at.started_us - at.copied_us,
        at.finished_us - at.started_us,
        at.handed_us - at.finished_us,
    ];
    book(HIST_LATENCY, latency);
    book(HIST_COPY, copy);
    book(HIST_WAIT, wait);
    book(HIST_KERNEL, kernel);
    book(HIST_PRESENT, present);
    let entry = Entry {
        kind: TRACE_FRAME,
        detail: at.gc_handed << 12 | at.gc_epoch & 0xfff,
        sequence: at.sequence,
        time_us: at.arrival_us,
        duration_ns: nanoseconds(copy),
        words: [wait, kernel, present].map(nanoseconds),
    };
    trace::add(control, PRESENT_LANE, entry);
    if at.previous_handed_us > 0.0 {
        book(HIST_PRESENT_INTERVAL, at.handed_us - at.previous_handed_us);
        // JavaScript learns of a collection in a task after it. So the collection counts at the next frame's arrival at
        // the latest. If frames overlap, the newest frame's arrival has counted it already. So each frame's own
        // hand-over is checked, too.
        if at.previous_gc_epoch == at.previous_gc_handed && at.previous_gc_epoch == at.gc_epoch {
            book(HIST_GC_FREE_LATENCY, at.previous_latency_us);
        } else {
            control.gc_frames.fetch_add(1, Ordering::Relaxed);
        }
    }
    at.previous_handed_us = at.handed_us;
    at.previous_latency_us = latency;
    at.previous_gc_epoch = at.gc_epoch;
    at.previous_gc_handed = at.gc_handed;
}

/// The frame that was handed over last is lost for `cause`.
pub fn refused(control: &Control, cause: u32) {
    ledger::drop_frame(&control.ledger, Writer::Present, cause);
    // SAFETY: this is the present thread, the only user of the cell.
    let at = unsafe { &*control.hand_over.0.get() };
    trace::drop_frame(control, PRESENT_LANE, at.sequence, at.handed_us, cause);
}

/// Books every frame that is still on its way as dropped. The capture thread and the pool threads have ended.
pub fn close(control: &Control, now_us: f64) {
    for (word, header) in control.ring.words.iter().zip(&control.headers) {
        // Acquire: pairs with whatever the ended threads did last.
        if word.load(Ordering::Acquire) & 7 != FREE {
            word.store(FREE, Ordering::Relaxed);
            ledger::drop_frame(&control.ledger, Writer::Present, DROP_CLOSED);
            // SAFETY: every other thread has ended.
            let sequence = unsafe { (*header.0.get()).sequence };
            trace::drop_frame(control, PRESENT_LANE, sequence, now_us, DROP_CLOSED);
        }
    }
}
