//! What is done before the first frame changes no byte of what comes, and no number.

mod common;

use common::{Memory, clock, grow, picture};
use ringlight_kernels::reference::{Sequence, box_blur};
use ringlight_layout::sync::Ordering;
use ringlight_layout::{BOX_BLUR, Filter, GRAYSCALE, I420, MAX_PARAMETERS, NV12, RGBA, TEMPORAL_DENOISE};
use ringlight_pool::capture::Arrival;
use ringlight_pool::{present, warm, work};

fn filter(kind: u32, values: &[i32]) -> Filter {
    let mut parameters = [0; MAX_PARAMETERS];
    parameters[..values.len()].copy_from_slice(values);
    Filter { kind, parameters }
}

/// Long enough for some passes over a stripe.
const BUDGET_US: f64 = 500.0;

fn warm_up(memory: Memory, format: u32, width: u32, height: u32) {
    let expected = Arrival { at_us: 0.0, format, width, height, orientation: 0 };
    warm::warm(memory.control(), memory.thread(0, false), expected, BUDGET_US, grow);
}

#[test]
fn nothing_of_it_is_seen() {
    let chain = [filter(TEMPORAL_DENOISE, &[90, 64]), filter(BOX_BLUR, &[3]), filter(GRAYSCALE, &[])];
    // Expected and what comes; the last one does not fit at all.
    for (expected, format) in [(I420, I420), (I420, NV12), (I420, RGBA), (99, I420)] {
        let memory = Memory::new();
        memory.set(false, 2, &chain);
        warm_up(memory, expected, 64, 48);
        let (count, free) = memory.slots();
        assert_eq!(count, free, "every slot is free");
        assert_eq!(count > 0, expected == I420, "the slots are laid out");
        assert_eq!(memory.ledger().delivered, 0);
        let source = [0, 1, 2].map(|word| memory.control().source[word].load(Ordering::SeqCst));
        assert_eq!(source, [0; 3], "no frame has come");
        let mut sequence = Sequence::default();
        for seed in 1..4 {
            memory.capture(format, 64, 48, seed).expect("a free slot");
            work::drain(memory.control(), memory.thread(0, false));
            let slot = present::next(memory.control(), clock).expect("a frame that is done");
            let header = memory.header(slot);
            assert_eq!(header.sequence, seed - 1);
            let right = sequence.next(&picture(format, 64, 48, seed), format, &chain, box_blur);
            assert!(memory.output(slot) == right, "frame {seed} of format {format}");
            present::hand_over(memory.control(), slot, clock());
            present::accepted(memory.control());
        }
        assert_eq!(memory.control().source[0].load(Ordering::SeqCst), format, "frames have come");
        assert_eq!(memory.ledger().presented, 3);
    }
}

#[test]
fn it_leaves_frames_on_their_way_alone() {
    let memory = Memory::new();
    memory.set(false, 1, &[filter(BOX_BLUR, &[3])]);
    memory.capture(I420, 64, 48, 7).expect("a free slot");
    warm_up(memory, I420, 320, 240);
    work::drain(memory.control(), memory.thread(0, false));
    let slot = present::next(memory.control(), clock).expect("the frame");
    assert!(memory.output(slot) == common::expected(&memory.header(slot)));
}
