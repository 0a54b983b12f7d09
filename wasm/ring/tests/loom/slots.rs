//! Slots: each frame is handed from owner to owner, in order, and none is lost.

use crate::check;
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::thread;
use ringlight_layout::sync::{Ordering, relax};
use ringlight_layout::{READY, Ring};
use ringlight_ring::slots::{self, Acquired};

/// What the pool adds to a frame's number.
pub const PROCESSED: u32 = 100;

/// A ring whose slots hold the number of their frame as pixels.
pub struct Slots {
    pub ring: Ring,
    pixels: Vec<UnsafeCell<u32>>,
}

impl Slots {
    pub fn new(count: u32) -> Self {
        let ring = Ring::default();
        slots::resize(&ring, count);
        Self { ring, pixels: (0..count).map(|_| UnsafeCell::new(u32::MAX)).collect() }
    }

    pub fn write(&self, slot: usize, value: impl FnOnce(u32) -> u32) {
        // SAFETY: whether this thread owns the slot is what loom checks.
        self.pixels[slot].with_mut(|pixels| unsafe { *pixels = value(*pixels) });
    }

    fn read(&self, slot: usize) -> u32 {
        // SAFETY: as above.
        self.pixels[slot].with(|pixels| unsafe { *pixels })
    }

    /// Capture thread; the frame that was dropped, this one or an older one, if one was.
    pub fn capture(&self, frame: u32) -> Option<u32> {
        let (slot, taken) = match slots::acquire(&self.ring, frame) {
            Acquired::Free(slot) => (slot, None),
            Acquired::Superseded(slot) => (slot, Some(self.read(slot))),
            Acquired::Full => return Some(frame),
        };
        self.write(slot, |_| frame);
        // As `ringlight_pool::capture` looks into the lost frame's header.
        let lost = slots::publish(&self.ring, slot).map(|slot| self.read(slot));
        assert!(taken.is_none() || lost.is_none(), "two frames were ready: {taken:?}, {lost:?}");
        assert!(self.ready() <= 1, "an older frame is still ready");
        taken.or(lost)
    }

    /// Frames that are ready, for the capture thread: it alone makes frames ready, so it never sees too few.
    fn ready(&self) -> usize {
        self.ring.words.iter().filter(|word| word.load(Ordering::Relaxed) & 7 == READY).count()
    }

    /// Pool thread; whether there was a frame.
    fn process(&self) -> bool {
        let Some(slot) = slots::begin(&self.ring) else { return false };
        self.write(slot, |frame| {
            assert!(frame < PROCESSED, "processed twice, or never written: {frame}");
            frame + PROCESSED
        });
        slots::finish(&self.ring, slot);
        true
    }

    /// Present thread; the frame, if there is one.
    pub fn present(&self) -> Option<u32> {
        let slot = slots::take(&self.ring)?;
        let frame = self.read(slot).checked_sub(PROCESSED).expect("presented before it was processed");
        slots::release(&self.ring, slot);
        Some(frame)
    }
}

/// `frames` go through `count` slots, each thread trying `tries` times; then this thread takes out what is left.
fn slots_model(count: u32, frames: u32, tries: usize, preemptions: Option<usize>) {
    check(preemptions, move || {
        let slots = Arc::new(Slots::new(count));
        let pool = thread::spawn({
            let slots = slots.clone();
            move || {
                for _ in 0..tries {
                    slots.process();
                }
            }
        });
        let presenter = thread::spawn({
            let slots = slots.clone();
            move || (0..tries).filter_map(|_| slots.present()).collect::<Vec<_>>()
        });
        let mut dropped = Vec::new();
        for frame in 0..frames {
            dropped.extend(slots.capture(frame));
            // Loom is not complete where a load comes before a store: so that slots are found free again, too.
            relax();
        }
        pool.join().unwrap();
        let mut presented = presenter.join().unwrap();
        // What was done before the presenter gave up comes first, then what the pool left.
        while let Some(frame) = slots.present() {
            presented.push(frame);
        }
        let mut left = 0;
        while slots.process() {
            presented.push(slots.present().expect("the frame that was just done"));
            left += 1;
        }
        assert!(left <= 1, "{left} frames stood ready");
        assert!(presented.is_sorted_by(|a, b| a < b), "out of order: {presented:?}");
        // With a slot for each stage the newest frame always finds one.
        assert!(count < 4 || presented.last() == Some(&(frames - 1)), "the newest is lost: {presented:?}");
        let mut all = [presented, dropped].concat();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..frames), "a frame was lost, or came twice");
        assert_eq!(slots::occupied(&slots.ring), 0);
    });
}

#[test]
fn one_slot_is_handed_round() {
    slots_model(1, 2, 2, Some(3));
}

#[test]
fn two_slots_keep_the_order() {
    slots_model(2, 2, 2, Some(2));
}

#[test]
fn three_frames_share_two_slots() {
    slots_model(2, 3, 1, Some(2));
}

#[test]
fn the_newest_of_three_frames_wins() {
    slots_model(4, 3, 1, Some(2));
}

#[test]
fn a_frame_is_superseded_or_begun_and_never_both() {
    // Not loom's: outlives all runs, to know that both happen.
    static SEEN: [std::sync::atomic::AtomicU32; 2] = [const { std::sync::atomic::AtomicU32::new(0) }; 2];
    check(None, || {
        let slots = Arc::new(Slots::new(3));
        assert_eq!(slots.capture(0), None);
        let pool = thread::spawn({
            let slots = slots.clone();
            move || slots.process()
        });
        let lost = slots.capture(1);
        // The pool's thread may look before the first is lost, after the second is ready, or in between.
        let begun = pool.join().unwrap();
        let first = slots.present();
        match lost {
            Some(frame) => assert!(frame == 0 && first == begun.then_some(1), "{lost:?} {first:?}"),
            None => assert!(begun && first == Some(0), "{begun} {first:?}"),
        }
        SEEN[lost.map_or(0, |_| 1)].store(1, Ordering::Relaxed);
        assert_eq!(slots.process(), first != Some(1), "the newest is there until it is processed");
    });
    assert_eq!(SEEN.each_ref().map(|seen| seen.load(Ordering::Relaxed)), [1, 1]);
}

#[test]
fn slots_that_are_free_may_be_written_anew() {
    // What `capture::reserve` relies on when it lays out the slots again: none occupied, so nobody reads their pixels.
    // Not loom's: outlives all runs, to know that there is one that gets there.
    static FREE_SEEN: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    check(None, || {
        let slots = Arc::new(Slots::new(1));
        slots.capture(1);
        let other = thread::spawn({
            let slots = slots.clone();
            move || {
                slots.process();
                slots.present();
            }
        });
        // Loom does not find by itself that a load may come after another thread's load and store: let that run first.
        relax();
        if slots::occupied(&slots.ring) == 0 {
            slots.write(0, |_| 7);
            FREE_SEEN.store(1, Ordering::Relaxed);
        }
        other.join().unwrap();
    });
    assert_eq!(FREE_SEEN.load(Ordering::Relaxed), 1);
}

#[test]
fn a_slot_that_was_presented_is_written_anew() {
    static FREE_SEEN: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    check(None, || {
        let slots = Arc::new(Slots::new(1));
        assert_eq!(slots.capture(0), None);
        let other = thread::spawn({
            let slots = slots.clone();
            move || {
                slots.process();
                slots.present();
            }
        });
        relax();
        if slots::acquire(&slots.ring, 1) == Acquired::Free(0) {
            slots.write(0, |_| 1);
            FREE_SEEN.store(1, Ordering::Relaxed);
        }
        other.join().unwrap();
    });
    assert_eq!(FREE_SEEN.load(Ordering::Relaxed), 1);
}
