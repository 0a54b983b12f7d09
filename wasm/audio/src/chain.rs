//! A chain of effects: what is in it, and one quantum through it.

use crate::block::{Block, Span};
use crate::gain::Gain;
use ringlight_layout::{
    AUDIO_BYPASS, ChainSettings, DISABLED, EFFECT_DENOISE, EFFECT_GAIN, EFFECT_KINDS, Effect, MAX_DENOISES,
    MAX_EFFECTS,
};

/// One effect of a chain and its state: that of its kind is in use.
#[repr(C)]
pub struct Slot {
    /// With its kind; switched off effects have no slot.
    effect: Effect,
    /// Its place in the settings.
    index: u32,
    gain: Gain,
}

/// The effects that do something, in order.
#[repr(C)]
pub struct Chain {
    count: u32,
    slots: [Slot; MAX_EFFECTS],
}

/// The effects of settings that do something, with their places.
fn active(settings: &ChainSettings) -> impl Iterator<Item = (usize, &Effect)> {
    let count = if settings.flags & AUDIO_BYPASS == 0 { settings.effect_count as usize } else { 0 };
    let mut denoises = 0;
    settings.effects[..count].iter().enumerate().filter(move |(_, effect)| match effect.kind {
        EFFECT_DENOISE => {
            denoises += 1;
            denoises <= MAX_DENOISES
        }
        kind => kind & DISABLED == 0 && EFFECT_KINDS.iter().any(|&(_, known)| known == kind),
    })
}

impl Chain {
    /// Whether it has the effects of these settings, in their order: then it can take their parameters.
    #[must_use]
    pub fn fits(&self, settings: &ChainSettings) -> bool {
        let slots = self.slots[..self.count as usize].iter();
        slots.map(|slot| slot.effect.kind).eq(active(settings).map(|(_, effect)| effect.kind))
    }

    /// Takes the parameters of settings that fit.
    pub fn set(&mut self, settings: &ChainSettings, span: Span) {
        for (slot, (index, effect)) in self.slots.iter_mut().zip(active(settings)) {
            (slot.effect, slot.index) = (*effect, index as u32);
            if effect.kind == EFFECT_GAIN {
                slot.gain.set(effect, span);
            }
        }
    }

    /// Becomes the chain of these settings. An effect that `old` has, too, goes on where that one is. Whether that holds
    /// for the one that is done outside.
    pub fn build(&mut self, settings: &ChainSettings, old: &Chain, span: Span) -> bool {
        let mut took_over = false;
        self.count = 0;
        for (index, effect) in active(settings) {
            let at = self.count as usize;
            let same = |slot: &&Slot| slot.effect.kind == effect.kind;
            let turn = self.slots[..at].iter().filter(same).count();
            let before = old.slots[..old.count as usize].iter().filter(same).nth(turn);
            let slot = &mut self.slots[at];
            (slot.effect, slot.index) = (*effect, index as u32);
            took_over |= effect.kind == EFFECT_DENOISE && before.is_some();
            if effect.kind == EFFECT_GAIN {
                slot.gain = before.map_or(Gain::new(effect), |slot| slot.gain);
                slot.gain.set(effect, span);
            }
            self.count += 1;
        }
        took_over
    }

    /// Runs the effects from place `from` on over a quantum. Where it comes to one that is done outside, it stops and says
    /// its place; it is for the caller to go on behind it.
    pub fn run(&mut self, from: usize, block: &mut Block, span: Span) -> Option<usize> {
        for (at, slot) in self.slots.iter_mut().enumerate().take(self.count as usize).skip(from) {
            match slot.effect.kind {
                EFFECT_GAIN => slot.gain.run(block, span),
                EFFECT_DENOISE => return Some(at),
                _ => {}
            }
        }
        None
    }

    /// The effect in a place.
    #[must_use]
    pub fn effect(&self, at: usize) -> &Effect {
        &self.slots[at].effect
    }
}
