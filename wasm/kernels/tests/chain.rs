//! The scalar kernels against the reference: every format, size, radius, chain, stride, alignment and cut into stripes
//! gives the same bytes and touches nothing else.

mod common;

use common::{
    FORMATS, Fill, GRAY, Manner, PLAIN, blur, compare, make_frame, oracle, property, run, summed_blur,
};
use proptest::prelude::*;
use ringlight_kernels::chain::memory::scratch_bytes;
use ringlight_kernels::chain::plan::halo;
use ringlight_kernels::chain::stripes::{stripe_count, stripe_rows};
use ringlight_kernels::reference;
use ringlight_layout::geometry::lay_out;
use ringlight_layout::{BGRA, Filter, I420, MAX_FILTERS, MAX_RADIUS, MAX_SIDE, NV12, Plane, RGBA};

fn format() -> impl Strategy<Value = u32> {
    prop::sample::select(FORMATS.to_vec())
}

fn fill() -> impl Strategy<Value = Fill> {
    prop_oneof![4 => Just(Fill::Random), 1 => Just(Fill::White), 2 => Just(Fill::Extremes)]
}

fn chain(longest: usize, radius: impl Strategy<Value = i32>) -> impl Strategy<Value = Vec<Filter>> {
    let filter = prop_oneof![1 => Just(GRAY), 3 => radius.prop_map(blur)];
    prop::collection::vec(filter, 0..=longest)
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

fn check(frame: &[reference::Image], format: u32, filters: &[Filter], manner: Manner) -> Result<(), String> {
    compare(&run(frame, format, filters, manner)?, &oracle(frame, format, filters))
}

#[test]
fn the_fast_oracle_is_the_reference() {
    let strategy =
        (1u32..50, 1u32..50, prop_oneof![0u32..6, 0u32..60, Just(127)], format(), any::<u32>(), fill());
    property(60, 1, &strategy, |(width, height, radius, format, seed, fill)| {
        for image in make_frame(format, width, height, seed, fill) {
            let radius = radius as usize;
            compare(&[summed_blur(&image, radius)], &[reference::box_blur(&image, radius)])?;
        }
        Ok(())
    });
}

#[test]
fn small_frames_are_the_reference() {
    let radius = prop_oneof![4 => 0..10, 2 => 0..40, 1 => 0..=MAX_RADIUS as i32];
    let strategy = (format(), 1u32..=67, 1u32..=61, chain(5, radius), manner(), any::<u32>(), fill());
    property(600, 2, &strategy, |(format, width, height, filters, manner, seed, fill)| {
        let frame = make_frame(format, width, height, seed, fill);
        check(&frame, format, &filters, manner)
    });
}

#[test]
fn small_frames_are_the_naive_reference_too() {
    let strategy = (format(), 1u32..=25, 1u32..=25, chain(3, 0..14), manner(), any::<u32>());
    property(150, 3, &strategy, |(format, width, height, filters, manner, seed)| {
        let frame = make_frame(format, width, height, seed, Fill::Random);
        let expected = reference::chain(&frame, format, &filters, reference::box_blur);
        compare(&run(&frame, format, &filters, manner)?, &expected)
    });
}

#[test]
fn every_tiny_size_is_the_reference() {
    for format in FORMATS {
        for width in 1..=9 {
            for height in 1..=9 {
                let frame = make_frame(format, width, height, width * 16 + height, Fill::Random);
                for filters in
                    [&[GRAY][..], &[blur(1)], &[blur(2), GRAY], &[GRAY, blur(3), blur(1)], &[blur(127)]]
                {
                    let manner = Manner { padding: 3, stripes: height, ..PLAIN };
                    check(&frame, format, filters, manner)
                        .unwrap_or_else(|error| panic!("{format} {width}x{height} {filters:?}: {error}"));
                }
            }
        }
    }
}

#[test]
fn larger_frames_are_the_reference() {
    let strategy =
        (format(), 68u32..500, 62u32..320, chain(4, 0..=MAX_RADIUS as i32), manner(), any::<u32>(), fill());
    property(25, 4, &strategy, |(format, width, height, filters, manner, seed, fill)| {
        let frame = make_frame(format, width, height, seed, fill);
        check(&frame, format, &filters, manner)
    });
}

#[test]
fn every_radius_is_the_reference() {
    // Narrower than the window, as narrow as it, wider; lower, as low, higher.
    for (width, height) in [(37, 29), (265, 5), (5, 265)] {
        for format in FORMATS {
            let frame = make_frame(format, width, height, 7, Fill::Random);
            for radius in 0..=MAX_RADIUS as i32 {
                let manner = Manner {
                    padding: 5,
                    input_offset: 3,
                    output_offset: 1,
                    stripes: 2,
                    order: radius as u32 + 1,
                };
                check(&frame, format, &[blur(radius)], manner)
                    .unwrap_or_else(|error| panic!("{format} {width}x{height} radius {radius}: {error}"));
            }
        }
    }
}

#[test]
fn the_largest_sums_do_not_overflow() {
    for format in FORMATS {
        for fill in [Fill::White, Fill::Extremes] {
            let frame = make_frame(format, 523, 519, 3, fill);
            for radius in [7, 8, 126, 127] {
                check(&frame, format, &[blur(radius)], Manner { stripes: 3, ..PLAIN })
                    .unwrap_or_else(|error| panic!("{format} radius {radius}: {error}"));
            }
        }
    }
}

#[test]
fn the_longest_chain_is_the_reference() {
    let filters: Vec<Filter> =
        (0..MAX_FILTERS as i32).map(|i| if i % 5 == 3 { GRAY } else { blur(i % 4 + 1) }).collect();
    for format in FORMATS {
        let frame = make_frame(format, 45, 83, 5, Fill::Random);
        for stripes in 1..=8 {
            check(&frame, format, &filters, Manner { stripes, ..PLAIN }).unwrap();
        }
    }
}

#[test]
fn a_radius_beyond_the_largest_counts_as_the_largest() {
    for format in FORMATS {
        let frame = make_frame(format, 300, 9, 5, Fill::Random);
        for radius in [128, 255, i32::MAX] {
            let actual = run(&frame, format, &[blur(radius)], PLAIN).unwrap();
            compare(&actual, &oracle(&frame, format, &[blur(MAX_RADIUS as i32)])).unwrap();
        }
    }
}

#[test]
fn stripes_cover_every_row_once() {
    let strategy = (format(), prop_oneof![1u32..70, 1u32..=MAX_SIDE], 1u32..=MAX_SIDE, 1u32..=64);
    property(2000, 5, &strategy, |(format, height, width, stripes)| {
        let mut planes = [Plane::default(); 3];
        let (count, _) = lay_out(format, width, height, 0, &mut planes);
        for (index, plane) in planes.iter().take(count as usize).enumerate() {
            let mut next = 0;
            for stripe in 0..stripes {
                let (first, end) = stripe_rows(plane, height, stripe, stripes);
                if first != next || end < first {
                    return Err(format!(
                        "plane {index}: stripe {stripe} is {first}..{end}, but {next} is next"
                    ));
                }
                if index == 0 && first % 2 == 1 && first < height as usize {
                    return Err(format!("stripe {stripe} begins at row {first}, between chroma's"));
                }
                next = end;
            }
            if next != plane.height as usize {
                return Err(format!("plane {index}: {next} of {} rows", plane.height));
            }
        }
        Ok(())
    });
}

#[test]
fn chroma_rows_go_with_their_luma_rows() {
    // Not a matter of result, but of cache: a thread touches one part of the frame.
    let mut planes = [Plane::default(); 3];
    for height in 2..200 {
        lay_out(I420, 8, height, 0, &mut planes);
        for stripe in 0..7 {
            let (luma, chroma) =
                (stripe_rows(&planes[0], height, stripe, 7), stripe_rows(&planes[1], height, stripe, 7));
            assert_eq!(luma.0.div_ceil(2), chroma.0);
            assert_eq!(luma.1.div_ceil(2), chroma.1);
        }
    }
}

#[test]
fn stripe_counts_stay_in_bounds() {
    let radius = prop_oneof![0..10, 0..=MAX_RADIUS as i32];
    let strategy = (format(), 1u32..=MAX_SIDE, chain(MAX_FILTERS, radius), 1u32..=8);
    property(500, 6, &strategy, |(format, height, filters, threads)| {
        let stripes = stripe_count(height, halo(format, &filters) as u32, threads);
        let most = if threads == 1 { 1 } else { 4 * threads };
        let enough = (1..=most).contains(&stripes);
        let thick = stripes == 1 || height / stripes >= 16;
        if enough && thick { Ok(()) } else { Err(format!("{stripes} stripes")) }
    });
}

#[test]
fn scratch_of_the_largest_frame_fits_an_address() {
    let mut longest = [blur(MAX_RADIUS as i32); MAX_FILTERS];
    for format in [I420, NV12, RGBA, BGRA] {
        // With and without a point filter before the first blur, which then needs rows of its own.
        for first in [blur(MAX_RADIUS as i32), GRAY] {
            longest[0] = first;
            let bytes = scratch_bytes(format, MAX_SIDE, MAX_SIDE, &longest);
            assert!(bytes > 0 && bytes.is_multiple_of(64));
            // Twice, for eight threads, behind a full memory: still 32 bits.
            assert!(u32::try_from(2 * 8 * bytes + (1 << 30)).is_ok(), "{bytes}");
        }
    }
}
