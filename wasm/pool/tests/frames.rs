//! The pipeline's three parts on one thread: what becomes of each frame, step by step.

mod common;

use common::{MEMORY_BYTES, Memory, clock, expected, grow};
use ringlight_layout::sync::Ordering;
use ringlight_layout::{
    BGRA, BOX_BLUR, CAPTURE_LANE, DROP_CLOSED, DROP_COPY_FAILED, DROP_RESIZING, DROP_RING_FULL,
    DROP_SINK_FAILED, DROP_SUPERSEDED, DROP_UNSUPPORTED, Filter, GRAYSCALE, HEAP_BASE, HIST_LATENCY, I420,
    MAX_FILTERS, MAX_SIDE, MAX_THREADS, NV12, POOL_IDLE, POOL_SWITCH, PRESENT_LANE, RGBA, TRACE_DROP,
};
use ringlight_pool::capture::{self, Arrival};
use ringlight_pool::{present, work};

const GRAY: Filter = Filter { kind: GRAYSCALE, parameters: [0, 0, 0, 0, 0] };

fn blur(radius: i32) -> Filter {
    Filter { kind: BOX_BLUR, parameters: [radius, 0, 0, 0, 0] }
}

fn dropped(memory: Memory, cause: u32) -> u32 {
    memory.ledger().dropped[cause as usize]
}

fn begin(memory: Memory, format: u32, width: u32, height: u32) -> Option<usize> {
    capture::begin(memory.control(), Arrival { at_us: clock(), format, width, height, orientation: 0 }, grow)
}

/// Takes the next frame, compares it with the reference, and presents it; its seed.
fn present_one(memory: Memory) -> Option<u32> {
    let slot = present::next(memory.control(), clock)?;
    let header = memory.header(slot);
    assert!(memory.output(slot) == expected(&header), "wrong bytes: {header:?}");
    present::hand_over(memory.control(), slot, clock());
    present::accepted(memory.control());
    Some(header.colour)
}

#[test]
fn frames_come_out_filtered_and_in_order() {
    let memory = Memory::new();
    let mut seed = 0;
    for format in [I420, NV12, RGBA, BGRA] {
        for (threads, filters) in [
            (1, &[][..]),
            (1, &[GRAY]),
            (2, &[blur(3)]),
            (4, &[GRAY, blur(2), blur(1)]),
            (8, &[blur(127), GRAY]),
        ] {
            memory.set(false, threads, filters);
            for (width, height) in [(1, 1), (3, 2), (33, 65), (16, 200)] {
                seed += 1;
                memory.capture(format, width, height, seed).expect("an empty pipeline takes a frame");
                assert_eq!(work::drain(memory.control(), memory.thread(0, false)), POOL_IDLE);
                assert_eq!(present_one(memory), Some(seed));
                assert_eq!(present_one(memory), None);
            }
        }
    }
    let reading = memory.ledger();
    assert_eq!((reading.delivered, reading.presented, reading.in_flight), (seed, seed, 0));
    let worker = &memory.control().workers[0];
    assert_eq!(worker.frames.load(Ordering::Relaxed), seed);
    assert!(worker.stripes.load(Ordering::Relaxed) > seed, "some frames have more than one stripe");
    assert_eq!(memory.control().histograms[HIST_LATENCY as usize].count.load(Ordering::Relaxed), seed);
}

#[test]
fn what_a_frame_left_in_a_slot_does_not_show_in_the_next() {
    let memory = Memory::new();
    let none = &[][..];
    let chains =
        [&[GRAY][..], &[GRAY], none, &[GRAY], &[blur(2)], &[GRAY], none, &[blur(1), GRAY], none, &[blur(3)]];
    let mut seed = 0;
    // One frame at a time, so all in the same slot; shapes come back after others, of the same size or not.
    for (format, width, height) in [
        (I420, 34, 18),
        (NV12, 34, 18),
        (I420, 34, 18),
        (I420, 18, 34),
        (RGBA, 34, 18),
        (NV12, 34, 18),
        (I420, 70, 9),
    ] {
        for filters in chains {
            memory.set(false, 1, filters);
            seed += 1;
            assert_eq!(memory.capture(format, width, height, seed), Some(0));
            work::drain(memory.control(), memory.thread(0, false));
            assert_eq!(present_one(memory), Some(seed));
        }
        // So that the next shape begins with chroma that is filled.
        memory.set(false, 1, &[GRAY]);
        memory.capture(format, width, height, 1000 + seed).expect("a slot");
        work::drain(memory.control(), memory.thread(0, false));
        assert_eq!(present_one(memory), Some(1000 + seed));
    }
}

#[test]
fn the_newest_frame_wins() {
    let memory = Memory::new();
    memory.record(64);
    memory.set(false, 1, &[GRAY]);
    for seed in 0..10 {
        // Nobody works: each frame takes the place of the one before, which is lost as soon as this one is there.
        memory.capture(RGBA, 8, 8, seed).expect("a slot");
        assert_eq!((dropped(memory, DROP_SUPERSEDED), memory.ledger().in_flight), (seed, 1));
    }
    let lost = memory.entries(CAPTURE_LANE).into_iter().filter(|entry| entry.kind == TRACE_DROP);
    let lost: Vec<_> = lost.map(|entry| (entry.sequence, entry.words[0])).collect();
    assert_eq!(lost, (0..9).map(|sequence| (sequence, DROP_SUPERSEDED)).collect::<Vec<_>>());
    work::drain(memory.control(), memory.thread(0, false));
    assert_eq!((present_one(memory), present_one(memory)), (Some(9), None));
    assert_eq!((memory.slots().0, memory.ledger().in_flight), (memory.slots().1, 0));
}

#[test]
fn a_frame_that_the_pool_has_begun_is_not_superseded() {
    let memory = Memory::new();
    memory.set(false, 1, &[GRAY]);
    memory.capture(RGBA, 8, 8, 0).expect("a slot");
    let begun = ringlight_ring::slots::begin(&memory.control().ring).expect("the ready frame");
    memory.capture(RGBA, 8, 8, 1).expect("a slot");
    assert_eq!((dropped(memory, DROP_SUPERSEDED), memory.ledger().in_flight), (0, 2));
    memory.capture(RGBA, 8, 8, 2).expect("a slot");
    assert_eq!((dropped(memory, DROP_SUPERSEDED), memory.ledger().in_flight), (1, 2));
    assert_eq!(memory.header(begun).colour, 0);
}

#[test]
fn without_a_slot_the_new_frame_is_lost() {
    let memory = Memory::new();
    memory.set(false, 1, &[GRAY]);
    let mut seed = 0;
    // Nobody presents: the frames that are done keep their slots.
    while memory.capture(RGBA, 8, 8, seed).is_some() {
        work::drain(memory.control(), memory.thread(0, false));
        seed += 1;
    }
    assert_eq!(memory.slots(), (seed as usize, 0));
    assert_eq!((dropped(memory, DROP_RING_FULL), dropped(memory, DROP_SUPERSEDED)), (1, 0));
    for expected in 0..seed {
        assert_eq!(present_one(memory), Some(expected));
    }
    assert_eq!((present_one(memory), memory.ledger().in_flight), (None, 0));
}

#[test]
fn a_sink_that_is_late_gets_the_newest_frames() {
    let memory = Memory::new();
    memory.record(64);
    memory.set(false, 1, &[GRAY]);
    let capture = |seeds: core::ops::Range<u32>| {
        for seed in seeds {
            memory.capture(RGBA, 8, 8, seed).expect("a slot");
            work::drain(memory.control(), memory.thread(0, false));
        }
    };
    let catch_up = |before| present::catch_up(memory.control(), clock, before);
    // The thread was late, and the sink is fast: all of them come.
    capture(0..4);
    let mut waiting = usize::MAX;
    for seed in 0..4 {
        waiting = catch_up(waiting);
        assert_eq!((waiting, present_one(memory)), (4 - seed as usize, Some(seed)));
    }
    assert_eq!((catch_up(waiting), dropped(memory, DROP_SUPERSEDED)), (0, 0));
    // The sink takes one, and two more come meanwhile: of those four two are lost.
    capture(4..7);
    let waiting = catch_up(usize::MAX);
    assert_eq!((waiting, present_one(memory)), (3, Some(4)));
    capture(7..9);
    assert_eq!((catch_up(waiting), dropped(memory, DROP_SUPERSEDED), memory.ledger().in_flight), (2, 2, 2));
    // As slow as the source: two wait, and none is lost.
    assert_eq!(present_one(memory), Some(7));
    capture(9..10);
    assert_eq!((catch_up(2), dropped(memory, DROP_SUPERSEDED)), (2, 2));
    assert_eq!((present_one(memory), present_one(memory), present_one(memory)), (Some(8), Some(9), None));
    let lost = memory.entries(PRESENT_LANE).into_iter().filter(|entry| entry.kind == TRACE_DROP);
    let lost: Vec<_> = lost.map(|entry| (entry.sequence, entry.words[0])).collect();
    assert_eq!(lost, (5..7).map(|sequence| (sequence, DROP_SUPERSEDED)).collect::<Vec<_>>());
    assert_eq!((memory.slots().0, memory.ledger().in_flight), (memory.slots().1, 0));
}

#[test]
fn every_end_of_a_frame_is_booked() {
    let memory = Memory::new();
    let control = memory.control();
    memory.set(false, 1, &[GRAY]);

    let slot = begin(memory, RGBA, 5, 5).expect("a slot");
    capture::give_up(control, slot, clock(), DROP_COPY_FAILED);
    assert_eq!(dropped(memory, DROP_COPY_FAILED), 1);

    memory.capture(RGBA, 5, 5, 1).expect("a slot");
    work::drain(control, memory.thread(0, false));
    let slot = present::next(control, clock).expect("a frame");
    present::hand_over(control, slot, clock());
    assert_eq!(memory.ledger().in_flight, 1);
    present::refused(control, DROP_SINK_FAILED);
    assert_eq!(dropped(memory, DROP_SINK_FAILED), 1);

    // One frame in every state.
    memory.capture(RGBA, 5, 5, 2).expect("a slot");
    work::drain(control, memory.thread(0, false));
    present::next(control, clock).expect("a frame");
    memory.capture(RGBA, 5, 5, 3).expect("a slot");
    work::drain(control, memory.thread(0, false));
    memory.capture(RGBA, 5, 5, 4).expect("a slot");
    begin(memory, RGBA, 5, 5).expect("a slot");
    present::close(control, clock());
    assert_eq!((dropped(memory, DROP_CLOSED), memory.ledger().in_flight), (4, 0));
    present::close(control, clock());
    assert_eq!(dropped(memory, DROP_CLOSED), 4);
    assert_eq!(memory.slots().0, memory.slots().1);
}

#[test]
fn what_cannot_be_carried_is_unsupported() {
    let memory = Memory::new();
    memory.set(false, 1, &[GRAY]);
    let bad = [
        (0, 0, 0),
        (0, 8, 8),
        (5, 8, 8),
        (u32::MAX, 8, 8),
        (RGBA, 0, 8),
        (RGBA, 8, 0),
        (RGBA, MAX_SIDE + 1, 8),
        (RGBA, 8, MAX_SIDE + 1),
        (I420, u32::MAX, u32::MAX),
        // Four slots of 512 MiB do not fit.
        (RGBA, MAX_SIDE, MAX_SIDE),
    ];
    for (i, (format, width, height)) in bad.into_iter().enumerate() {
        assert_eq!(begin(memory, format, width, height), None, "{format} {width}x{height}");
        assert_eq!(dropped(memory, DROP_UNSUPPORTED), i as u32 + 1, "{format} {width}x{height}");
    }
    memory.capture(RGBA, 8, 8, 1).expect("a slot");
    work::drain(memory.control(), memory.thread(0, false));
    assert_eq!(present_one(memory), Some(1));
}

#[test]
fn larger_frames_wait_for_the_old_ones_to_leave() {
    let memory = Memory::new();
    memory.set(false, 2, &[GRAY, blur(2)]);
    memory.capture(I420, 32, 32, 1).expect("a slot");
    assert_eq!(memory.capture(I420, 320, 200, 2), None);
    assert_eq!(dropped(memory, DROP_RESIZING), 1);
    work::drain(memory.control(), memory.thread(0, false));
    // A smaller one fits.
    memory.capture(NV12, 31, 9, 3).expect("a slot");
    work::drain(memory.control(), memory.thread(0, false));
    assert_eq!((present_one(memory), present_one(memory)), (Some(1), Some(3)));
    let generation = memory.control().layout_generation.load(Ordering::Relaxed);
    memory.capture(I420, 320, 200, 4).expect("a slot");
    assert_eq!(memory.control().layout_generation.load(Ordering::Relaxed), generation + 1);
    work::drain(memory.control(), memory.thread(0, false));
    assert_eq!(present_one(memory), Some(4));
}

/// Where a frame's scratch ends.
fn scratch_end(memory: Memory, slot: usize) -> usize {
    let header = memory.header(slot);
    header.scratch as usize + MAX_THREADS * header.scratch_stride as usize
}

#[test]
fn scratch_never_overlaps_slots_or_the_scratch_of_frames_in_flight() {
    let memory = Memory::new();
    let mut last = None;
    let mut moves = 0;
    // Each needs more than the one before has; none leaves.
    let chains =
        [&[blur(1)][..], &[blur(1), blur(4)], &[blur(1), blur(40)], &[blur(1), blur(127), blur(127)]];
    for (seed, filters) in chains.into_iter().enumerate() {
        // In turn: a thread of the other flavour finishes the frame before, starts this one and leaves it in work.
        let simd = seed % 2 == 0;
        memory.set(simd, 4, filters);
        let slot = memory.capture(RGBA, 64, 32, seed as u32).expect("a slot");
        let header = memory.header(slot);
        let slots_end = HEAP_BASE + memory.slots().0 * 2 * 256 * 32;
        assert!(header.scratch as usize >= slots_end && scratch_end(memory, slot) <= MEMORY_BYTES);
        if let Some((stride, end)) = last
            && header.scratch_stride != stride
        {
            assert!(header.scratch as usize >= end, "{} is in use up to {end}", header.scratch);
            moves += 1;
        }
        last = Some((header.scratch_stride, scratch_end(memory, slot)));
        assert_eq!(work::drain(memory.control(), memory.thread(3, !simd)), POOL_SWITCH);
    }
    assert!(moves >= 2, "the scratch grew {moves} times");
    work::drain(memory.control(), memory.thread(3, false));
    for seed in 0..4 {
        assert_eq!(present_one(memory), Some(seed));
    }
}

#[test]
fn scratch_that_does_not_fit_is_no_end() {
    let memory = Memory::new();
    let control = memory.control();
    // 8 threads x 16 blurs x 256 rows x 4096 bytes: far more than there is.
    let most = [blur(127); MAX_FILTERS];
    memory.set(false, 1, &[blur(1)]);
    memory.capture(RGBA, 1024, 4, 1).expect("a slot");
    memory.set(false, 1, &most);
    // A frame is in flight: its scratch cannot be given up yet.
    assert_eq!(memory.capture(RGBA, 1024, 4, 2), None);
    assert_eq!(dropped(memory, DROP_RESIZING), 1);
    work::drain(control, memory.thread(0, false));
    assert_eq!(present_one(memory), Some(1));
    assert_eq!(memory.capture(RGBA, 1024, 4, 3), None);
    assert_eq!(dropped(memory, DROP_UNSUPPORTED), 1);
    // Twice what the first asks for is more than half of the memory, what the second asks for nearly all of it: scratch
    // that nobody uses is taken anew.
    for (seed, blurs) in [(4, 1), (5, 3), (6, 1), (7, 3)] {
        let mut filters = vec![GRAY];
        filters.resize(1 + blurs, blur(127));
        memory.set(false, 8, &filters);
        memory.capture(RGBA, 1024, 4, seed).expect("a slot");
        work::drain(control, memory.thread(7, false));
        assert_eq!(present_one(memory), Some(seed));
    }
}

#[test]
fn a_shape_that_once_fitted_is_sized_again_after_the_slots_moved() {
    let memory = Memory::new();
    let control = memory.control();
    memory.set(false, 8, &[GRAY, blur(127)]);
    memory.capture(RGBA, 64, 30, 1).expect("a slot");
    work::drain(control, memory.thread(0, false));
    assert_eq!(present_one(memory), Some(1));
    // Its slots fit, its scratch does not: the slots now lie where the scratch was.
    let (width, height) = (8192, 80);
    assert_eq!(begin(memory, RGBA, width, height), None);
    assert_eq!(dropped(memory, DROP_UNSUPPORTED), 1);
    let slots_end = HEAP_BASE + memory.slots().0 * 2 * 4 * (width * height) as usize;
    let slot = memory.capture(RGBA, 64, 30, 2).expect("a slot");
    let header = memory.header(slot);
    assert!(header.scratch as usize >= slots_end && header.scratch_stride > 0, "{header:?}");
    work::drain(control, memory.thread(7, false));
    assert_eq!(present_one(memory), Some(2));
}

#[test]
fn frames_wait_for_the_flavour_that_they_want() {
    let memory = Memory::new();
    let control = memory.control();
    memory.set(true, 1, &[GRAY]);
    memory.capture(RGBA, 8, 8, 1).expect("a slot");
    assert_eq!(work::drain(control, memory.thread(0, false)), POOL_SWITCH);
    assert_eq!(present_one(memory), None);
    memory.set(false, 1, &[GRAY]);
    memory.capture(RGBA, 8, 8, 2).expect("a slot");
    assert_eq!(work::drain(control, memory.thread(0, true)), POOL_SWITCH);
    assert_eq!(work::drain(control, memory.thread(0, false)), POOL_IDLE);
    assert_eq!((present_one(memory), present_one(memory)), (Some(1), Some(2)));
}

#[test]
fn settings_that_were_never_written_are_no_reason_to_hang() {
    let memory = Memory::new();
    memory.capture(I420, 9, 9, 1).expect("a slot");
    assert_eq!(work::drain(memory.control(), memory.thread(0, false)), POOL_IDLE);
    assert_eq!(present_one(memory), Some(1));
}

#[test]
fn stop_leaves_frames_that_nobody_began() {
    let memory = Memory::new();
    memory.set(false, 1, &[GRAY]);
    memory.capture(I420, 9, 9, 1).expect("a slot");
    memory.stop();
    assert_eq!(work::run(memory.control(), memory.thread(0, false)), ringlight_layout::POOL_STOPPED);
    assert_eq!(present_one(memory), None);
    present::close(memory.control(), clock());
    assert_eq!((dropped(memory, DROP_CLOSED), memory.ledger().in_flight), (1, 0));
}
