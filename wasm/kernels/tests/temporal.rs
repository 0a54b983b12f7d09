//! Sequences of frames through chains with temporal filters, against the reference.

mod common;

use common::{
    FORMATS, Fill, Manner, Memory, PLAIN, RandomBytes, compare, filter, make_frame, property, run_next,
    summed_blur,
};
use proptest::prelude::*;
use ringlight_kernels::reference::{Image, Sequence};
use ringlight_layout::{FILTER_KINDS, Filter, TEMPORAL_DENOISE, parameter_limits};

fn denoise(strength: i32, threshold: i32) -> Filter {
    filter(TEMPORAL_DENOISE, &[strength, threshold])
}

/// A filter whose parameters lie in the lower part of their ranges.
fn some(kind: u32, of: i32) -> Filter {
    let limits = parameter_limits(kind).iter();
    filter(kind, &limits.map(|&(min, max)| min + (max - min) / of).collect::<Vec<_>>())
}

/// Noise around a picture that stays, with a part that moves: every difference there can be, small ones most often.
fn noisy(still: &[Image], seed: u32) -> Vec<Image> {
    let mut random = RandomBytes::new(seed);
    let mut frame = still.to_vec();
    for image in &mut frame {
        for sample in &mut image.data {
            let spread = match random.next() % 8 {
                0 => 255,
                1 | 2 => 60,
                _ => 9,
            };
            let by = i32::from(random.next()) % (2 * spread + 1) - spread;
            *sample = (i32::from(*sample) + by).clamp(0, 255) as u8;
        }
    }
    frame
}

/// Frames through a chain, in stripes that change from frame to frame, as threads come and go.
fn check(
    format: u32,
    (width, height): (u32, u32),
    filters: &[Filter],
    manner: Manner,
    frames: u32,
) -> Result<(), String> {
    let still = make_frame(format, width, height, manner.order, Fill::Random);
    let mut memory = Memory::new(&still, manner);
    let mut sequence = Sequence::default();
    for n in 0..frames {
        let frame = noisy(&still, manner.order * 16 + n);
        let stripes = 1 + (manner.stripes + n) % 5;
        let manner = Manner { stripes, order: manner.order + n, ..manner };
        let expected = sequence.next(&frame, format, filters, summed_blur);
        let actual = run_next(&frame, format, filters, manner, &mut memory);
        compare(&actual?, &expected).map_err(|error| format!("frame {n}: {error}"))?;
    }
    Ok(())
}

#[test]
fn every_strength_and_threshold_is_the_reference() {
    for strength in 0..=95 {
        for threshold in 1..=64 {
            if strength % 19 == 0 || threshold % 21 == 1 {
                let format = FORMATS[(strength + threshold) as usize % 4];
                check(format, (21, 9), &[denoise(strength, threshold)], PLAIN, 4)
                    .unwrap_or_else(|error| panic!("{strength} {threshold} on {format}: {error}"));
            }
        }
    }
}

#[test]
fn pairs_with_every_filter_are_one_after_the_other() {
    for &(name, kind) in FILTER_KINDS {
        for chain in [[some(kind, 3), denoise(80, 16)], [denoise(90, 40), some(kind, 4)]] {
            for format in FORMATS {
                check(format, (43, 31), &chain, Manner { padding: 5, ..PLAIN }, 5)
                    .unwrap_or_else(|error| panic!("{name} on {format}: {error}"));
            }
        }
    }
}

#[test]
fn chains_of_three_are_one_after_the_other() {
    for &(first_name, first) in FILTER_KINDS {
        for &(last_name, last) in FILTER_KINDS {
            let chain = [some(first, 5), denoise(85, 30), some(last, 6)];
            for format in FORMATS {
                check(format, (19, 23), &chain, Manner { order: 7, ..PLAIN }, 3)
                    .unwrap_or_else(|error| panic!("{first_name}, {last_name} on {format}: {error}"));
            }
        }
    }
}

#[test]
fn any_size_stride_and_cut_is_the_reference() {
    let kinds: Vec<u32> = FILTER_KINDS.iter().map(|&(_, kind)| kind).collect();
    let any = prop_oneof![
        2 => (0..=95, 1..=64).prop_map(|(strength, threshold)| denoise(strength, threshold)),
        1 => (prop::sample::select(kinds), 2..9).prop_map(|(kind, of)| some(kind, of)),
    ];
    let manner = (0usize..70, 0usize..64, 0usize..64, 1u32..10, 1u32..1000).prop_map(
        |(padding, input_offset, output_offset, stripes, order)| Manner {
            padding,
            input_offset,
            output_offset,
            stripes,
            order,
        },
    );
    let chain = prop::collection::vec(any, 1..=5);
    let strategy = (prop::sample::select(FORMATS.to_vec()), 1u32..=67, 1u32..=61, chain, manner);
    property(400, 51, &strategy, |(format, width, height, filters, manner)| {
        check(format, (width, height), &filters, manner, 4)
    });
}

#[test]
fn noise_falls_and_a_cut_leaves_nothing_behind() {
    // A grey picture with noise of up to 8 levels, then another one 100 levels away.
    let mut random = RandomBytes::new(5);
    let mut memory = Memory::new(&make_frame(1, 64, 64, 1, Fill::White), PLAIN);
    let filters = [denoise(80, 24)];
    let mut errors = [0.0; 2];
    for n in 0..120 {
        let level = if n < 60 { 80 } else { 180 };
        let mut frame = make_frame(1, 64, 64, 1, Fill::White);
        for image in &mut frame {
            for sample in &mut image.data {
                let noise = (0..4).map(|_| i32::from(random.next() % 5) - 2).sum::<i32>();
                *sample = (level + noise) as u8;
            }
        }
        let out = run_next(&frame, 1, &filters, PLAIN, &mut memory).unwrap();
        if n == 60 {
            assert_eq!(out[0].data, frame[0].data, "the cut");
        }
        if n % 60 > 30 {
            let squares = |image: &Image| {
                image.data.iter().map(|&p| (f64::from(p) - f64::from(level)).powi(2)).sum::<f64>()
            };
            errors[0] += squares(&frame[0]);
            errors[1] += squares(&out[0]);
        }
    }
    // An average over as many frames would leave a ninth; motion that noise is taken for, and rounding, cost the rest.
    let left = errors[1] / errors[0];
    assert!(left < 0.2, "{left} of the noise's power is left");
}
