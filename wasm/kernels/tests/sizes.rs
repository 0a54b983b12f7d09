//! Every size from 1x1 to 67x61, each with a third of the filters: formats, values, strides, addresses and cuts into stripes
//! take turns.

mod common;

use common::{FORMATS, Fill, Manner, RandomBytes, compare, filter, make_frame, oracle, run};
use ringlight_layout::{FILTER_KINDS, parameter_limits};

/// Values of a filter's parameters, anywhere in their ranges.
fn some_values(kind: u32, random: &mut RandomBytes) -> Vec<i32> {
    parameter_limits(kind)
        .iter()
        .map(|&(min, max)| min + i32::from(random.next()) * 257 % (max - min + 1))
        .collect()
}

fn somewhere(height: u32, random: &mut RandomBytes) -> Manner {
    let mut below = |limit: u32| u32::from(random.next()) % limit;
    Manner {
        padding: below(70) as usize,
        input_offset: below(64) as usize,
        output_offset: below(64) as usize,
        stripes: [1, 2, 7, height.div_ceil(2)][below(4) as usize],
        order: 1 + below(200),
    }
}

/// Every second filter, from one of the two halves on.
fn check_filters(half: usize) {
    for (index, &(name, kind)) in FILTER_KINDS.iter().enumerate().skip(half).step_by(2) {
        let mut random = RandomBytes::new(61 + index as u32);
        for width in 1..=67 {
            for height in 1..=61 {
                if !(width as usize * 61 + height as usize + index).is_multiple_of(3) {
                    continue;
                }
                let format = FORMATS[(width as usize + height as usize * 3 + index) % FORMATS.len()];
                let frame = make_frame(format, width, height, width * 64 + height, Fill::Random);
                let values = some_values(kind, &mut random);
                let filters = [filter(kind, &values)];
                let manner = somewhere(height, &mut random);
                run(&frame, format, &filters, manner)
                    .and_then(|actual| compare(&actual, &oracle(&frame, format, &filters)))
                    .unwrap_or_else(|error| {
                        panic!("{name} {values:?}, {format} {width}x{height}, {manner:?}: {error}")
                    });
            }
        }
    }
}

// Two tests, for two cores.
#[test]
fn filters_of_even_number_are_the_reference_at_every_size() {
    check_filters(0);
}

#[test]
fn filters_of_odd_number_are_the_reference_at_every_size() {
    check_filters(1);
}
