//! Once made, nothing is allocated: counted by the allocator of the built module.

mod common;

use ringlight_count::Counting;
use ringlight_denoise::Denoiser;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn processing_allocates_nothing() {
    for (rate, channels) in [(44_100, 1), (44_100, 2), (48_000, 1), (48_000, 2), (96_000, 2)] {
        let signal = common::voice(rate, 1.0, 0.3);
        let mut denoiser = Denoiser::new(rate, channels).expect("a rate that there is");
        let before = ALLOCATOR.allocations();
        for quantum in [1, 64, 128, 481, 4096] {
            for chunk in signal.chunks(quantum) {
                for channel in 0..channels {
                    denoiser.buffer(channel)[..chunk.len()].copy_from_slice(chunk);
                }
                denoiser.process(chunk.len());
            }
            denoiser.reset();
        }
        assert_eq!(ALLOCATOR.allocations(), before, "{rate}, {channels}");
    }
    assert!(ALLOCATOR.allocations() > 0, "the allocator counts");
}
