//! Sleep and wake: whatever is published, somebody looks.

use crate::check;
use crate::slots::{PROCESSED, Slots};
use loom::sync::Arc;
use loom::thread;
use ringlight_layout::Job;
use ringlight_layout::sync::{AtomicU32, Ordering, notify, relax, wait};
use ringlight_ring::job::{self, Claim, Plan, Start};
use ringlight_ring::slots;

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
    fn capture(&self, frame: u32, threads: u32) -> Option<u32> {
        let dropped = self.slots.capture(frame);
        job::wake(&self.wake, threads);
        dropped
    }

    /// The first two frames: whichever were not superseded are presented.
    fn present_two(&self, dropped: Option<u32>) {
        match dropped {
            None => assert_eq!(self.present(2), [0, 1]),
            Some(lost) => assert_eq!((lost, self.present(1)), (0, vec![1])),
        }
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

    /// As `src/memory/control.ts`.
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
        assert_eq!(pipeline.capture(0, 1), None);
        let dropped = pipeline.capture(1, 1);
        pipeline.present_two(dropped);
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
        assert_eq!(pipeline.capture(0, 2), None);
        pipeline.drain(1, 2);
        let dropped = pipeline.capture(1, 2);
        pipeline.present_two(dropped);
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
        assert_eq!(pipeline.slots.capture(0), None);
        pipeline.drain(1, 1);
        assert_eq!(pipeline.present(1), [0]);
        pipeline.stop();
        pool.join().unwrap();
    });
}
