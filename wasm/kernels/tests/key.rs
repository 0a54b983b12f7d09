//! Chroma key: what it looks like, and its place in chains, where luma needs what the chain made of chroma.

mod common;

use common::{
    FORMATS, Fill, Manner, Memory, PLAIN, RandomBytes, compare, filter, make_frame, oracle, property, run,
    run_next, summed_blur,
};
use proptest::prelude::*;
use ringlight_kernels::filters::key::{Key, chroma};
use ringlight_kernels::reference::{Image, Sequence};
use ringlight_layout::{
    CHROMA_KEY, FILTER_KINDS, FLIP, Filter, I420, NV12, PIXELATE, SEPIA, SHARPEN, TEMPORAL_DENOISE, VIGNETTE,
    parameter_limits,
};

fn key(colour: i32, tolerance: i32, softness: i32, background: i32, radius: i32) -> Filter {
    filter(CHROMA_KEY, &[colour, tolerance, softness, background, radius])
}

/// A filter whose parameters lie in the lower part of their ranges.
fn some(kind: u32, of: i32) -> Filter {
    let limits = parameter_limits(kind).iter();
    filter(kind, &limits.map(|&(min, max)| min + (max - min) / of).collect::<Vec<_>>())
}

fn check(frame: &[Image], format: u32, filters: &[Filter], manner: Manner) -> Result<(), String> {
    compare(&run(frame, format, filters, manner)?, &oracle(frame, format, filters))
}

#[test]
fn the_key_colour_goes_and_what_is_far_from_it_stays() {
    for (colour, (u, v)) in
        [(0x00_ff00, (-84, -107)), (0x00_00ff, (128, -21)), (0xff_0000, (-43, 128)), (0x80_8080, (0, 0))]
    {
        assert_eq!(chroma(colour), [u, v], "{colour:06x}");
        for (tolerance, softness) in [(0, 0), (0, 1), (10, 0), (30, 40), (127, 127)] {
            let key = Key::new(&key(colour, tolerance, softness, 0, 0), None, true);
            let (u, v) = (i32::from(u), i32::from(v));
            let masks: Vec<u8> = (0..=255).map(|by| key.mask(u + by, v)).collect();
            for (by, &mask) in masks.iter().enumerate() {
                let by = by as i32;
                assert!(mask == 0 || by > tolerance, "{by} of {tolerance}: {mask}");
                assert_eq!(mask == 128, by > tolerance && by >= tolerance + softness, "{by}: {mask}");
            }
            assert!(masks.is_sorted());
        }
    }
}

#[test]
fn a_screen_is_replaced_and_the_rest_is_kept_to_the_bit() {
    for radius in [0, 5] {
        // The left half is green, the right half red.
        let colour = |x: usize| if x < 20 { [0, 255, 0, 9] } else { [200, 30, 40, 7] };
        let data: Vec<u8> = (0..40 * 12).flat_map(|i| colour(i % 40)).collect();
        let frame = [Image { width: 40, height: 12, channels: 4, data }];
        let out = run(&frame, 3, &[key(0x00_ff00, 30, 20, 0x12_3456, radius)], PLAIN).unwrap();
        let blurred = summed_blur(&frame[0], 5);
        for (i, pixel) in out[0].data.chunks_exact(4).enumerate() {
            let expected = match (i % 40 < 20, radius) {
                (false, _) => vec![200, 30, 40, 7],
                (true, 0) => vec![0x12, 0x34, 0x56, 9],
                _ => [&blurred.data[4 * i..4 * i + 3], &[9]].concat(),
            };
            assert_eq!(pixel, expected);
        }
    }
}

#[test]
fn between_any_two_filters_it_is_one_after_the_other() {
    for &(first_name, first) in FILTER_KINDS {
        for &(last_name, last) in FILTER_KINDS {
            for radius in [0, 1, 4] {
                let chain = [some(first, 3), key(0x30_7020, 30, 60, 0xe0_4010, radius), some(last, 4)];
                for (format, (width, height)) in FORMATS.into_iter().zip([(23, 17), (24, 17), (9, 8), (8, 9)])
                {
                    let frame = make_frame(format, width, height, 3, Fill::Random);
                    check(&frame, format, &chain, Manner { stripes: 3, ..PLAIN })
                        .unwrap_or_else(|error| panic!("{first_name}, {last_name} on {format}: {error}"));
                }
            }
        }
    }
}

/// Chains with more keys and filters that remember frames than others.
fn any_filter() -> impl Strategy<Value = Filter> {
    let kinds: Vec<u32> = FILTER_KINDS.iter().map(|&(_, kind)| kind).collect();
    let colour = || 0..=0xff_ffff;
    prop_oneof![
        3 => (colour(), 0..100, 0..=127, colour(), prop_oneof![Just(0), 0..4, 0..20])
            .prop_map(|(a, b, c, d, e)| key(a, b, c, d, e)),
        1 => (50..=95, 20..=64).prop_map(|(strength, threshold)| filter(TEMPORAL_DENOISE, &[strength, threshold])),
        4 => (prop::sample::select(kinds), 2..9).prop_map(|(kind, of)| some(kind, of)),
    ]
}

#[test]
fn any_chain_size_stride_and_cut_is_the_reference_over_time() {
    let manner = (0usize..70, 0usize..64, 0usize..64, 1u32..10, 1u32..1000).prop_map(
        |(padding, input_offset, output_offset, stripes, order)| Manner {
            padding,
            input_offset,
            output_offset,
            stripes,
            order,
        },
    );
    let chain = prop::collection::vec(any_filter(), 1..=7);
    let strategy = (prop::sample::select(FORMATS.to_vec()), 1u32..=67, 1u32..=61, chain, manner);
    property(800, 61, &strategy, |(format, width, height, filters, manner)| {
        check_sequence(format, (width, height), &filters, manner)
    });
}

#[test]
fn what_is_remembered_of_chroma_stays_while_luma_reads_it() {
    for radius in 0..4 {
        // Luma's stripes need chroma's rows of their neighbours; with a radius of 1 chroma itself has no step for the key.
        let denoise = filter(TEMPORAL_DENOISE, &[90, 64]);
        let filters = [denoise, key(0x80_7060, 10, 120, 0xff_0000, radius), filter(SHARPEN, &[150, 6])];
        for format in FORMATS {
            check_sequence(format, (40, 60), &filters, Manner { stripes: 4, ..PLAIN })
                .unwrap_or_else(|error| panic!("radius {radius}, {format}: {error}"));
        }
    }
}

#[test]
fn luma_finds_what_is_remembered_of_chroma_that_was_filled_after_a_flip() {
    // A fill forgets the flip before it. Blocks from the top, of 3 rows where 13 are, are not symmetrical.
    let (flip, sepia) = (filter(FLIP, &[]), filter(SEPIA, &[100]));
    let (vignette, blocks) = (filter(VIGNETTE, &[90, 10]), filter(PIXELATE, &[3]));
    let denoise = filter(TEMPORAL_DENOISE, &[90, 64]);
    for format in [I420, NV12] {
        let filters = [flip, sepia, vignette, blocks, denoise, key(0x80_6040, 2, 20, 0xff_0000, 0)];
        check_sequence(format, (33, 26), &filters, PLAIN).unwrap_or_else(|error| panic!("{format}: {error}"));
    }
}

/// Three frames of a sequence.
fn check_sequence(
    format: u32,
    (width, height): (u32, u32),
    filters: &[Filter],
    manner: Manner,
) -> Result<(), String> {
    let still = make_frame(format, width, height, manner.order, Fill::Random);
    let mut memory = Memory::new(&still, manner);
    let mut sequence = Sequence::default();
    for n in 0..3 {
        let mut random = RandomBytes::new(manner.order + n);
        let mut frame = still.clone();
        for sample in frame.iter_mut().flat_map(|image| &mut image.data) {
            *sample = sample.saturating_add(random.next() % 32);
        }
        let manner = Manner { stripes: 1 + (manner.stripes + n) % 5, ..manner };
        let expected = sequence.next(&frame, format, filters, summed_blur);
        compare(&run_next(&frame, format, filters, manner, &mut memory)?, &expected)
            .map_err(|error| format!("frame {n}: {error}"))?;
    }
    Ok(())
}

#[test]
fn sixteen_of_them_are_one_after_the_other() {
    let filters: Vec<Filter> = (0..16).map(|n| key(n * 0x0b_3d1f, 20, 90, n * 0x07_1133, n % 3)).collect();
    for format in FORMATS {
        let frame = make_frame(format, 31, 29, 4, Fill::Random);
        check(&frame, format, &filters, Manner { stripes: 2, ..PLAIN }).unwrap();
    }
}

#[test]
fn it_finds_a_colour_that_was_made_before_it() {
    // Chroma that is full of one value has a mask of one value.
    let sepia = filter(12, &[100]);
    let frame = make_frame(I420, 21, 13, 4, Fill::Random);
    for radius in [0, 3] {
        check(&frame, I420, &[sepia, key(0x80_6040, 10, 80, 0x20_90ff, radius)], PLAIN).unwrap();
    }
}
