//! Filters with a direction mean the picture as it is seen. The reference turns the picture upright pixel by pixel, filters it,
//! and turns it back.

mod common;

use common::{Memory, clock, picture};
use ringlight_kernels::reference::{Image, Sequence, box_blur};
use ringlight_layout::{
    BGRA, BOX_BLUR, CHROMA_KEY, DISABLED, EDGES, FLIP, Filter, GAUSSIAN_BLUR, GRAYSCALE, I420,
    MAX_PARAMETERS, MIRROR, NV12, PIXELATE, RGBA, SEPIA, SHARPEN, SWAPPED, TEMPORAL_DENOISE, VIGNETTE,
};
use ringlight_pool::capture::{self, Arrival, Captured};
use ringlight_pool::{present, work};

const ALL: [u32; 8] = [0, 1, 2, 3, SWAPPED, SWAPPED | 1, SWAPPED | 2, SWAPPED | 3];

fn filter(kind: u32, values: &[i32]) -> Filter {
    let mut parameters = [0; MAX_PARAMETERS];
    parameters[..values.len()].copy_from_slice(values);
    Filter { kind, parameters }
}

/// A quarter turn clockwise.
fn quarter_turn(image: &Image) -> Image {
    let Image { width, height, channels, .. } = *image;
    let mut data = Vec::with_capacity(image.data.len());
    for y in 0..width {
        for x in 0..height {
            let at = ((height - 1 - x) * width + y) * channels;
            data.extend_from_slice(&image.data[at..at + channels]);
        }
    }
    Image { width: height, height: width, channels, data }
}

fn swap(image: &Image) -> Image {
    let row = |row: &[u8]| row.chunks(image.channels).rev().flatten().copied().collect::<Vec<_>>();
    let data = image.data.chunks(image.width * image.channels).flat_map(row).collect();
    Image { data, ..*image }
}

fn turns(image: &Image, count: u32) -> Image {
    (0..count).fold(Image { data: image.data.clone(), ..*image }, |image, _| quarter_turn(&image))
}

fn upright(frame: &[Image], orientation: u32) -> Vec<Image> {
    let turned = frame.iter().map(|plane| turns(plane, orientation & 3));
    turned.map(|plane| if orientation & SWAPPED == 0 { plane } else { swap(&plane) }).collect()
}

fn turn_back(frame: &[Image], orientation: u32) -> Vec<Image> {
    let swapped =
        frame.iter().map(|plane| if orientation & SWAPPED == 0 { turns(plane, 0) } else { swap(plane) });
    swapped.map(|plane| turns(&plane, 4 - (orientation & 3))).collect()
}

/// Takes one frame through the pipeline and compares it with what the reference makes of the upright picture.
fn check(
    memory: Memory,
    format: u32,
    size: (u32, u32),
    orientation: u32,
    seed: u32,
    sequence: &mut Sequence,
) {
    memory.capture_turned(format, size, orientation, seed).expect("a slot");
    work::drain(memory.control(), memory.thread(0, false));
    let slot = present::next(memory.control(), clock).expect("a frame");
    let header = memory.header(slot);
    let filters = &header.settings.filters[..header.settings.filter_count as usize];
    let frame = upright(&picture(format, size.0, size.1, seed), orientation);
    let expected = turn_back(&sequence.next(&frame, format, filters, box_blur), orientation);
    assert!(
        memory.output(slot) == expected,
        "format {format}, {size:?}, orientation {orientation}: {filters:?}"
    );
    present::hand_over(memory.control(), slot, clock());
    present::accepted(memory.control());
}

#[test]
fn filters_mean_the_picture_as_it_is_seen() {
    let (mirror, flip) = (filter(MIRROR, &[]), filter(FLIP, &[]));
    let pixelate = |half| filter(PIXELATE, &[half]);
    let chains: Vec<Vec<Filter>> = vec![
        vec![],
        vec![mirror],
        vec![flip],
        vec![mirror, flip],
        vec![filter(MIRROR | DISABLED, &[]), flip],
        vec![pixelate(3)],
        vec![mirror, pixelate(5)],
        vec![pixelate(5), flip, filter(BOX_BLUR, &[2]), pixelate(2)],
        vec![filter(VIGNETTE, &[70, 20]), mirror, filter(EDGES, &[])],
        vec![filter(SHARPEN, &[120, 3]), flip, filter(GAUSSIAN_BLUR, &[25])],
        vec![filter(SEPIA, &[100]), filter(VIGNETTE, &[80, 0]), mirror, pixelate(4)],
        vec![filter(GRAYSCALE, &[]), flip],
        vec![mirror; 16],
        [vec![mirror; 15], vec![pixelate(7)]].concat(),
    ];
    for format in [I420, NV12, RGBA, BGRA] {
        let memory = Memory::new();
        for (n, chain) in chains.iter().enumerate() {
            memory.set(false, 1 + n as u32 % 3, chain);
            for size in [(34, 30), (21, 41), (1, 7)] {
                for orientation in ALL {
                    let seed = n as u32 * 100 + orientation;
                    check(memory, format, size, orientation, seed, &mut Sequence::default());
                }
            }
        }
    }
}

/// In odd sizes the last column of luma shares no chroma with another, on the side where it lies, however it is seen.
#[test]
fn keys_find_the_same_pixels_however_they_are_seen() {
    let chain = [filter(CHROMA_KEY, &[0x80_7060, 40, 60, 0x30_ff00, 3]), filter(MIRROR, &[])];
    for format in [I420, NV12, RGBA, BGRA] {
        let memory = Memory::new();
        memory.set(false, 2, &chain);
        for orientation in ALL {
            check(memory, format, (34, 30), orientation, 7 + orientation, &mut Sequence::default());
        }
    }
}

#[test]
fn what_is_remembered_is_of_the_same_orientation() {
    let (mirror, denoise) = (filter(MIRROR, &[]), filter(TEMPORAL_DENOISE, &[90, 64]));
    for format in [I420, RGBA] {
        let memory = Memory::new();
        memory.set(false, 2, &[denoise, mirror, filter(BOX_BLUR, &[2]), denoise]);
        for orientation in [0, 1, 3, 2, SWAPPED, 0] {
            let mut sequence = Sequence::default();
            for seed in 0..3 {
                check(memory, format, (32, 32), orientation, 9 * orientation + seed, &mut sequence);
            }
        }
    }
}

#[test]
fn a_frame_is_shown_as_large_as_it_says_or_as_it_is() {
    let memory = Memory::new();
    let shown = |orientation: u32, display: (u32, u32)| {
        let arrival = Arrival { at_us: clock(), format: RGBA, width: 6, height: 4, orientation };
        let slot = capture::begin(memory.control(), arrival, common::grow).expect("a slot");
        let captured = Captured {
            timestamp_us: 0.0,
            copied_us: clock(),
            colour: 0,
            display_width: display.0,
            display_height: display.1,
            duration_us: 40.0,
        };
        capture::finish(memory.control(), slot, captured);
        work::drain(memory.control(), memory.thread(0, false));
        assert_eq!(present::next(memory.control(), clock), Some(slot));
        let header = memory.header(slot);
        assert!((header.duration_us - 40.0).abs() < f64::EPSILON);
        present::hand_over(memory.control(), slot, clock());
        present::accepted(memory.control());
        (header.display_width, header.display_height)
    };
    assert_eq!(shown(0, (12, 4)), (12, 4));
    assert_eq!(shown(1, (12, 4)), (12, 4));
    assert_eq!((shown(0, (0, 0)), shown(SWAPPED | 2, (0, 0))), ((6, 4), (6, 4)));
    assert_eq!((shown(1, (0, 0)), shown(SWAPPED | 3, (0, 0))), ((4, 6), (4, 6)));
}
