//! Still images in place: whole, and rows by rows, against the reference on the whole image.

mod common;

use common::{Memory, clock, picture};
use ringlight_kernels::reference;
use ringlight_layout::{
    BOX_BLUR, EDGES, FLIP, Filter, GAUSSIAN_BLUR, GRAYSCALE, HEAP_BASE, INVERT, MIRROR, PIXELATE, POOL_IDLE,
    RGBA, SHARPEN, VIGNETTE,
};
use ringlight_pool::image::{self, Part};
use ringlight_pool::{present, work};

const PIXELS: usize = HEAP_BASE + 64;
const ROOM: usize = HEAP_BASE + (4 << 20);

fn filter(kind: u32, parameters: [i32; 2]) -> Filter {
    Filter { kind, parameters: [parameters[0], parameters[1], 0, 0, 0] }
}

fn chains() -> Vec<Vec<Filter>> {
    let (gray, flip) = (filter(GRAYSCALE, [0, 0]), filter(FLIP, [0, 0]));
    vec![
        vec![],
        vec![gray],
        vec![flip],
        vec![filter(MIRROR, [0, 0])],
        vec![filter(INVERT, [0, 0]), flip, filter(VIGNETTE, [70, 20])],
        vec![filter(BOX_BLUR, [3, 0])],
        vec![filter(PIXELATE, [5, 0]), flip, filter(SHARPEN, [150, 2])],
        vec![filter(EDGES, [0, 0]), filter(GAUSSIAN_BLUR, [17, 0]), gray],
    ]
}

/// Runs one part, and checks that no byte outside of its pixels and its room changes.
fn run(memory: Memory, part: Part, bytes: usize) {
    assert!(image::begin(memory.control(), part, clock()));
    assert!(!image::begin(memory.control(), part, clock()), "one is in work");
    assert_eq!(work::drain(memory.control(), memory.thread(0, false)), POOL_IDLE);
    assert_eq!(present::next(memory.control(), clock), Some(0));
    present::hand_over(memory.control(), 0, clock());
    present::accepted(memory.control());
    let length = 4 * (part.width * (part.rows[1] - part.rows[0])) as usize;
    assert!(memory.heap(PIXELS - 64, 64).iter().all(|&byte| byte == 77));
    assert!(memory.heap(PIXELS + length, 64).iter().all(|&byte| byte == 77));
    assert!(memory.heap(ROOM + bytes, 64).iter().all(|&byte| byte == 77));
}

/// Filters an image with at most `most` rows at a time, as `src/image` does.
fn filtered(memory: Memory, data: &[u8], (width, height): (u32, u32), flips: bool, most: u32) -> Vec<u8> {
    let halo = image::halo(memory.control());
    let bytes = image::bytes(memory.control(), width, most.min(height)) as usize;
    let row = 4 * width as usize;
    let mut data = data.to_vec();
    if flips {
        data = data.chunks_exact(row).rev().flatten().copied().collect();
    }
    let mut from = 0;
    while from < height {
        let to = (from + most).min(height);
        let rows = |from: u32, to: u32| from as usize * row..to as usize * row;
        memory.heap(PIXELS - 64, 4 << 19).fill(77);
        memory.heap(PIXELS, rows(from, to).len()).copy_from_slice(&data[rows(from, to)]);
        let end = (to + halo).min(height);
        let border = ROOM + halo as usize * row;
        let pair = 2 * halo as usize * row;
        if from > 0 {
            let kept = memory.heap(ROOM + pair, halo as usize * row).to_vec();
            memory.heap(ROOM, kept.len()).copy_from_slice(&kept);
        }
        memory.heap(border + pair, rows(to, end).len()).copy_from_slice(&data[rows(to, end)]);
        memory.heap(ROOM + bytes, 64).fill(77);
        let part = Part { width, height, rows: [from, to], pixels: PIXELS as u32, room: ROOM as u32 };
        run(memory, part, bytes);
        let result = memory.heap(PIXELS, rows(from, to).len()).to_vec();
        data[rows(from, to)].copy_from_slice(&result);
        from = to;
    }
    data
}

#[test]
fn images_are_filtered_in_place_whole_and_in_parts() {
    let memory = Memory::new();
    for (width, height) in [(1, 1), (5, 1), (1, 9), (33, 150)] {
        let original = picture(RGBA, width, height, width + height);
        for chain in chains() {
            let expected = reference::chain(&original, RGBA, &chain, reference::box_blur);
            for threads in [1, 3] {
                memory.set(false, threads, &chain);
                let least = image::halo(memory.control()).max(1);
                let flips = chain.iter().any(|filter| filter.kind == FLIP);
                for most in [least, least + 1, least.max(61), height.max(least)] {
                    let result = filtered(memory, &original[0].data, (width, height), flips, most);
                    assert!(
                        result == expected[0].data,
                        "{chain:?} {width} x {height}, {most} rows, {threads} threads"
                    );
                }
            }
        }
    }
    memory.ledger();
}

#[test]
fn what_a_job_needs_is_told_even_if_no_memory_has_it() {
    let memory = Memory::new();
    let blurs = [filter(GAUSSIAN_BLUR, [500, 0]); 16];
    memory.set(false, 8, &blurs);
    assert!(image::bytes(memory.control(), 65535, 65535) > 4e9);
}
