//! Every filter of the palette, alone and in chains, against the reference.

mod common;

use common::{FORMATS, Fill, Manner, PLAIN, blur, compare, filter, make_frame, oracle, property, run};
use proptest::prelude::*;
use ringlight_kernels::reference::Image;
use ringlight_layout::{DISABLED, FILTER_KINDS, Filter, MAX_FILTERS, parameter_limits};

fn format() -> impl Strategy<Value = u32> {
    prop::sample::select(FORMATS.to_vec())
}

/// Any filter there is, its parameters anywhere in their ranges, most often near their ends and near zero.
fn any_filter() -> impl Strategy<Value = Filter> {
    let kinds: Vec<u32> = FILTER_KINDS.iter().map(|&(_, kind)| kind).collect();
    let disabled = prop_oneof![9 => Just(0), 1 => Just(DISABLED)];
    (prop::sample::select(kinds), prop::array::uniform5(any::<(u8, u32)>()), disabled).prop_map(
        |(kind, random, disabled)| {
            let values: Vec<i32> = parameter_limits(kind)
                .iter()
                .zip(random)
                .map(|(&(min, max), (way, value))| {
                    let value = (value >> 1) as i32;
                    match way % 8 {
                        0 => min,
                        1 => max,
                        2 | 3 => (min + value % 8).min(max),
                        4 => (value % 16 - 8).clamp(min, max),
                        _ => min + value % (max - min + 1),
                    }
                })
                .collect();
            let Filter { kind, parameters } = filter(kind, &values);
            Filter { kind: kind | disabled, parameters }
        },
    )
}

fn manner() -> impl Strategy<Value = Manner> {
    (0usize..70, 0usize..64, 0usize..64, 1u32..10, 1u32..1000).prop_map(
        |(padding, input_offset, output_offset, stripes, order)| Manner {
            padding,
            input_offset,
            output_offset,
            stripes,
            order,
        },
    )
}

fn check(frame: &[Image], format: u32, filters: &[Filter], manner: Manner) -> Result<(), String> {
    compare(&run(frame, format, filters, manner)?, &oracle(frame, format, filters))
}

#[test]
fn every_value_of_every_parameter_is_the_reference() {
    for &(name, kind) in FILTER_KINDS {
        for (index, &(min, max)) in parameter_limits(kind).iter().enumerate() {
            // Every one, but of colours.
            for value in (min..=max).step_by(1.max((max - min) as usize / 500)) {
                let mut values: Vec<i32> =
                    parameter_limits(kind).iter().map(|&(min, max)| min + (max - min) * 2 / 3).collect();
                values[index] = value;
                let filters = [filter(kind, &values)];
                for format in FORMATS {
                    let frame = make_frame(format, 37, 23, (value + 1000) as u32, Fill::Random);
                    check(&frame, format, &filters, Manner { stripes: 2, ..PLAIN })
                        .unwrap_or_else(|error| panic!("{name} {values:?} on {format}: {error}"));
                }
            }
        }
    }
}

#[test]
fn every_filter_is_the_reference_at_every_tiny_size() {
    for &(name, kind) in FILTER_KINDS {
        let values: Vec<i32> =
            parameter_limits(kind).iter().map(|&(min, max)| min + (max - min) / 3).collect();
        for format in FORMATS {
            for width in 1..=11 {
                for height in 1..=11 {
                    let frame = make_frame(format, width, height, width * 16 + height, Fill::Random);
                    let manner = Manner { padding: 3, stripes: height, ..PLAIN };
                    check(&frame, format, &[filter(kind, &values)], manner)
                        .unwrap_or_else(|error| panic!("{name}, {format} {width}x{height}: {error}"));
                }
            }
        }
    }
}

#[test]
fn filters_alone_are_the_reference() {
    let strategy = (format(), 1u32..=67, 1u32..=61, any_filter(), manner(), any::<u32>());
    property(1500, 31, &strategy, |(format, width, height, filter, manner, seed)| {
        check(&make_frame(format, width, height, seed, Fill::Random), format, &[filter], manner)
    });
}

#[test]
fn pairs_of_filters_are_one_after_the_other() {
    for &(first_name, first) in FILTER_KINDS {
        for &(second_name, second) in FILTER_KINDS {
            for (of, seed) in [(3, 1), (4, 2)] {
                let chain = [first, second].map(|kind| {
                    let limits = parameter_limits(kind).iter();
                    filter(kind, &limits.map(|&(min, max)| min + (max - min) / of).collect::<Vec<_>>())
                });
                for format in FORMATS {
                    let frame = make_frame(format, 43, 31, seed, Fill::Random);
                    check(&frame, format, &chain, Manner { stripes: 3, ..PLAIN })
                        .unwrap_or_else(|error| panic!("{first_name}, {second_name} on {format}: {error}"));
                }
            }
        }
    }
}

#[test]
fn chains_are_one_after_the_other() {
    let chain = prop::collection::vec(any_filter(), 0..=6);
    let strategy = (format(), 1u32..=67, 1u32..=61, chain, manner(), any::<u32>());
    property(1500, 32, &strategy, |(format, width, height, filters, manner, seed)| {
        check(&make_frame(format, width, height, seed, Fill::Random), format, &filters, manner)
    });
}

#[test]
fn the_longest_chains_are_one_after_the_other() {
    let chain = prop::collection::vec(any_filter(), MAX_FILTERS);
    let strategy = (format(), 1u32..=50, 1u32..=40, chain, manner(), any::<u32>());
    property(150, 33, &strategy, |(format, width, height, filters, manner, seed)| {
        check(&make_frame(format, width, height, seed, Fill::Random), format, &filters, manner)
    });
}

#[test]
fn larger_frames_are_the_reference() {
    let chain = prop::collection::vec(any_filter(), 1..=4);
    let strategy = (format(), 68u32..400, 62u32..200, chain, manner(), any::<u32>());
    property(40, 34, &strategy, |(format, width, height, filters, manner, seed)| {
        check(&make_frame(format, width, height, seed, Fill::Random), format, &filters, manner)
    });
}

#[test]
fn a_filter_that_is_switched_off_does_nothing() {
    for format in FORMATS {
        let frame = make_frame(format, 19, 13, 4, Fill::Random);
        let off = Filter { kind: blur(3).kind | DISABLED, ..blur(3) };
        compare(&run(&frame, format, &[off], PLAIN).unwrap(), &frame).unwrap();
    }
}
