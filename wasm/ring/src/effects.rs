//! The sound's settings: written by the main thread in TypeScript, read here at the start of every quantum.

use ringlight_layout::sync::{Ordering, fence};
use ringlight_layout::{AudioSettings, ChainSettings, Effect, MAX_EFFECTS};

/// The settings if they changed since those of version `seen` were read (0: none were), and nobody is writing them.
///
/// Never waits: while the main thread is between the two halves of a change, the audio thread goes on with what it has.
#[must_use]
pub fn refresh(settings: &AudioSettings, seen: u32) -> Option<ChainSettings> {
    // Acquire: pairs with the main thread's sequentially consistent store of the even version.
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
