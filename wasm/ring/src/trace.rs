//! The trace says what happened lately. There is one lane per thread, and one record of fixed size per event.
//!
//! A lane has one writer and no lock. Record n lies at n modulo the capacity, so the newest records overwrite the
//! oldest. A reader that reads too seldom sees from the count how many records it missed. The reader is the owner of
//! the pipeline, in TypeScript (`src/memory/lanes.ts`). `read` here does the same for the tests.
//!
//! The orderings are those of a sequence lock. The writer announces a record before it touches its words. The reader
//! looks at the announcement after it has copied the words. A record that was announced by then may have overwritten
//! what the reader copied. So the reader throws that copy away.

use ringlight_layout::sync::{Ordering, fence};
use ringlight_layout::{Lane, Record};

/// What one record says. See `TRACE_KINDS`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Entry {
    /// One of `TRACE_KINDS`.
    pub kind: u32,
    /// 24 more bits.
    pub detail: u32,
    /// The frame's number.
    pub sequence: u32,
    /// Microseconds of the pipeline's clock.
    pub time_us: f64,
    /// Nanoseconds.
    pub duration_ns: u32,
    /// What else there is to say. See `TRACE_KINDS`.
    pub words: [u32; 3],
}

/// Microseconds as nanoseconds in 32 bits. Negative values become 0. Values above 4.29 s become 4.29 s.
#[must_use]
pub fn nanoseconds(microseconds: f64) -> u32 {
    (microseconds * 1000.0) as u32
}

/// Writes a record. Only one thread may write to a lane. `records` is the lane's storage. Its length is a power of two.
pub fn write(lane: &Lane, records: &[Record], entry: Entry) {
    // Relaxed: only this thread writes it.
    let number = lane.written.load(Ordering::Relaxed);
    // Relaxed: the fence orders it.
    lane.begun.store(number.wrapping_add(1), Ordering::Relaxed);
    // Release fence: pairs with the reader's Acquire fence. A reader that sees any word of this record also sees that
    // it was begun.
    fence(Ordering::Release);
    let record = &records[number as usize & (records.len() - 1)];
    // Relaxed: the store below publishes it.
    record.kind.store(entry.detail << 8 | entry.kind, Ordering::Relaxed);
    record.sequence.store(entry.sequence, Ordering::Relaxed);
    record.time_us.store(entry.time_us.to_bits(), Ordering::Relaxed);
    record.duration_ns.store(entry.duration_ns, Ordering::Relaxed);
    record.a.store(entry.words[0], Ordering::Relaxed);
    record.b.store(entry.words[1], Ordering::Relaxed);
    record.c.store(entry.words[2], Ordering::Relaxed);
    // Release: a reader that sees the new count sees all words. Pairs with the Acquire load in `read`.
    lane.written.store(number.wrapping_add(1), Ordering::Release);
}

/// Reads what was written since record `from`: the whole entries, oldest first, and the number of missed ones.
///
/// The next call goes on at `from + missed + entries`.
#[cfg(any(test, not(target_arch = "wasm32")))]
#[must_use]
pub fn read(lane: &Lane, records: &[Record], from: u32) -> (std::vec::Vec<Entry>, u32) {
    let capacity = records.len() as u32;
    // Acquire: pairs with the Release store in `write`.
    let written = lane.written.load(Ordering::Acquire);
    let first = if written.wrapping_sub(from) > capacity { written.wrapping_sub(capacity) } else { from };
    let numbers = 0..written.wrapping_sub(first);
    let entries: std::vec::Vec<Entry> = numbers
        .map(|index| {
            let record = &records[(first.wrapping_add(index) & (capacity - 1)) as usize];
            // Relaxed: whether the record is whole is found out below.
            let word = record.kind.load(Ordering::Relaxed);
            Entry {
                kind: word & 0xff,
                detail: word >> 8,
                sequence: record.sequence.load(Ordering::Relaxed),
                time_us: f64::from_bits(record.time_us.load(Ordering::Relaxed)),
                duration_ns: record.duration_ns.load(Ordering::Relaxed),
                words: [&record.a, &record.b, &record.c].map(|word| word.load(Ordering::Relaxed)),
            }
        })
        .collect();
    // Acquire fence: the announcement below is not read before the words above. Pairs with the fence in `write`.
    fence(Ordering::Acquire);
    let begun = lane.begun.load(Ordering::Relaxed);
    // Records up to `begun - capacity` may have been overwritten while they were read.
    let torn = begun.wrapping_sub(first).saturating_sub(capacity).min(entries.len() as u32);
    let missed = first.wrapping_sub(from) + torn;
    (entries[torn as usize..].to_vec(), missed)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    fn entry(number: u32) -> Entry {
        Entry { kind: 1, sequence: number, time_us: f64::from(number), ..Entry::default() }
    }

    fn sequences(entries: &[Entry]) -> std::vec::Vec<u32> {
        entries.iter().map(|entry| entry.sequence).collect()
    }

    #[test]
    fn the_newest_overwrite_the_oldest_and_the_missed_are_counted() {
        let lane = Lane::default();
        let records: [Record; 4] = core::array::from_fn(|_| Record::default());
        assert_eq!(read(&lane, &records, 0), (std::vec![], 0));
        for number in 0..3 {
            write(&lane, &records, entry(number));
        }
        let (entries, missed) = read(&lane, &records, 0);
        assert_eq!((sequences(&entries), missed), (std::vec![0, 1, 2], 0));
        for number in 3..9 {
            write(&lane, &records, entry(number));
        }
        let (entries, missed) = read(&lane, &records, 3);
        assert_eq!((sequences(&entries), missed), (std::vec![5, 6, 7, 8], 2));
    }

    #[test]
    fn counts_wrap_around() {
        let lane = Lane::default();
        let records: [Record; 4] = core::array::from_fn(|_| Record::default());
        let first = u32::MAX - 1;
        lane.begun.store(first, Ordering::Relaxed);
        lane.written.store(first, Ordering::Relaxed);
        for number in 0..6 {
            write(&lane, &records, entry(number));
        }
        let (entries, missed) = read(&lane, &records, first);
        assert_eq!((sequences(&entries), missed), (std::vec![2, 3, 4, 5], 2));
    }

    #[test]
    fn durations_saturate() {
        assert_eq!([-1.0, 0.0, 1.5, 1e9, f64::NAN].map(nanoseconds), [0, 0, 1500, u32::MAX, 0]);
    }
}
