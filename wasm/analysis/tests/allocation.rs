//! Once made, nothing is allocated, however long it runs: counted by the allocator of the built module.

use ringlight_analysis::Analyser;
use ringlight_count::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn analysis_allocates_nothing() {
    for (rate, channels) in [(44_100, 1), (48_000, 2), (96_000, 2), (192_000, 1)] {
        let mut analyser = Analyser::new(rate, channels).expect("a rate that there is");
        let before = ALLOCATOR.allocations();
        for at in 0..20 * rate / 1000 {
            let loud = (1 + at % 9) as f32 / 10.0;
            for (i, sample) in analyser.input.iter_mut().take(1000 * channels).enumerate() {
                *sample = if i % 50 < 25 { loud } else { -loud };
            }
            analyser.push(1000);
            let _ = analyser.take_reading();
        }
        assert_eq!(ALLOCATOR.allocations(), before, "{rate}, {channels}");
    }
    assert!(ALLOCATOR.allocations() > 0, "the allocator counts");
}
