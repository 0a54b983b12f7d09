//! The ledger: whoever reads it, whenever, it adds up.

use crate::check;
use loom::sync::Arc;
use loom::thread;
use ringlight_layout::{DROP_RING_FULL, Ledger};
use ringlight_ring::ledger::{self, Writer};

fn assert_adds_up(ledger: &Ledger) -> ledger::Reading {
    let reading = ledger::read(ledger);
    let dropped: u32 = reading.dropped.iter().sum();
    assert_eq!(
        reading.delivered,
        reading.presented.wrapping_add(dropped).wrapping_add(reading.in_flight),
        "{reading:?}"
    );
    reading
}

#[test]
fn the_ledger_adds_up_while_capture_books() {
    check(Some(3), || {
        let ledger = Arc::new(Ledger::default());
        let capture = thread::spawn({
            let ledger = ledger.clone();
            move || {
                ledger::deliver(&ledger);
                ledger::drop_frame(&ledger, Writer::Capture, DROP_RING_FULL);
            }
        });
        assert_adds_up(&ledger);
        capture.join().unwrap();
        assert_eq!(assert_adds_up(&ledger).in_flight, 0);
    });
}

#[test]
fn the_ledger_adds_up_while_both_book() {
    check(Some(2), || {
        let ledger = Arc::new(Ledger::default());
        ledger::deliver(&ledger);
        let present = thread::spawn({
            let ledger = ledger.clone();
            move || ledger::present(&ledger)
        });
        let capture = thread::spawn({
            let ledger = ledger.clone();
            move || ledger::deliver(&ledger)
        });
        assert_adds_up(&ledger);
        present.join().unwrap();
        capture.join().unwrap();
        let reading = assert_adds_up(&ledger);
        assert_eq!((reading.delivered, reading.presented, reading.in_flight), (2, 1, 1));
    });
}
