//! The sound's settings: a quantum gets all of a change or none of it, and never waits.

use crate::check;
use loom::sync::Arc;
use loom::thread;
use ringlight_layout::sync::Ordering;
use ringlight_layout::{AudioSettings, ChainSettings};
use ringlight_ring::effects::refresh;

/// As `src/catalogue/effects.ts` writes: with `Atomics`, numbers too. All fields are told apart by `value`. With `Relaxed` for the numbers
/// this fails: a store may overtake the odd version before it.
fn write(settings: &AudioSettings, value: u32) {
    settings.version.fetch_add(1, Ordering::SeqCst);
    settings.flags.store(value, Ordering::SeqCst);
    settings.effect_count.store(1, Ordering::SeqCst);
    settings.delay_ms.store(value, Ordering::SeqCst);
    settings.effects[0][0].store(value, Ordering::SeqCst);
    settings.effects[0][1].store(value, Ordering::SeqCst);
    settings.version.fetch_add(1, Ordering::SeqCst);
}

fn assert_whole(read: &ChainSettings) {
    let effect = read.effects[0];
    let all = [read.flags, read.delay_ms.to_bits(), effect.kind, effect.parameters[0].to_bits()];
    assert!(all.iter().all(|&value| value == all[0]), "torn: {all:?}");
    assert_eq!(read.version, 2 * read.flags, "not the version that was read");
}

#[test]
fn the_sounds_settings_are_read_whole_or_not_at_all() {
    check(Some(3), || {
        let settings = Arc::new(AudioSettings::default());
        assert!(refresh(&settings, 0).is_none(), "none were written");
        let writer = thread::spawn({
            let settings = settings.clone();
            move || {
                write(&settings, 1);
                write(&settings, 2);
            }
        });
        let mut version = 0;
        for _ in 0..2 {
            if let Some(read) = refresh(&settings, version) {
                assert_whole(&read);
                version = read.version;
            }
        }
        writer.join().unwrap();
        if let Some(read) = refresh(&settings, version) {
            assert_whole(&read);
            version = read.version;
        }
        assert_eq!(version, 4);
        assert!(refresh(&settings, version).is_none(), "nothing is new");
    });
}
