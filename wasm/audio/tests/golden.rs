//! One stream per effect, and one through all of them, as checksums in `golden.txt`: the built `.wasm` files have to give the
//! same bits (`e2e/wasm/audio-golden.test.ts`). `RINGLIGHT_BLESS=1 cargo test -p ringlight-audio --test golden` writes it
//! anew, after a change that is meant.

mod common;

use common::{Audio, effect, noise};
use ringlight_layout::{
    AUDIO_BYPASS, EFFECT_COMPRESSOR, EFFECT_DELAY, EFFECT_EQUALIZER, EFFECT_GAIN, EFFECT_GATE,
    EFFECT_HIGH_PASS, EFFECT_KINDS, EFFECT_LIMITER, Effect,
};
use std::fmt::Write;

/// Frames between two changes.
const PART: usize = 4096;

fn name(kind: u32) -> &'static str {
    EFFECT_KINDS.iter().find(|&&(_, known)| known == kind).expect("known").0
}

/// Each effect with parameters before and after a change.
fn streams() -> Vec<(String, Vec<Effect>, Vec<Effect>)> {
    let pairs = [
        (EFFECT_GAIN, vec![-6.0], vec![3.0]),
        (EFFECT_HIGH_PASS, vec![80.0, 0.71], vec![1000.0, 2.0]),
        (
            EFFECT_EQUALIZER,
            vec![6.0, -6.0, 9.0, 200.0, 1000.0, 5000.0],
            vec![-9.0, 3.0, 0.0, 100.0, 2500.0, 8000.0],
        ),
        (EFFECT_GATE, vec![-20.0, 6.0, 2.0, 10.0, 50.0, -60.0], vec![-10.0, 3.0, 1.0, 20.0, 20.0, -40.0]),
        (EFFECT_COMPRESSOR, vec![-24.0, 4.0, 5.0, 120.0, 6.0, 6.0], vec![-40.0, 20.0, 0.1, 50.0, 0.0, 12.0]),
        (EFFECT_LIMITER, vec![-6.0, 5.0, 80.0], vec![-12.0, 2.0, 20.0]),
        (EFFECT_DELAY, vec![20.0, 30.0, 30.0], vec![33.3, 60.0, 50.0]),
    ];
    let mut streams: Vec<_> = pairs
        .iter()
        .map(|(kind, before, after)| {
            (name(*kind).to_string(), vec![effect(*kind, before)], vec![effect(*kind, after)])
        })
        .collect();
    let before: Vec<Effect> = streams.iter().map(|(_, before, _)| before[0]).collect();
    let after: Vec<Effect> = streams.iter().rev().map(|(_, _, after)| after[0]).collect();
    streams.push(("all".into(), before, after));
    streams
}

/// FNV-1a over the bits, plane after plane, the lowest byte first.
fn checksum(planes: &[Vec<f32>]) -> u64 {
    let bytes = planes.iter().flatten().flat_map(|x| x.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[test]
fn the_streams_are_as_they_were() {
    let mut golden = String::new();
    for (name, before, after) in streams() {
        for channels in 1..=2 {
            let mut audio = Audio::new(48_000.0, channels);
            let input = noise(3 * PART, channels, 0.7, 4711);
            let mut output = vec![Vec::new(); channels];
            let parts = [(0, &before, 0.0), (0, &after, 10.5), (AUDIO_BYPASS, &after, 10.5)];
            for (part, (flags, chain, delay_ms)) in parts.into_iter().enumerate() {
                audio.configure(chain, flags, delay_ms);
                let planes: Vec<Vec<f32>> =
                    input.iter().map(|plane| plane[part * PART..(part + 1) * PART].to_vec()).collect();
                for (plane, part) in output.iter_mut().zip(audio.stream(&planes, &[128])) {
                    plane.extend(part);
                }
            }
            writeln!(golden, "{name} {channels} {:016x}", checksum(&output)).expect("to a string");
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden.txt");
    if std::env::var_os("RINGLIGHT_BLESS").is_some() {
        std::fs::write(path, &golden).expect("the file can be written");
    }
    assert_eq!(golden, std::fs::read_to_string(path).expect("the file is there"));
}
