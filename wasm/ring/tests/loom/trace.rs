//! The trace: an entry that is read is whole, and what was missed is counted.

use crate::check;
use loom::sync::Arc;
use loom::thread;
use ringlight_layout::{Lane, Record};
use ringlight_ring::trace::{Entry, read, write};

/// An entry all of whose parts say its number.
fn entry(number: u32) -> Entry {
    Entry {
        kind: number & 0xff,
        detail: number,
        sequence: number,
        time_us: f64::from(number),
        duration_ns: number,
        words: [number; 3],
    }
}

#[test]
fn what_is_read_is_whole_and_what_is_missed_is_counted() {
    const WRITTEN: u32 = 3;
    check(Some(3), || {
        let lane = Arc::new((Lane::default(), [Record::default(), Record::default()]));
        let writer = thread::spawn({
            let lane = lane.clone();
            move || (1..=WRITTEN).for_each(|number| write(&lane.0, &lane.1, entry(number)))
        });
        let mut next = 0;
        let look = |next: &mut u32| {
            let (entries, missed) = read(&lane.0, &lane.1, *next);
            *next += missed;
            for read in entries {
                *next += 1;
                assert_eq!(read, entry(*next), "torn, out of order, or not counted");
            }
        };
        look(&mut next);
        writer.join().unwrap();
        look(&mut next);
        assert_eq!(next, WRITTEN);
    });
}
