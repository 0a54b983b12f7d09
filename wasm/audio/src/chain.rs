//! A chain of effects: its contents, and its work on one quantum.

use crate::biquad::Filter;
use crate::block::{Block, Span};
use crate::compressor::Compressor;
use crate::delay::Delay;
use crate::gain::Gain;
use crate::gate::Gate;
use crate::limiter::{self, Limiter};
use crate::line::LongLine;
use ringlight_layout::sync::{AtomicU32, Ordering};
use ringlight_layout::{
    AUDIO_BYPASS, ChainSettings, DISABLED, EFFECT_COMPRESSOR, EFFECT_DELAY, EFFECT_DENOISE, EFFECT_EQUALIZER,
    EFFECT_GAIN, EFFECT_GATE, EFFECT_HIGH_PASS, EFFECT_KINDS, EFFECT_LIMITER, Effect, MAX_DELAYS,
    MAX_DENOISES, MAX_EFFECTS,
};

/// One effect of a chain. It has the states of all kinds. Only the state of its own kind is in use.
#[repr(C)]
struct Slot {
    /// Its settings and kind. Effects that are switched off have no slot.
    effect: Effect,
    /// Its place in the settings.
    index: u32,
    /// Its number among the effects of its kind.
    turn: u32,
    gain: Gain,
    filter: Filter,
    gate: Gate,
    compressor: Compressor,
    limiter: Limiter,
    delay: Delay,
}

/// The active effects, in order.
#[repr(C)]
pub struct Chain {
    count: u32,
    slots: [Slot; MAX_EFFECTS],
    /// Of the delays, by turn.
    lines: [LongLine; MAX_DELAYS],
}

/// Number of effects of a kind that a chain can have.
const fn most(kind: u32) -> usize {
    match kind {
        EFFECT_DELAY => MAX_DELAYS,
        EFFECT_DENOISE => MAX_DENOISES,
        _ => MAX_EFFECTS,
    }
}

/// The active effects of settings, as place, turn and effect. Skips effects that are off, unknown or beyond the limit.
fn active(settings: &ChainSettings) -> impl Iterator<Item = (usize, usize, &Effect)> {
    let count = if settings.flags & AUDIO_BYPASS == 0 { settings.effect_count as usize } else { 0 };
    let effects = &settings.effects[..count];
    effects.iter().enumerate().filter_map(move |(index, effect)| {
        let known = EFFECT_KINDS.iter().any(|&(_, kind)| kind == effect.kind);
        let turn = effects[..index].iter().filter(|before| before.kind == effect.kind).count();
        (effect.kind & DISABLED == 0 && known && turn < most(effect.kind)).then_some((index, turn, effect))
    })
}

/// Whether an effect with the first parameters can go to the other ones.
fn alike(one: &Effect, other: &Effect, rate: f32) -> bool {
    let same = one.kind == other.kind;
    same && (one.kind != EFFECT_LIMITER || limiter::lookahead(one, rate) == limiter::lookahead(other, rate))
}

impl Slot {
    /// Goes to other parameters of the same kind.
    fn set(&mut self, effect: &Effect, span: Span) {
        self.effect = *effect;
        match effect.kind {
            EFFECT_GAIN => self.gain.set(effect, span),
            EFFECT_HIGH_PASS | EFFECT_EQUALIZER => self.filter.set(effect, span),
            EFFECT_GATE => self.gate.set(effect, span),
            EFFECT_COMPRESSOR => self.compressor.set(effect, span),
            EFFECT_LIMITER => self.limiter.set(effect, span),
            EFFECT_DELAY => self.delay.set(effect, span),
            _ => {}
        }
    }

    /// Becomes an effect with an empty past.
    fn start(&mut self, effect: &Effect, line: &mut LongLine, span: Span) {
        self.effect = *effect;
        match effect.kind {
            EFFECT_GAIN => self.gain = Gain::new(effect),
            EFFECT_HIGH_PASS | EFFECT_EQUALIZER => self.filter = Filter::new(effect, span.rate),
            EFFECT_GATE => self.gate = Gate::new(effect, span),
            EFFECT_COMPRESSOR => self.compressor = Compressor::new(effect, span),
            EFFECT_LIMITER => self.limiter.start(effect, span),
            EFFECT_DELAY => self.delay = Delay::new(effect, line, span),
            _ => {}
        }
    }

    /// Becomes another chain's effect, with its past.
    fn take_over(&mut self, from: &Slot, line: &mut LongLine, from_line: &LongLine) {
        self.effect = from.effect;
        match from.effect.kind {
            EFFECT_GAIN => self.gain = from.gain,
            EFFECT_HIGH_PASS | EFFECT_EQUALIZER => self.filter = from.filter,
            EFFECT_GATE => self.gate = from.gate,
            EFFECT_COMPRESSOR => self.compressor = from.compressor,
            EFFECT_LIMITER => self.limiter.take_over(&from.limiter),
            EFFECT_DELAY => {
                self.delay = from.delay;
                line.copy(from_line);
            }
            _ => {}
        }
    }

    /// The gain that it applies at the moment.
    fn gain(&self) -> f32 {
        match self.effect.kind {
            EFFECT_GATE => self.gate.gain(),
            EFFECT_COMPRESSOR => self.compressor.gain(),
            EFFECT_LIMITER => self.limiter.gain(),
            _ => 1.0,
        }
    }
}

impl Chain {
    fn slots(&self) -> &[Slot] {
        &self.slots[..self.count as usize]
    }

    /// Whether it has the effects of these settings, in their order. Then it can take their parameters.
    #[must_use]
    pub fn fits(&self, settings: &ChainSettings, rate: f32) -> bool {
        self.count as usize == active(settings).count()
            && self
                .slots()
                .iter()
                .zip(active(settings))
                .all(|(slot, (_, _, effect))| alike(&slot.effect, effect, rate))
    }

    /// Takes the parameters of settings that fit.
    pub fn set(&mut self, settings: &ChainSettings, span: Span) {
        for (slot, (index, _, effect)) in self.slots.iter_mut().zip(active(settings)) {
            slot.index = index as u32;
            slot.set(effect, span);
        }
    }

    /// Becomes the chain of these settings. An effect that `old` has, too, continues from that one's state. Returns
    /// whether that holds for the effect that is done outside.
    pub fn build(&mut self, settings: &ChainSettings, old: &Chain, span: Span) -> bool {
        let (mut took_over, mut same_so_far) = (false, true);
        self.count = 0;
        for (slot, (index, turn, effect)) in self.slots.iter_mut().zip(active(settings)) {
            (slot.index, slot.turn) = (index as u32, turn as u32);
            let line = &mut self.lines[turn % MAX_DELAYS];
            let same = |slot: &Slot| slot.turn == turn as u32 && alike(&slot.effect, effect, span.rate);
            if let Some(place) = old.slots().iter().position(same) {
                slot.take_over(&old.slots[place], line, &old.lines[turn % MAX_DELAYS]);
                same_so_far &= place == self.count as usize;
                if effect.kind == EFFECT_DELAY && !same_so_far {
                    slot.delay.splice(line, span);
                }
                slot.set(effect, span);
                took_over |= effect.kind == EFFECT_DENOISE;
            } else {
                slot.start(effect, line, span);
                same_so_far = false;
            }
            self.count += 1;
        }
        took_over
    }

    /// Runs the effects over a quantum, from place `from` on. At an effect that is done outside, it stops and returns
    /// its place. The caller then continues after it.
    pub fn run(&mut self, from: usize, block: &mut Block, span: Span) -> Option<usize> {
        for (place, slot) in self.slots.iter_mut().enumerate().take(self.count as usize).skip(from) {
            match slot.effect.kind {
                EFFECT_GAIN => slot.gain.run(block, span),
                EFFECT_HIGH_PASS | EFFECT_EQUALIZER => slot.filter.run(block, span),
                EFFECT_GATE => slot.gate.run(block, span),
                EFFECT_COMPRESSOR => slot.compressor.run(block, span),
                EFFECT_LIMITER => slot.limiter.run(block, span),
                EFFECT_DELAY => slot.delay.run(&mut self.lines[slot.turn as usize % MAX_DELAYS], block, span),
                EFFECT_DENOISE => return Some(place),
                _ => {}
            }
        }
        None
    }

    /// The effect at a place.
    #[must_use]
    pub fn effect(&self, place: usize) -> &Effect {
        &self.slots[place].effect
    }

    /// By how many frames its effects delay the sound. This does not include effects that are done outside.
    #[must_use]
    pub fn latency(&self, rate: f32) -> u32 {
        let limiters = self.slots().iter().filter(|slot| slot.effect.kind == EFFECT_LIMITER);
        limiters.map(|slot| limiter::lookahead(&slot.effect, rate)).sum()
    }

    /// Writes down the gain that each effect of the settings applies.
    pub fn report(&self, gains: &[AtomicU32; MAX_EFFECTS]) {
        // Relaxed: each value is useful on its own.
        let mut all = [1.0; MAX_EFFECTS];
        for slot in self.slots() {
            all[slot.index as usize % MAX_EFFECTS] = slot.gain();
        }
        for (to, gain) in gains.iter().zip(all) {
            to.store(f32::to_bits(gain), Ordering::Relaxed);
        }
    }

    /// Whether all of its filters are empty of past sound.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.slots().iter().all(|slot| slot.filter.is_silent())
    }
}
