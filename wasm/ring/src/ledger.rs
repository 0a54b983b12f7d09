//! The conservation law: `delivered = presented + sum(dropped) + in_flight`, at every instant that it is read.
//!
//! Two threads write, each under its own sequence lock. A thread's version is odd while the thread is between the two
//! halves of a booking. A reader takes both versions, all counters, and both versions again. It keeps what it read if
//! the versions are even and unchanged. The reader is the main thread, in TypeScript (`src/memory/stats.ts`); the one
//! here is for tests. `in_flight` is counted, not derived. So the sum can be wrong if the pipeline is wrong.

use ringlight_layout::sync::{AtomicU32, Ordering, fence, relax};
use ringlight_layout::{DROP_CAUSE_COUNT, Ledger};

/// Which thread books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// The capture thread.
    Capture,
    /// The present thread.
    Present,
}

fn book(ledger: &Ledger, writer: Writer, entries: impl FnOnce()) {
    let version = match writer {
        Writer::Capture => &ledger.capture_version,
        Writer::Present => &ledger.present_version,
    };
    // Relaxed: only this thread writes its version.
    let even = version.load(Ordering::Relaxed);
    version.store(even.wrapping_add(1), Ordering::Relaxed);
    // Release fence: a reader that sees any of the entries also sees the odd version. Pairs with its Acquire fence.
    fence(Ordering::Release);
    entries();
    // Release: a reader that sees the even version sees all entries.
    version.store(even.wrapping_add(2), Ordering::Release);
}

/// A frame arrived. Capture thread.
pub fn deliver(ledger: &Ledger) {
    book(ledger, Writer::Capture, || {
        ledger.delivered.fetch_add(1, Ordering::Relaxed);
        // This is a read-modify-write, because both threads change it.
        ledger.in_flight.fetch_add(1, Ordering::Relaxed);
    });
}

/// The sink accepted a frame. Present thread.
pub fn present(ledger: &Ledger) {
    book(ledger, Writer::Present, || {
        ledger.presented.fetch_add(1, Ordering::Relaxed);
        ledger.in_flight.fetch_sub(1, Ordering::Relaxed);
    });
}

/// A frame is lost, for one of `DROP_CAUSES`.
pub fn drop_frame(ledger: &Ledger, writer: Writer, cause: u32) {
    book(ledger, writer, || {
        ledger.dropped[cause as usize].fetch_add(1, Ordering::Relaxed);
        ledger.in_flight.fetch_sub(1, Ordering::Relaxed);
    });
}

/// One consistent reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Frames that arrived.
    pub delivered: u32,
    /// Frames that the sink accepted.
    pub presented: u32,
    /// Frames on their way.
    pub in_flight: u32,
    /// By cause.
    pub dropped: [u32; DROP_CAUSE_COUNT],
}

/// Reads the ledger as it was at one instant.
#[must_use]
pub fn read(ledger: &Ledger) -> Reading {
    loop {
        // Acquire: pairs with the Release stores of the versions.
        let versions =
            [ledger.capture_version.load(Ordering::Acquire), ledger.present_version.load(Ordering::Acquire)];
        let get = |counter: &AtomicU32| counter.load(Ordering::Relaxed);
        let reading = Reading {
            delivered: get(&ledger.delivered),
            presented: get(&ledger.presented),
            in_flight: get(&ledger.in_flight),
            dropped: core::array::from_fn(|cause| get(&ledger.dropped[cause])),
        };
        // Acquire fence: the versions below are not read before the counters above.
        fence(Ordering::Acquire);
        let again =
            [ledger.capture_version.load(Ordering::Relaxed), ledger.present_version.load(Ordering::Relaxed)];
        if versions == again && versions.iter().all(|version| version % 2 == 0) {
            return reading;
        }
        relax();
    }
}
