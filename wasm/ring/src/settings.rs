//! The settings. The main thread writes them in TypeScript (`src/memory/control.ts`). They are read here when a frame
//! arrives.

use ringlight_layout::sync::{AtomicU32, Ordering, fence, relax};
use ringlight_layout::{Filter, FrameSettings, MAX_FILTERS, MAX_THREADS, Settings};

/// Reads the settings if they changed since `current` was read, and nobody writes them. Returns whether `current` is
/// new.
///
/// While the main thread is between the two halves of a change, the old settings stay in force, because the frame must
/// not wait. Only the very first call waits, because there are no old settings then: `current.threads` is 0. It waits
/// until `stop` is set, because a main thread that failed within a change leaves it open for good.
pub fn refresh(settings: &Settings, current: &mut FrameSettings, stop: &AtomicU32) -> bool {
    loop {
        // Relaxed: this is a hint. `read` looks again.
        if current.threads > 0 && settings.version.load(Ordering::Relaxed) == current.version {
            return false;
        }
        if let Some(fresh) = read(settings) {
            *current = fresh;
            return true;
        }
        // Relaxed: nothing is read because of it.
        if current.threads > 0 || stop.load(Ordering::Relaxed) != 0 {
            return false;
        }
        relax();
    }
}

/// Reads the settings, unless the main thread is changing them.
fn read(settings: &Settings) -> Option<FrameSettings> {
    // Acquire: pairs with the sequentially consistent store of the even version by the main thread.
    let version = settings.version.load(Ordering::Acquire);
    if version % 2 == 1 {
        return None;
    }
    let mut fresh = FrameSettings {
        version,
        simd: settings.simd.load(Ordering::Relaxed),
        threads: settings.threads.load(Ordering::Relaxed).clamp(1, MAX_THREADS as u32),
        filter_count: settings.filter_count.load(Ordering::Relaxed).min(MAX_FILTERS as u32),
        ..FrameSettings::default()
    };
    for (index, filter) in fresh.filters.iter_mut().take(fresh.filter_count as usize).enumerate() {
        let word = |at: usize| settings.filters[index][at].load(Ordering::Relaxed);
        let parameters = core::array::from_fn(|at| word(1 + at) as i32);
        *filter = Filter { kind: word(0), parameters };
    }
    // Acquire fence: the version below is not read before the fields above.
    fence(Ordering::Acquire);
    (settings.version.load(Ordering::Relaxed) == version).then_some(fresh)
}
