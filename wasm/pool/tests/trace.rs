//! What the trace says of a frame: a record per stage and thread, drops with their cause, and sums that agree.

mod common;

use common::{Memory, clock};
use ringlight_layout::{
    BOX_BLUR, CAPTURE_LANE, DROP_CLOSED, DROP_COPY_FAILED, DROP_SINK_FAILED, DROP_SUPERSEDED, Filter, I420,
    PRESENT_LANE, RGBA, TRACE_COPY, TRACE_DISCARD, TRACE_DROP, TRACE_FRAME, TRACE_KERNEL, TRACE_PRESENT,
    TRACE_WAIT,
};
use ringlight_pool::{capture, present, work};
use ringlight_ring::trace::{Entry, nanoseconds};

fn of_kind(entries: &[Entry], kind: u32) -> Vec<Entry> {
    entries.iter().copied().filter(|entry| entry.kind == kind).collect()
}

fn present_one(memory: Memory) -> usize {
    let slot = present::next(memory.control(), clock).expect("a frame that is done");
    present::hand_over(memory.control(), slot, clock());
    present::accepted(memory.control());
    slot
}

#[test]
fn each_stage_of_a_frame_leaves_a_record() {
    let memory = Memory::new();
    memory.record(16);
    memory.set(false, 2, &[Filter { kind: BOX_BLUR, parameters: [2, 0, 0, 0, 0] }]);
    for number in 0..3 {
        memory.capture(I420, 64, 128, number).expect("a slot");
        work::drain(memory.control(), memory.thread(1, false));
        let slot = present_one(memory);

        let capture = memory.entries(CAPTURE_LANE);
        let copy = *capture.last().expect("a record");
        assert_eq!((copy.kind, copy.sequence, capture.len()), (TRACE_COPY, number, number as usize + 1));
        assert_eq!(copy.words, [2, 1, 64 << 16 | 128], "settings version, slots in use, size");

        let pool = memory.entries(1);
        let wait = *of_kind(&pool, TRACE_WAIT).last().expect("a record");
        let kernel = *of_kind(&pool, TRACE_KERNEL).last().expect("a record");
        assert_eq!((wait.sequence, wait.words[0]), (number, slot as u32));
        assert_eq!((kernel.sequence, kernel.words[0]), (number, slot as u32));
        assert_eq!(kernel.words[1], memory.header(slot).stripes, "one thread did all stripes");
        assert!(memory.entries(0).is_empty(), "the other one did nothing");

        let last = memory.entries(PRESENT_LANE);
        let frame = *of_kind(&last, TRACE_FRAME).last().expect("a record");
        let span = *of_kind(&last, TRACE_PRESENT).last().expect("a record");
        assert_eq!((frame.sequence, span.sequence), (number, number));
        assert!((frame.time_us - copy.time_us).abs() < 1e-9, "both begin with the arrival");
        assert_eq!((frame.duration_ns, frame.words[0]), (copy.duration_ns, wait.duration_ns));
        let handed = span.time_us + f64::from(span.duration_ns) / 1000.0;
        let stages = f64::from(frame.duration_ns) + frame.words.map(f64::from).iter().sum::<f64>();
        assert!((frame.time_us + stages / 1000.0 - handed).abs() < 0.01, "the stages add up to the latency");
        // The one stage whose bounds no other record has: the kernels'.
        let header = memory.header(slot);
        assert_eq!(frame.words[1], nanoseconds(header.finished_us - header.started_us));
    }
}

#[test]
fn each_drop_leaves_a_record_with_its_frame_and_cause() {
    let memory = Memory::new();
    memory.record(64);
    memory.set(false, 1, &[]);
    let control = memory.control();

    memory.capture(RGBA, 5, 5, 0).expect("a slot");
    let (slots, _) = memory.slots();
    for number in 1..=slots as u32 {
        memory.capture(RGBA, 5, 5, number).expect("a slot");
        work::drain(control, memory.thread(0, false));
    }
    let drops = |lane| -> Vec<(u32, u32)> {
        of_kind(&memory.entries(lane), TRACE_DROP).iter().map(|drop| (drop.sequence, drop.words[0])).collect()
    };
    assert_eq!(drops(CAPTURE_LANE), [(0, DROP_SUPERSEDED)]);

    let slot = present::next(control, clock).expect("a frame");
    present::hand_over(control, slot, clock());
    present::refused(control, DROP_SINK_FAILED);
    assert_eq!(drops(PRESENT_LANE), [(1, DROP_SINK_FAILED)]);

    let arrival = capture::Arrival { at_us: clock(), format: RGBA, width: 5, height: 5, orientation: 0 };
    let slot = capture::begin(control, arrival, common::grow).expect("a slot");
    capture::give_up(control, slot, clock(), DROP_COPY_FAILED);
    assert_eq!(drops(CAPTURE_LANE)[1..], [(slots as u32 + 1, DROP_COPY_FAILED)]);

    capture::discard_at_source(control, clock(), 3);
    let discards = of_kind(&memory.entries(CAPTURE_LANE), TRACE_DISCARD);
    assert_eq!(discards.iter().map(|discard| discard.words[0]).collect::<Vec<_>>(), [3]);

    present::close(control, clock());
    let mut closed: Vec<_> = drops(PRESENT_LANE)[1..].to_vec();
    closed.sort_unstable();
    let expected: Vec<_> = (2..=slots as u32).map(|sequence| (sequence, DROP_CLOSED)).collect();
    assert_eq!(closed, expected);
}

#[test]
fn without_a_capacity_nothing_is_recorded() {
    let memory = Memory::new();
    memory.set(false, 1, &[]);
    memory.capture(RGBA, 5, 5, 0).expect("a slot");
    work::drain(memory.control(), memory.thread(0, false));
    present_one(memory);
    let begun = memory
        .control()
        .trace
        .lanes
        .iter()
        .map(|lane| lane.begun.load(ringlight_layout::sync::Ordering::SeqCst));
    assert_eq!(begun.sum::<u32>(), 0);
}
