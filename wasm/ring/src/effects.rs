//! The settings of the sound. The main thread writes them in TypeScript. They are read here at the start of every
//! quantum.

use ringlight_layout::sync::{Ordering, fence};
use ringlight_layout::{AudioSettings, ChainSettings, Effect, MAX_EFFECTS};

/// Reads the settings. Returns them if they changed since version `seen` was read (0: never), and nobody writes them.
///
/// It never waits. While the main thread is between the two halves of a change, the audio thread keeps what it has.
#[must_use]
pub fn refresh(settings: &AudioSettings, seen: u32) -> Option<ChainSettings> {
    // Acquire: pairs with the sequentially consistent store of the even version by the main thread.
    let version = settings.version.load(Ordering::Acquire);
    if version % 2 == 1 || version == seen {
        return None;
    }
    let mut fresh = ChainSettings {
        version,
        flags: settings.flags.load(Ordering::Relaxed),
        delay_ms: f32::from_bits(settings.delay_ms.load(Ordering::Relaxed)),
        effect_count: settings.effect_count.load(Ordering::Relaxed).min(MAX_EFFECTS as u32),
        ..ChainSettings::default()
    };
    for (effect, words) in fresh.effects.iter_mut().zip(&settings.effects).take(fresh.effect_count as usize) {
        let word = |at: usize| words[at].load(Ordering::Relaxed);
        *effect =
            Effect { kind: word(0), parameters: core::array::from_fn(|at| f32::from_bits(word(1 + at))) };
    }
    // Acquire fence: the version below is not read before the fields above.
    fence(Ordering::Acquire);
    (settings.version.load(Ordering::Relaxed) == version).then_some(fresh)
}
