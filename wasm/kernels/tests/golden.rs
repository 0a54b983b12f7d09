//! The golden table, made by `e2e/support/golden.ts`: the TypeScript reference, the Rust reference and the kernels
//! give the same bytes.

mod common;

use common::{Fill, Manner, PLAIN, filter, make_frame, oracle, run};
use ringlight_kernels::fnv::{OFFSET_BASIS, fnv1a};
use ringlight_kernels::reference::{self, Image};
use ringlight_layout::{BOX_BLUR, FILTER_KINDS, FORMATS, Filter};

fn hash(frame: &[Image]) -> String {
    format!("{:016x}", frame.iter().fold(OFFSET_BASIS, |hash, image| fnv1a(hash, &image.data)))
}

/// `name:value:value,name`; values are whole numbers, as the kernels count.
fn parse(chain: &str) -> Vec<Filter> {
    chain
        .split(',')
        .map(|text| {
            let mut parts = text.split(':');
            let name = parts.next().expect("a name");
            let (_, kind) = *FILTER_KINDS.iter().find(|(label, _)| *label == name).expect(name);
            let values: Vec<i32> = parts.map(|value| value.parse().expect("a whole number")).collect();
            filter(kind, &values)
        })
        .collect()
}

/// The reference, or where that takes seconds what `chain.rs` proves equal to it.
fn naive(frame: &[Image], format: u32, filters: &[Filter]) -> Vec<Image> {
    let wide = filters.iter().any(|filter| filter.kind == BOX_BLUR && filter.parameters[0] >= 30);
    if wide && frame[0].data.len() > 10_000 {
        return oracle(frame, format, filters);
    }
    reference::chain(frame, format, filters, reference::box_blur)
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

        assert_eq!(hash(&naive(&frame, format, &filters)), golden, "the reference: {line}");
        for stripes in [1, 3] {
            let actual = run(&frame, format, &filters, Manner { stripes, ..PLAIN }).expect(line);
            assert_eq!(hash(&actual), golden, "the kernels: {line}");
        }
        cases += 1;
    }
    assert!(cases >= 4 * 12, "only {cases} cases");
}
