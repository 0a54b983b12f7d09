//! The settings: a frame gets all of a change or none of it.

use crate::check;
use loom::sync::Arc;
use loom::thread;
use ringlight_layout::sync::{AtomicU32, Ordering};
use ringlight_layout::{FrameSettings, Settings};
use ringlight_ring::settings;

/// As `src/memory/control.ts` writes: `Atomics` are sequentially consistent. All fields are told apart by `value`.
fn write_settings(settings: &Settings, value: u32) {
    settings.version.fetch_add(1, Ordering::SeqCst);
    settings.simd.store(value, Ordering::SeqCst);
    settings.threads.store(value, Ordering::SeqCst);
    settings.filter_count.store(1, Ordering::SeqCst);
    settings.filters[0][0].store(value, Ordering::SeqCst);
    settings.filters[0][1].store(value, Ordering::SeqCst);
    settings.version.fetch_add(1, Ordering::SeqCst);
}

/// No pipeline stops here.
fn refresh(settings: &Settings, current: &mut FrameSettings) -> bool {
    settings::refresh(settings, current, &AtomicU32::new(0))
}

fn assert_whole(current: &FrameSettings) {
    let filter = current.filters[0];
    let all = [current.simd, current.threads, filter.kind, filter.parameters[0] as u32];
    assert!(all.iter().all(|&value| value == all[0]), "torn: {all:?}");
    assert_eq!(current.version, 2 * current.threads, "not the version that was read");
}

#[test]
fn settings_are_read_whole_or_not_at_all() {
    check(Some(4), || {
        let settings = Arc::new(Settings::default());
        write_settings(&settings, 1);
        let mut current = FrameSettings::default();
        assert!(refresh(&settings, &mut current));
        let writer = thread::spawn({
            let settings = settings.clone();
            move || {
                write_settings(&settings, 2);
                write_settings(&settings, 3);
            }
        });
        for _ in 0..2 {
            refresh(&settings, &mut current);
            assert_whole(&current);
        }
        writer.join().unwrap();
        refresh(&settings, &mut current);
        assert_whole(&current);
        assert_eq!(current.threads, 3);
    });
}

#[test]
fn the_first_settings_are_waited_for() {
    check(Some(4), || {
        let settings = Arc::new(Settings::default());
        settings.version.store(1, Ordering::SeqCst);
        let writer = thread::spawn({
            let settings = settings.clone();
            move || {
                settings.simd.store(1, Ordering::SeqCst);
                settings.threads.store(1, Ordering::SeqCst);
                settings.filter_count.store(1, Ordering::SeqCst);
                settings.filters[0][0].store(1, Ordering::SeqCst);
                settings.filters[0][1].store(1, Ordering::SeqCst);
                settings.version.fetch_add(1, Ordering::SeqCst);
            }
        });
        let mut current = FrameSettings::default();
        assert!(refresh(&settings, &mut current));
        assert_whole(&current);
        writer.join().unwrap();
    });
}

#[test]
fn settings_that_are_never_whole_are_waited_for_until_the_pipeline_stops() {
    check(None, || {
        let settings = Settings::default();
        settings.version.store(1, Ordering::SeqCst);
        let stop = Arc::new(AtomicU32::new(0));
        let owner = thread::spawn({
            let stop = stop.clone();
            move || stop.store(1, Ordering::SeqCst)
        });
        let mut current = FrameSettings::default();
        assert!(!settings::refresh(&settings, &mut current, &stop));
        assert_eq!(current.threads, 0);
        owner.join().unwrap();
    });
}
