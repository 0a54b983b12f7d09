//! The pipeline with real threads: capture, one to four pool threads, present, a reader of the ledger and one who
//! changes the settings all the while. Whatever the timing, every frame that is presented is the reference's, in order,
//! and every frame is accounted for at every instant.

mod common;

use common::{Memory, clock, expected};
use ringlight_layout::sync::Ordering;
use ringlight_layout::{
    BGRA, BOX_BLUR, DROP_CLOSED, DROP_RESIZING, DROP_RING_FULL, DROP_SUPERSEDED, Filter, GRAYSCALE, I420,
    NV12, POOL_STOPPED, POOL_SWITCH, RGBA,
};
use ringlight_pool::{present, work};
use ringlight_ring::{job, slots};
use std::sync::atomic::{AtomicBool, AtomicU32};
use std::thread::{self, yield_now};

/// xorshift32.
struct Random(u32);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 8) % limit
    }

    fn filters(&mut self) -> Vec<Filter> {
        let count = self.below(4);
        let filter = |random: &mut Self| match random.below(3) {
            0 => Filter { kind: GRAYSCALE, parameters: [0, 0, 0, 0, 0] },
            _ => Filter { kind: BOX_BLUR, parameters: [random.below(6) as i32, 0, 0, 0, 0] },
        };
        (0..count).map(|_| filter(self)).collect()
    }
}

/// What one pool thread does, as `worklets/pool.worker.ts` does it: enters the flavour that is asked for, until it stops.
fn pool_thread(memory: Memory, index: u32, failed: &AtomicBool) {
    let _end = EndAll { memory, failed };
    let mut simd = false;
    loop {
        match work::run(memory.control(), memory.thread(index, simd)) {
            POOL_SWITCH => simd = !simd,
            exit => {
                assert_eq!(exit, POOL_STOPPED);
                return;
            }
        }
    }
}

/// Presents until `captured` says that no more frames come and none is left; how many, in order and byte-exact.
fn present_all(memory: Memory, captured: &AtomicBool, late: bool, failed: &AtomicBool) -> u32 {
    let end = EndAll { memory, failed };
    let control = memory.control();
    while late && ring_full(memory) == 0 && end.goes_on() {
        yield_now();
    }
    let (mut presented, mut previous) = (0, None);
    loop {
        // Read before looking: what is captured before the flag is set, is in flight until it is presented.
        let over = captured.load(Ordering::Acquire);
        let Some(slot) = present::next(control, clock) else {
            if !end.goes_on() || over && memory.ledger().in_flight == 0 {
                return presented;
            }
            yield_now();
            continue;
        };
        let header = memory.header(slot);
        assert!(
            previous.is_none_or(|previous| previous < header.sequence),
            "{previous:?}, then {}",
            header.sequence
        );
        previous = Some(header.sequence);
        assert!(memory.output(slot) == expected(&header), "wrong bytes: {header:?}");
        assert!(header.arrival_us <= header.copied_us && header.copied_us <= header.started_us, "{header:?}");
        assert!(header.started_us <= header.finished_us, "{header:?}");
        present::hand_over(control, slot, clock());
        present::accepted(control);
        presented += 1;
    }
}

/// A thread that panics ends all others, so that a failure shows instead of a test that never ends.
struct EndAll<'a> {
    memory: Memory,
    failed: &'a AtomicBool,
}

impl EndAll<'_> {
    fn goes_on(&self) -> bool {
        !self.failed.load(Ordering::Acquire)
    }
}

impl Drop for EndAll<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.failed.store(true, Ordering::Release);
            self.memory.stop();
        }
    }
}

fn ring_full(memory: Memory) -> u32 {
    memory.ledger().dropped[DROP_RING_FULL as usize]
}

/// How one run is driven.
#[derive(Clone, Copy)]
struct Load {
    frames: u32,
    pool: u32,
    /// The present thread does not begin before the ring is full.
    late: bool,
    /// The capture thread waits until its frame has left before it takes the next.
    paced: bool,
    resizing: bool,
    seed: u32,
}

/// Runs the whole pipeline; the ledger at its end.
fn run(load: Load) -> ringlight_ring::ledger::Reading {
    let memory = Memory::new();
    let control = memory.control();
    memory.set(false, load.pool, &[Filter { kind: GRAYSCALE, parameters: [0, 0, 0, 0, 0] }]);
    let captured = AtomicBool::new(false);
    let over = AtomicBool::new(false);
    let readings = AtomicU32::new(0);
    let failed = AtomicBool::new(false);
    thread::scope(|scope| {
        let end = EndAll { memory, failed: &failed };
        let pool: Vec<_> = (0..load.pool)
            .map(|index| {
                let failed = &failed;
                scope.spawn(move || pool_thread(memory, index, failed))
            })
            .collect();
        let presenter = scope.spawn(|| present_all(memory, &captured, load.late, &failed));
        scope.spawn(|| {
            // The main thread: settings, and stats.
            let end = EndAll { memory, failed: &failed };
            let mut random = Random(load.seed | 1);
            while !over.load(Ordering::Acquire) && end.goes_on() {
                let (simd, threads) = (random.below(2) == 1, 1 + random.below(load.pool));
                memory.set(simd, threads, &random.filters());
                for _ in 0..50 {
                    memory.ledger();
                    readings.fetch_add(1, Ordering::Relaxed);
                    yield_now();
                }
            }
        });
        // A thread that starts late must not miss it all.
        while readings.load(Ordering::Relaxed) == 0 && end.goes_on() {
            yield_now();
        }
        let mut random = Random(load.seed.wrapping_mul(77) | 1);
        let mut frames = 0;
        let mut shape = (I420, 1, 1);
        while end.goes_on() && (frames < load.frames || load.late && ring_full(memory) == 0) {
            let seed = frames;
            frames += 1;
            // The same shape for a while, so that slots are used again as they were left, then another one.
            if frames == 1 || random.below(if load.resizing { 3 } else { 20 }) == 0 {
                let most = if load.resizing { 4 + seed / 8 % 40 } else { 40 };
                let format = [I420, NV12, RGBA, BGRA][random.below(4) as usize];
                shape = (format, 1 + random.below(most), 1 + random.below(most));
            }
            memory.capture(shape.0, shape.1, shape.2, seed);
            while load.paced && memory.ledger().in_flight > 0 && end.goes_on() {
                yield_now();
            }
            if random.below(4) == 0 {
                yield_now();
            }
        }
        captured.store(true, Ordering::Release);
        let presented = presenter.join().expect("the present thread");
        over.store(true, Ordering::Release);
        memory.stop();
        for thread in pool {
            thread.join().expect("a pool thread");
        }
        assert_eq!((memory.ledger().delivered, memory.ledger().presented), (frames, presented));
    });
    let reading = memory.ledger();
    assert_eq!(reading.in_flight, 0);
    let (slots, free) = memory.slots();
    assert_eq!(slots, free, "a slot was not given back");
    let stripes: u32 = control.workers.iter().map(|worker| worker.stripes.load(Ordering::Relaxed)).sum();
    assert!(stripes >= reading.presented, "{stripes} stripes for {} frames", reading.presented);
    let idle = &control.workers[load.pool as usize..];
    assert!(idle.iter().all(|worker| worker.frames.load(Ordering::Relaxed) == 0));
    reading
}

const LOAD: Load = Load { frames: 2500, pool: 2, late: false, paced: false, resizing: false, seed: 1 };

#[test]
fn paced_frames_are_all_presented() {
    for pool in [1, 2, 4] {
        let reading = run(Load { frames: 1200, pool, paced: true, seed: pool, ..LOAD });
        // The first frame may be smaller than the next, but then it has left: nothing is in the way of any frame.
        assert_eq!(reading.presented, reading.delivered, "{reading:?}");
    }
}

#[test]
fn as_fast_as_it_goes() {
    for pool in 1..=4 {
        let reading = run(Load { pool, seed: 10 + pool, ..LOAD });
        assert!(reading.presented > 0, "{reading:?}");
    }
}

#[test]
fn a_late_present_thread_costs_frames_and_nothing_else() {
    let reading = run(Load { late: true, seed: 20, ..LOAD });
    let lost = |cause: u32| reading.dropped[cause as usize];
    assert!(lost(DROP_RING_FULL) > 0, "{reading:?}");
    let all = lost(DROP_RING_FULL) + lost(DROP_SUPERSEDED) + lost(DROP_RESIZING);
    assert_eq!(reading.presented + all, reading.delivered, "{reading:?}");
}

#[test]
fn sizes_change_all_the_time() {
    for pool in [1, 3] {
        let reading = run(Load { resizing: true, pool, seed: 30 + pool, ..LOAD });
        assert!(reading.presented > 0, "{reading:?}");
    }
}

#[test]
fn stop_ends_the_pool_while_frames_go_on_arriving() {
    let memory = Memory::new();
    memory.set(false, 3, &[Filter { kind: BOX_BLUR, parameters: [5, 0, 0, 0, 0] }]);
    let ended = AtomicBool::new(false);
    let failed = AtomicBool::new(false);
    thread::scope(|scope| {
        let end = EndAll { memory, failed: &failed };
        let pool: Vec<_> = (0..3)
            .map(|index| {
                let failed = &failed;
                scope.spawn(move || pool_thread(memory, index, failed))
            })
            .collect();
        // Capture and present go on until the pool has ended, so that there is always one more frame to work on.
        let presenter = scope.spawn(|| {
            let end = EndAll { memory, failed: &failed };
            while !ended.load(Ordering::Acquire) && end.goes_on() {
                if let Some(slot) = present::next(memory.control(), clock) {
                    present::hand_over(memory.control(), slot, clock());
                    present::accepted(memory.control());
                } else {
                    yield_now();
                }
            }
        });
        let capture = scope.spawn(|| {
            let end = EndAll { memory, failed: &failed };
            let mut seed = 0;
            while !ended.load(Ordering::Acquire) && end.goes_on() {
                memory.capture(RGBA, 40, 40, seed);
                seed += 1;
            }
        });
        while memory.ledger().presented < 50 && end.goes_on() {
            yield_now();
        }
        memory.stop();
        for thread in pool {
            thread.join().expect("a pool thread");
        }
        ended.store(true, Ordering::Release);
        capture.join().expect("the capture thread");
        presenter.join().expect("the present thread");
    });
    present::close(memory.control(), clock());
    assert_eq!(memory.ledger().in_flight, 0);
    assert_eq!(memory.slots().0, memory.slots().1);
}

/// One thread dies while it holds what `die` takes; the others, who are at work by then, all come back once `stop` is set.
/// A thread that never does makes the test hang, so that whoever runs it sees which.
fn the_others_come_back(die: impl FnOnce(Memory) + Send) {
    let memory = Memory::new();
    memory.set(false, 3, &[Filter { kind: BOX_BLUR, parameters: [5, 0, 0, 0, 0] }]);
    memory.capture(RGBA, 40, 200, 1).expect("a slot");
    let entered = AtomicU32::new(0);
    thread::scope(|scope| {
        let dead = scope.spawn(move || die(memory)).join();
        assert!(dead.is_err(), "it must die");
        let others: Vec<_> = (0..3)
            .map(|index| {
                let entered = &entered;
                scope.spawn(move || {
                    entered.fetch_add(1, Ordering::Release);
                    work::run(memory.control(), memory.thread(index, false))
                })
            })
            .collect();
        while entered.load(Ordering::Acquire) < 3 {
            yield_now();
        }
        memory.capture(RGBA, 40, 200, 2).expect("a slot");
        memory.stop();
        for thread in others {
            assert_eq!(thread.join().expect("no other thread dies"), POOL_STOPPED);
        }
        // One that comes later finds the same.
        assert_eq!(work::run(memory.control(), memory.thread(0, false)), POOL_STOPPED);
    });
    // The frame of the dead thread and the one after it.
    present::close(memory.control(), clock());
    let reading = memory.ledger();
    assert_eq!((reading.delivered, reading.in_flight), (2, 0), "{reading:?}");
    assert_eq!(reading.presented + reading.dropped.iter().sum::<u32>(), 2, "{reading:?}");
}

#[test]
fn a_thread_that_dies_while_it_starts_a_frame_holds_up_nobody_who_stops() {
    the_others_come_back(|memory| {
        let control = memory.control();
        let _ = job::start(&control.job, || {
            slots::begin(&control.ring).expect("the ready frame");
            panic!("within the start, as meant");
        });
    });
}

#[test]
fn a_thread_that_dies_with_a_stripe_holds_up_nobody_who_stops() {
    the_others_come_back(|memory| {
        let control = memory.control();
        let slot = slots::begin(&control.ring).expect("the ready frame");
        let plan = job::Plan { slot, threads: 3, simd: false, stripes: 1 };
        assert_eq!(job::start(&control.job, || Some(plan)), job::Start::Started(plan));
        assert_eq!(job::claim(&control.job, 0, false), job::Claim::Stripe { slot, stripe: 0 });
        panic!("with the stripe, as meant");
    });
}

#[test]
fn a_capture_thread_without_settings_comes_back_when_the_pipeline_stops() {
    let memory = Memory::new();
    // A main thread that failed within its first change.
    memory.control().settings.version.store(1, Ordering::SeqCst);
    thread::scope(|scope| {
        let capture = scope.spawn(move || memory.capture(RGBA, 8, 8, 1));
        while memory.ledger().delivered == 0 {
            yield_now();
        }
        memory.stop();
        assert_eq!(capture.join().expect("the capture thread"), None);
    });
    assert_eq!(memory.ledger().dropped[DROP_CLOSED as usize], 1);
}
