//! The ring of samples: what is read is what was written, in order and whole, and what is lost is counted.

use crate::check;
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::thread;
use ringlight_layout::SampleRing;
use ringlight_layout::sync::Ordering;
use ringlight_ring::samples::{listen, publish, readable, release, reserve};

const CAPACITY: u32 = 2;

struct Samples {
    ring: SampleRing,
    places: [UnsafeCell<u32>; CAPACITY as usize],
}

fn place(number: u32) -> usize {
    (number % CAPACITY) as usize
}

/// Writes frames 1 to `last`, each saying its number; returns how many found room.
fn write(samples: &Samples, last: u32) -> u32 {
    let mut wrote = 0;
    for value in 1..=last {
        if let Some(number) = reserve(&samples.ring, CAPACITY, 1) {
            samples.places[place(number)].with_mut(|at| {
                // SAFETY: reserved for this thread; loom finds out if it is not.
                unsafe { *at = value }
            });
            publish(&samples.ring, 1);
            wrote += 1;
        }
    }
    wrote
}

/// Reads what there is.
fn read(samples: &Samples, values: &mut Vec<u32>) {
    let (first, count) = readable(&samples.ring);
    for number in first..first + count {
        // SAFETY: published and not yet released; loom finds out if it is not.
        values.push(samples.places[place(number)].with(|at| unsafe { *at }));
    }
    release(&samples.ring, count);
}

#[test]
fn what_is_read_is_what_was_written() {
    const WRITTEN: u32 = 4;
    check(Some(4), || {
        let samples = Arc::new(Samples {
            ring: SampleRing::default(),
            places: [UnsafeCell::new(0), UnsafeCell::new(0)],
        });
        listen(&samples.ring);
        let writer = thread::spawn({
            let samples = samples.clone();
            move || write(&samples, WRITTEN)
        });
        let mut values = Vec::new();
        read(&samples, &mut values);
        read(&samples, &mut values);
        let wrote = writer.join().unwrap();
        read(&samples, &mut values);
        assert_eq!(values.len(), wrote as usize);
        assert!(values.is_sorted_by(|a, b| a < b), "out of order, or twice: {values:?}");
        assert_eq!(samples.ring.lost.load(Ordering::Relaxed), WRITTEN - wrote);
    });
}

#[test]
fn a_reader_may_come_while_frames_are_written() {
    check(None, || {
        let samples = Arc::new(Samples {
            ring: SampleRing::default(),
            places: [UnsafeCell::new(0), UnsafeCell::new(0)],
        });
        let writer = thread::spawn({
            let samples = samples.clone();
            move || write(&samples, 2)
        });
        listen(&samples.ring);
        let mut values = Vec::new();
        read(&samples, &mut values);
        writer.join().unwrap();
        read(&samples, &mut values);
        assert!(values.ends_with(&[2]) || values.is_empty(), "{values:?}");
    });
}
