//! The protocol under every interleaving and every stale read that the memory model allows:
//!
//! ```text
//! RUSTFLAGS='--cfg loom' cargo test --release -p ringlight-ring --test loom --target-dir target/loom
//! ```
//!
//! Pixels and headers are `loom::cell::UnsafeCell`s, so an ordering that is too weak shows as a race. `sync::wait`
//! really waits here, so a wake-up that is lost shows as a deadlock. Where a model is too large to
//! be searched whole, its number of preemptions is bounded, as it says.

#![cfg(loom)]

use loom::cell::UnsafeCell;
use loom::model::Builder;
use loom::sync::Arc;
use loom::thread;
use ringlight_layout::sync::{AtomicU32, Ordering, notify, relax, wait};
use ringlight_layout::{DROP_RING_FULL, FrameSettings, Job, Ledger, Ring, Settings};
use ringlight_ring::job::{self, Claim, Plan, Start};
use ringlight_ring::ledger::{self, Writer};
use ringlight_ring::settings::refresh;
use ringlight_ring::slots::{self, Acquired};

/// Runs a model, with at most `preemptions` of them, if given.
fn check(preemptions: Option<usize>, model: impl Fn() + Sync + Send + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = preemptions;
    builder.check(model);
}

// --- slots -----------------------------------------------------------------------------------------------------------

/// What the pool adds to a frame's number.
const PROCESSED: u32 = 100;

/// A ring whose slots hold the number of their frame as pixels.
struct Slots {
    ring: Ring,
    pixels: Vec<UnsafeCell<u32>>,
}

impl Slots {
    fn new(count: u32) -> Self {
        let ring = Ring::default();
        slots::resize(&ring, count);
        Self { ring, pixels: (0..count).map(|_| UnsafeCell::new(u32::MAX)).collect() }
    }

    fn write(&self, slot: usize, value: impl FnOnce(u32) -> u32) {
        // SAFETY: whether this thread owns the slot is what loom checks.
        self.pixels[slot].with_mut(|pixels| unsafe { *pixels = value(*pixels) });
    }

    fn read(&self, slot: usize) -> u32 {
        // SAFETY: as above.
        self.pixels[slot].with(|pixels| unsafe { *pixels })
    }

    /// Capture thread; whether a frame was dropped, this one or an older one.
    fn capture(&self, frame: u32) -> bool {
        let (slot, dropped) = match slots::acquire(&self.ring, frame) {
            Acquired::Free(slot) => (slot, false),
            Acquired::Superseded(slot) => (slot, true),
            Acquired::Full => return true,
        };
        self.write(slot, |_| frame);
        slots::publish(&self.ring, slot);
        dropped
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
    fn present(&self) -> Option<u32> {
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
        let mut dropped = 0;
        for frame in 0..frames {
            dropped += u32::from(slots.capture(frame));
            // Loom is not complete where a load comes before a store: so that slots are found free again, too.
            relax();
        }
        pool.join().unwrap();
        let mut presented = presenter.join().unwrap();
        // What was done before the presenter gave up comes first, then what the pool left.
        while let Some(frame) = slots.present() {
            presented.push(frame);
        }
        while slots.process() {
            presented.push(slots.present().expect("the frame that was just done"));
        }
        assert!(presented.is_sorted_by(|a, b| a < b), "out of order: {presented:?}");
        assert_eq!(presented.len() as u32 + dropped, frames, "lost a frame");
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
        assert!(!slots.capture(0));
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

// --- job -------------------------------------------------------------------------------------------------------------

const STRIPES: u32 = 2;

/// Jobs without a ring: `begin` takes the next of a number of frames, each of which is counted into every stripe.
struct Frames {
    job: Job,
    /// Frames that have not begun; what `begin` does, one thread at a time.
    left: UnsafeCell<u32>,
    /// The frame at hand: written by `begin` and by `last`, read by every stripe.
    header: UnsafeCell<u32>,
    /// One per stripe: the frames that were counted into it.
    pixels: [UnsafeCell<u32>; STRIPES as usize],
    done: AtomicU32,
}

impl Frames {
    fn new(frames: u32) -> Self {
        Self {
            job: Job::default(),
            left: UnsafeCell::new(frames),
            header: UnsafeCell::new(0),
            pixels: [UnsafeCell::new(0), UnsafeCell::new(0)],
            done: AtomicU32::new(0),
        }
    }

    fn begin(&self, threads: u32) -> Option<Plan> {
        // SAFETY: whether this thread is alone is what loom checks; so in all that follows.
        let left = self.left.with_mut(|left| unsafe {
            let before = *left;
            *left = before.saturating_sub(1);
            before
        });
        if left == 0 {
            return None;
        }
        // SAFETY: as above.
        self.header.with_mut(|header| unsafe { *header += 1 });
        Some(Plan { slot: left as usize & 1, threads, simd: false, stripes: STRIPES })
    }

    fn work(&self, slot: usize, stripe: u32) {
        // SAFETY: as above.
        let frame = self.header.with(|header| unsafe { *header });
        // SAFETY: as above.
        let before = self.pixels[stripe as usize].with_mut(|pixels| unsafe {
            *pixels += 1;
            *pixels - 1
        });
        assert_eq!(before + 1, frame, "a stripe was done twice, or not at all, or for another frame");
        let last = job::finish_stripe(&self.job, STRIPES, || {
            for pixels in &self.pixels {
                // SAFETY: as above.
                assert_eq!(pixels.with(|pixels| unsafe { *pixels }), frame, "the last one misses a stripe");
            }
            // SAFETY: as above.
            self.header.with_mut(|header| unsafe { assert_eq!(*header, frame) });
            // Relaxed: read after the threads were joined.
            assert_eq!(self.done.fetch_add(1, Ordering::Relaxed), frame - 1, "the last one came twice");
        });
        let _ = (slot, last);
    }

    /// What a pool thread does until nothing is left to do.
    fn drain(&self, index: u32, threads: u32) {
        loop {
            match job::claim(&self.job, index, false) {
                Claim::Stripe { slot, stripe } => self.work(slot, stripe),
                Claim::Idle => match job::start(&self.job, || self.begin(threads)) {
                    Start::Started(_) | Start::Lost => {}
                    Start::Nothing => return,
                },
                // The one that starts it goes on with it; spinning here would only make the model larger.
                Claim::Starting | Claim::Busy => return,
                Claim::Switch => unreachable!("all of one flavour"),
            }
        }
    }
}

fn job_model(frames: u32, preemptions: Option<usize>) {
    check(preemptions, move || {
        let shared = Arc::new(Frames::new(frames));
        let other = thread::spawn({
            let shared = shared.clone();
            move || shared.drain(1, 2)
        });
        shared.drain(0, 2);
        other.join().unwrap();
        // Relaxed: all threads were joined.
        assert_eq!(shared.done.load(Ordering::Relaxed), frames, "a frame was never finished");
    });
}

#[test]
fn two_threads_share_one_job() {
    job_model(1, Some(5));
}

#[test]
fn two_threads_share_two_jobs() {
    job_model(2, Some(3));
}

#[test]
fn three_threads_share_two_jobs() {
    check(Some(1), || {
        let shared = Arc::new(Frames::new(2));
        let others = [1, 2].map(|index| {
            let shared = shared.clone();
            thread::spawn(move || shared.drain(index, 3))
        });
        shared.drain(0, 3);
        for other in others {
            other.join().unwrap();
        }
        // Relaxed: all threads were joined.
        assert_eq!(shared.done.load(Ordering::Relaxed), 2, "a frame was never finished");
    });
}

#[test]
fn a_thread_that_does_not_take_part_starts_frames_only() {
    check(Some(3), || {
        let shared = Arc::new(Frames::new(2));
        // As it is when the number of threads was just lowered: thread 1 may start a job, thread 0 must do it.
        let other = thread::spawn({
            let shared = shared.clone();
            move || {
                if job::claim(&shared.job, 1, false) == Claim::Idle {
                    _ = job::start(&shared.job, || shared.begin(1));
                }
                assert!(!matches!(job::claim(&shared.job, 1, false), Claim::Stripe { .. }));
            }
        });
        shared.drain(0, 1);
        other.join().unwrap();
        shared.drain(0, 1);
        // Relaxed: all threads were joined.
        assert_eq!(shared.done.load(Ordering::Relaxed), 2, "a frame was never finished");
    });
}

// --- sleep and wake --------------------------------------------------------------------------------------------------

/// The whole way: capture publishes and wakes, pool threads run and sleep, the present thread waits for `done`.
struct Pipeline {
    slots: Slots,
    job: Job,
    wake: Vec<AtomicU32>,
    done: AtomicU32,
    stop: AtomicU32,
}

impl Pipeline {
    fn new(slots: u32, threads: u32) -> Self {
        Self {
            slots: Slots::new(slots),
            job: Job::default(),
            wake: (0..threads).map(|_| AtomicU32::new(0)).collect(),
            done: AtomicU32::new(0),
            stop: AtomicU32::new(0),
        }
    }

    /// As `ringlight_pool::capture`.
    fn capture(&self, frame: u32, threads: u32) -> bool {
        let dropped = self.slots.capture(frame);
        job::wake(&self.wake, threads);
        dropped
    }

    /// As `ringlight_pool::work::run`.
    fn run(&self, index: u32, threads: u32) {
        let word = &self.wake[index as usize];
        loop {
            let seen = word.load(Ordering::Acquire);
            self.drain(index, threads);
            if self.stop.load(Ordering::Acquire) != 0 {
                return;
            }
            wait(word, seen);
        }
    }

    fn drain(&self, index: u32, threads: u32) {
        loop {
            match job::claim(&self.job, index, false) {
                Claim::Stripe { slot, .. } => _ = job::finish_stripe(&self.job, 1, || self.hand_on(slot)),
                Claim::Idle => match job::start(&self.job, || self.plan(threads)) {
                    Start::Started(plan) => job::wake(&self.wake, plan.threads),
                    Start::Lost => {}
                    Start::Nothing => return,
                },
                Claim::Starting => relax(),
                Claim::Busy => return,
                Claim::Switch => unreachable!("all of one flavour"),
            }
        }
    }

    fn plan(&self, threads: u32) -> Option<Plan> {
        Some(Plan { slot: slots::begin(&self.slots.ring)?, threads, simd: false, stripes: 1 })
    }

    fn hand_on(&self, slot: usize) {
        self.slots.write(slot, |frame| frame + PROCESSED);
        slots::finish(&self.slots.ring, slot);
        self.done.fetch_add(1, Ordering::Release);
        notify(&self.done, 1);
    }

    /// The present thread: waits for `frames` and takes them, one for each change of `done`.
    fn present(&self, frames: u32) -> Vec<u32> {
        (0..frames)
            .map(|frame| {
                // Acquire: pairs with the Release of `hand_on`.
                while self.done.load(Ordering::Acquire) == frame {
                    wait(&self.done, frame);
                }
                self.slots.present().expect("`done` changed, so there is a frame")
            })
            .collect()
    }

    /// As `src/control.ts`.
    fn stop(&self) {
        self.stop.store(1, Ordering::SeqCst);
        job::wake(&self.wake, self.wake.len() as u32);
    }
}

#[test]
fn no_wake_up_is_lost() {
    check(Some(2), || {
        let pipeline = Arc::new(Pipeline::new(2, 1));
        let pool = thread::spawn({
            let pipeline = pipeline.clone();
            move || pipeline.run(0, 1)
        });
        // Two slots: neither frame can be dropped.
        assert!(!pipeline.capture(0, 1));
        assert!(!pipeline.capture(1, 1));
        assert_eq!(pipeline.present(2), [0, 1]);
        pipeline.stop();
        pool.join().unwrap();
    });
}

#[test]
fn no_wake_up_is_lost_between_two_threads() {
    check(Some(1), || {
        let pipeline = Arc::new(Pipeline::new(2, 2));
        let pool = thread::spawn({
            let pipeline = pipeline.clone();
            move || pipeline.run(0, 2)
        });
        // This thread captures, and is pool thread 1 in between: either may start, finish, or find the other at it.
        assert!(!pipeline.capture(0, 2));
        pipeline.drain(1, 2);
        assert!(!pipeline.capture(1, 2));
        assert_eq!(pipeline.present(2), [0, 1]);
        pipeline.stop();
        pool.join().unwrap();
    });
}

#[test]
fn a_thread_that_starts_a_frame_for_others_wakes_them() {
    check(Some(2), || {
        let pipeline = Arc::new(Pipeline::new(1, 2));
        let pool = thread::spawn({
            let pipeline = pipeline.clone();
            move || pipeline.run(0, 1)
        });
        // The number of threads was just lowered: this one, number 1, still looks, but may only start the frame.
        assert!(!pipeline.slots.capture(0));
        pipeline.drain(1, 1);
        assert_eq!(pipeline.present(1), [0]);
        pipeline.stop();
        pool.join().unwrap();
    });
}

// --- ledger ----------------------------------------------------------------------------------------------------------

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

// --- settings --------------------------------------------------------------------------------------------------------

/// As `src/control.ts` writes: `Atomics` are sequentially consistent. All fields are told apart by `value`.
fn write_settings(settings: &Settings, value: u32) {
    settings.version.fetch_add(1, Ordering::SeqCst);
    settings.simd.store(value, Ordering::SeqCst);
    settings.threads.store(value, Ordering::SeqCst);
    settings.filter_count.store(1, Ordering::SeqCst);
    settings.filters[0].store(value, Ordering::SeqCst);
    settings.filters[1].store(value, Ordering::SeqCst);
    settings.version.fetch_add(1, Ordering::SeqCst);
}

fn assert_whole(current: &FrameSettings) {
    let filter = current.filters[0];
    let all = [current.simd, current.threads, filter.kind, filter.parameter];
    assert!(all.iter().all(|&value| value == all[0]), "torn: {all:?}");
    assert_eq!(current.version, 2 * current.threads, "not the version that was read");
}

#[test]
fn settings_are_read_whole_or_not_at_all() {
    check(Some(4), || {
        let settings = Arc::new(Settings::default());
        write_settings(&settings, 1);
        let mut current = FrameSettings::default();
        assert!(refresh(&settings, &mut current));
        let writer = thread::spawn({
            let settings = settings.clone();
            move || {
                write_settings(&settings, 2);
                write_settings(&settings, 3);
            }
        });
        for _ in 0..2 {
            refresh(&settings, &mut current);
            assert_whole(&current);
        }
        writer.join().unwrap();
        refresh(&settings, &mut current);
        assert_whole(&current);
        assert_eq!(current.threads, 3);
    });
}

#[test]
fn the_first_settings_are_waited_for() {
    check(Some(4), || {
        let settings = Arc::new(Settings::default());
        settings.version.store(1, Ordering::SeqCst);
        let writer = thread::spawn({
            let settings = settings.clone();
            move || {
                settings.simd.store(1, Ordering::SeqCst);
                settings.threads.store(1, Ordering::SeqCst);
                settings.filter_count.store(1, Ordering::SeqCst);
                settings.filters[0].store(1, Ordering::SeqCst);
                settings.filters[1].store(1, Ordering::SeqCst);
                settings.version.fetch_add(1, Ordering::SeqCst);
            }
        });
        let mut current = FrameSettings::default();
        assert!(refresh(&settings, &mut current));
        assert_whole(&current);
        writer.join().unwrap();
    });
}
