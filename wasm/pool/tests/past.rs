//! What temporal filters remember, while chains, sizes, formats and the number of threads change and frames are lost.

mod common;

use common::{MEMORY_BYTES, Memory, clock, picture};
use ringlight_kernels::reference::{Sequence, box_blur};
use ringlight_layout::{
    BGRA, BOX_BLUR, CHROMA_KEY, DISABLED, DROP_SUPERSEDED, Filter, GRAYSCALE, HUE, I420, MAX_PARAMETERS,
    NV12, RGBA, TEMPORAL_DENOISE,
};
use ringlight_layout::{FLIP, MIRROR, sync::Ordering};
use ringlight_pool::{present, work};

fn filter(kind: u32, values: &[i32]) -> Filter {
    let mut parameters = [0; MAX_PARAMETERS];
    parameters[..values.len()].copy_from_slice(values);
    Filter { kind, parameters }
}

/// Every threshold of the test pictures' differences is far above, so strong that a wrong memory shows.
fn denoise(strength: i32) -> Filter {
    filter(TEMPORAL_DENOISE, &[strength, 64])
}

fn drain(memory: Memory) {
    work::drain(memory.control(), memory.thread(0, false));
}

/// Presents all frames that are done, each of which must be the next of the sequence. How many there were.
fn present_all(memory: Memory, sequence: &mut Sequence) -> usize {
    let mut count = 0;
    while let Some(slot) = present::next(memory.control(), clock) {
        let header = memory.header(slot);
        let filters = &header.settings.filters[..header.settings.filter_count as usize];
        let frame = picture(header.format, header.width, header.height, header.colour);
        let expected = sequence.next(&frame, header.format, filters, box_blur);
        assert!(memory.output(slot) == expected, "frame {}: {filters:?}", header.sequence);
        present::hand_over(memory.control(), slot, clock());
        present::accepted(memory.control());
        count += 1;
    }
    count
}

#[test]
fn memory_lasts_as_long_as_it_is_right() {
    let blur = |radius| filter(BOX_BLUR, &[radius]);
    let (flip, mirror, gray) = (filter(FLIP, &[]), filter(MIRROR, &[]), filter(GRAYSCALE, &[]));
    let off = Filter { kind: BOX_BLUR | DISABLED, ..blur(9) };
    let hue = filter(HUE, &[70]);
    let key = filter(CHROMA_KEY, &[0x80_7060, 20, 100, 0x30_ff00, 1]);
    // Each differs from the one before in one thing.
    let chains: Vec<Vec<Filter>> = vec![
        vec![denoise(90)],
        vec![denoise(90), blur(2)],
        vec![denoise(90), blur(2), flip],
        vec![denoise(90), blur(2), flip, hue],
        vec![off, denoise(90), blur(2), flip, hue],
        vec![off, denoise(90), hue, denoise(80), mirror],
        vec![denoise(90), hue, denoise(80), blur(3)],
        vec![denoise(90), hue, denoise(70), blur(3), blur(1)],
        vec![denoise(90), hue, denoise(70), blur(3), gray],
        vec![denoise(90), hue, denoise(70), blur(3)],
        vec![denoise(90), key, blur(3)],
        vec![denoise(90), key, denoise(80), gray],
        vec![denoise(90), key, denoise(80)],
        vec![mirror, denoise(90), hue],
        vec![mirror, flip, denoise(90), hue, denoise(50), denoise(60), denoise(95)],
        vec![mirror, flip, denoise(90), flip],
        vec![denoise(0), gray, denoise(90)],
        vec![],
        vec![denoise(90)],
    ];
    for format in [I420, NV12, RGBA, BGRA] {
        let memory = Memory::new();
        let mut sequence = Sequence::default();
        let mut seed = 0;
        let mut presented = 0;
        for (width, height) in [(34, 30), (21, 40), (34, 30)] {
            for (n, chain) in chains.iter().enumerate() {
                // Frames on their way together, cut for other numbers of threads: settings change between them.
                for threads in [1, 2 + n as u32 % 7, 1] {
                    memory.set(false, threads, chain);
                    seed += 1;
                    memory.capture(format, width, height, seed).expect("a slot");
                    drain(memory);
                }
                presented += present_all(memory, &mut sequence);
            }
        }
        assert_eq!((presented as u32, memory.ledger().presented), (seed, seed));
    }
}

#[test]
fn frames_that_are_lost_leave_no_trace() {
    let memory = Memory::new();
    let mut sequence = Sequence::default();
    memory.set(false, 1, &[denoise(90), filter(BOX_BLUR, &[1])]);
    for seed in 1..=40 {
        memory.capture(RGBA, 20, 20, seed).expect("a slot");
        // One of ten is begun; the nine before it are lost.
        if seed % 10 == 0 {
            drain(memory);
        }
    }
    assert_eq!(memory.ledger().dropped[DROP_SUPERSEDED as usize], 36);
    assert_eq!(present_all(memory, &mut sequence), 4);
}

#[test]
fn a_place_is_made_while_frames_are_on_their_way_and_stays() {
    let memory = Memory::new();
    let mut sequence = Sequence::default();
    let generation = || memory.control().layout_generation.load(Ordering::Relaxed);
    memory.set(false, 2, &[]);
    memory.capture(I420, 64, 64, 1).expect("a slot");
    drain(memory);
    let layout = generation();
    // Longer and longer chains, each in need of more memory than the one before, none of which ends what is remembered.
    for n in 1..=16 {
        let mut chain = vec![denoise(90); n];
        if n < 16 {
            chain.push(filter(BOX_BLUR, &[8 * n as i32]));
        }
        memory.set(false, 2, &chain);
        memory.capture(I420, 64, 64, 1 + n as u32).expect("a slot");
        drain(memory);
        if n % 3 == 0 {
            present_all(memory, &mut sequence);
        }
    }
    present_all(memory, &mut sequence);
    assert_eq!((generation(), memory.ledger().presented), (layout, 17));
}

#[test]
fn a_chain_that_finds_no_memory_loses_its_frames_and_no_others() {
    let memory = Memory::new();
    let mut sequence = Sequence::default();
    let side = ((MEMORY_BYTES / 160) as f64).sqrt() as u32;
    for (n, chain) in [vec![denoise(90)], vec![denoise(90); 16], vec![denoise(90)]].iter().enumerate() {
        memory.set(false, 1, chain);
        let taken = memory.capture(RGBA, side, side, 1 + n as u32);
        assert_eq!(taken.is_some(), chain.len() == 1);
        drain(memory);
        present_all(memory, &mut sequence);
    }
    assert_eq!((memory.ledger().presented, memory.ledger().in_flight), (2, 0));
}
