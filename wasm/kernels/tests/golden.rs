//! The golden table, made by `e2e/support/golden.ts`: the TypeScript reference, the Rust reference and the kernels
//! give the same bytes.

mod common;

use common::{Fill, GRAY, Manner, PLAIN, blur, make_frame, oracle_plane, run};
use ringlight_kernels::fnv::{OFFSET_BASIS, fnv1a};
use ringlight_kernels::reference::{self, Image};
use ringlight_layout::{FORMATS, Filter};

fn hash(frame: &[Image]) -> String {
    format!("{:016x}", frame.iter().fold(OFFSET_BASIS, |hash, image| fnv1a(hash, &image.data)))
}

fn parse(chain: &str) -> Vec<Filter> {
    chain
        .split(',')
        .map(|filter| match filter.split_once(':') {
            Some(("box-blur", radius)) => blur(radius.parse().expect("a radius")),
            None if filter == "grayscale" => GRAY,
            _ => panic!("unknown filter {filter}"),
        })
        .collect()
}

/// The reference, or where that takes seconds what `chain.rs` proves equal to it.
fn naive(image: &Image, format: u32, index: usize, filters: &[Filter]) -> Image {
    let wide = filters.iter().any(|filter| filter.parameter >= 30);
    if wide && image.data.len() > 10_000 {
        return oracle_plane(image, format, index, filters);
    }
    reference::chain(image, format, index, filters)
}

#[test]
fn kernels_and_reference_give_the_golden_hashes() {
    let table = include_str!("golden.txt");
    let mut cases = 0;
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let &[format, width, height, seed, chain, golden] = fields.as_slice() else { panic!("{line}") };
        let format = FORMATS.iter().find(|(name, _)| *name == format).expect(line).1;
        let number = |text: &str| text.parse::<u32>().expect(line);
        let frame = make_frame(format, number(width), number(height), number(seed), Fill::Random);
        let filters = parse(chain);

        let planes = frame.iter().enumerate();
        let expected: Vec<_> = planes.map(|(i, image)| naive(image, format, i, &filters)).collect();
        assert_eq!(hash(&expected), golden, "the reference: {line}");
        for stripes in [1, 3] {
            let actual = run(&frame, format, &filters, Manner { stripes, ..PLAIN }).expect(line);
            assert_eq!(hash(&actual), golden, "the kernels: {line}");
        }
        cases += 1;
    }
    assert!(cases >= 4 * 12, "only {cases} cases");
}
