//! The job: every stripe is done once, the last one sees all, and jobs do not overlap.

use crate::check;
use loom::cell::UnsafeCell;
use loom::sync::Arc;
use loom::thread;
use ringlight_layout::Job;
use ringlight_layout::sync::{AtomicU32, Ordering};
use ringlight_ring::job::{self, Claim, Plan, Start};

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
