//! Processes one quantum of sound after the other: settings, effects, delay, fades, meters, the ring.
//!
//! The effects themselves smooth a change of parameters. A change of the chain is a cross-fade of two chains. The chain
//! changes if an effect is added, removed, moved, or switched on or off, or if all are bypassed. The new chain
//! continues from the state of the old chain's effects. It runs along unheard for `WARM_MS`, until its look-aheads are
//! full. Then it takes over within `FADE_MS`. Settings that come meanwhile and want yet another chain are taken
//! afterwards.

use crate::block::{Block, Span, frames_of};
use crate::chain::Chain;
use crate::gain::SMOOTH_MS;
use crate::lanes::{F4, each};
use crate::line::{LongLine, Tap, delay};
use crate::meters::Meters;
use crate::ramp::Ramp;
use crate::tone::Tone;
use ringlight_layout::sync::Ordering;
use ringlight_layout::{
    AUDIO_CONTROL_BASE, AUDIO_MAX_CHANNELS, AUDIO_MAX_DELAY_FRAMES, AUDIO_MAX_DELAY_MS, AUDIO_MAX_QUANTUM,
    AUDIO_MUTE, AUDIO_PAGES, AUDIO_RING_FRAMES, AUDIO_SAMPLE_RATES, AUDIO_STATE_BASE, AudioControl,
    PAGE_BYTES,
};
use ringlight_ring::{effects, samples};

/// Milliseconds that a new chain runs along unheard.
pub const WARM_MS: f32 = 20.0;
/// Milliseconds of the cross-fade.
pub const FADE_MS: f32 = 10.0;
/// An effect of this quantum that must be applied outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct External {
    /// The instance to use: the chain's number, 0 or 1.
    pub instance: u32,
    /// `RESET`, `TAKE_OVER` or 0.
    pub first: u32,
}

impl External {
    /// The instance must forget its state first.
    pub const RESET: u32 = 2;
    /// The instance must take over the other one's state first.
    pub const TAKE_OVER: u32 = 4;
}

/// How far this quantum is.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
struct Cursor {
    frames: u32,
    /// The chain that runs.
    chain: u32,
    /// The place in it of the next effect.
    place: u32,
}

/// All state that is kept between two quanta. Zeros are a valid engine, but it must be `init`ialized.
#[repr(C)]
pub struct Engine {
    rate: f32,
    channels: u32,
    /// Frames so far.
    frames: u64,
    quanta: u32,
    /// Version of the settings that were taken last; 0: none.
    version: u32,
    /// Which chain is heard, or was heard until the current change.
    active: u32,
    /// 1: a change of the chain is under way.
    changing: u32,
    /// Frames of the change that have passed.
    changed: u32,
    delay_frames: u32,
    cursor: Cursor,
    /// What a chain's external effect must do before it is applied next.
    first: [u32; 2],
    chains: [Chain; 2],
    /// The sound that goes through each chain.
    work: [Block; 2],
    input: Block,
    output: Block,
    /// The factor of the output. It is 1, or on the way from or to silence.
    fade: Ramp,
    tap: Tap,
    input_meters: Meters,
    output_meters: Meters,
    tone: Tone,
    line: LongLine,
}

// The engine fits into the memory.
const _: () = assert!(AUDIO_STATE_BASE + size_of::<Engine>() <= AUDIO_PAGES * PAGE_BYTES);
const _: () = assert!(AUDIO_CONTROL_BASE.is_multiple_of(64) && AUDIO_STATE_BASE.is_multiple_of(64));

impl Engine {
    /// Forgets everything and starts anew. Returns whether it can, at this rate and with this number of channels.
    pub fn init(&mut self, control: &AudioControl, rate: f32, channels: u32) -> bool {
        let (lowest, highest) = AUDIO_SAMPLE_RATES;
        let can = rate >= lowest as f32
            && rate <= highest as f32
            && (1..=AUDIO_MAX_CHANNELS as u32).contains(&channels);
        if !can {
            return false;
        }
        // SAFETY: an engine of zeros is a valid one. It consists of numbers and of arrays of them.
        unsafe { core::ptr::from_mut(self).write_bytes(0, 1) };
        (self.rate, self.channels) = (rate, channels);
        self.fade.go(1.0, frames_of(FADE_MS, rate));
        (self.input_meters, self.output_meters) = (Meters::new(rate), Meters::new(rate));
        self.tap = Tap::at(0);
        control.sample_rate.store(rate.to_bits(), Ordering::Relaxed);
        control.channels.store(channels, Ordering::Relaxed);
        true
    }

    /// The place for a channel's input.
    pub fn input(&mut self, channel: usize) -> &mut [f32; AUDIO_MAX_QUANTUM] {
        &mut self.input.0[channel.min(AUDIO_MAX_CHANNELS - 1)]
    }

    /// The place of a channel's output.
    pub fn output(&mut self, channel: usize) -> &mut [f32; AUDIO_MAX_QUANTUM] {
        &mut self.output.0[channel.min(AUDIO_MAX_CHANNELS - 1)]
    }

    /// The planes that the current external effect must be applied to.
    pub fn external(&mut self, channel: usize) -> &mut [f32; AUDIO_MAX_QUANTUM] {
        &mut self.work[self.cursor.chain as usize].0[channel.min(AUDIO_MAX_CHANNELS - 1)]
    }

    /// The share of the current external effect, in percent.
    #[must_use]
    pub fn amount(&self) -> f32 {
        let place = self.cursor.place as usize;
        if place == 0 { 0.0 } else { self.chains[self.cursor.chain as usize].effect(place - 1).parameter(0) }
    }

    /// Fills the input with the test tone.
    pub fn tone(&mut self, frames: u32) {
        let span = self.span(frames);
        self.tone.run(&mut self.input, span);
    }

    /// Processes a whole quantum, without the effects that are done outside.
    pub fn process(&mut self, control: &AudioControl, frames: u32) {
        let mut external = self.begin(control, frames);
        while external.is_some() {
            external = self.resume(control);
        }
    }

    /// Begins a quantum. Returns the first external effect, or `None` if the quantum is done.
    pub fn begin(&mut self, control: &AudioControl, frames: u32) -> Option<External> {
        let span = self.span(frames);
        self.take_settings(control, span);
        self.cursor = Cursor { frames: span.frames as u32, chain: self.active, place: 0 };
        let block = &mut self.work[self.active as usize];
        block.copy(&self.input, span);
        let repaired = block.repair(span);
        control.repaired.fetch_add(repaired, Ordering::Relaxed);
        self.input_meters.run(block, span, &control.input_meters);
        if self.changing != 0 {
            let [first, second] = &mut self.work;
            let (from, to) = if self.active == 0 { (first, second) } else { (second, first) };
            to.copy(from, span);
        }
        self.resume(control)
    }

    /// Continues after an external effect. Returns the next one, or `None` if the quantum is done.
    pub fn resume(&mut self, control: &AudioControl) -> Option<External> {
        let span = self.span(self.cursor.frames);
        loop {
            let index = self.cursor.chain as usize;
            let chain = &mut self.chains[index];
            if let Some(place) = chain.run(self.cursor.place as usize, &mut self.work[index], span) {
                self.cursor.place = place as u32 + 1;
                let first = core::mem::take(&mut self.first[index]);
                return Some(External { instance: index as u32, first });
            }
            if self.changing == 0 || self.cursor.chain != self.active {
                break;
            }
            self.cursor = Cursor { chain: 1 - self.active, place: 0, ..self.cursor };
        }
        self.finish(control, span);
        None
    }

    fn span(&self, frames: u32) -> Span {
        Span {
            start: self.frames as u32,
            frames: (frames as usize).min(AUDIO_MAX_QUANTUM),
            channels: self.channels as usize,
            rate: self.rate,
        }
    }

    /// The chain for the settings in force.
    fn newest(&self) -> usize {
        (if self.changing == 0 { self.active } else { 1 - self.active }) as usize
    }

    fn take_settings(&mut self, control: &AudioControl, span: Span) {
        if let Some(fresh) = effects::refresh(&control.settings, self.version) {
            let newest = self.newest();
            if self.chains[newest].fits(&fresh, self.rate) {
                self.chains[newest].set(&fresh, span);
            } else if self.changing != 0 {
                // The settings want yet another chain. They wait until this change is over.
                return;
            } else {
                let [first, second] = &mut self.chains;
                let (old, new) = if self.active == 0 { (first, second) } else { (second, first) };
                let took_over = new.build(&fresh, old, span);
                self.first[1 - newest] = if took_over { External::TAKE_OVER } else { External::RESET };
                // Nothing has to be faded before the first sound.
                (self.changing, self.changed) = (1, 0);
                if self.frames == 0 {
                    (self.changing, self.active) = (0, 1 - self.active);
                }
            }
            self.version = fresh.version;
            let muted = fresh.flags & AUDIO_MUTE != 0;
            self.fade.go(if muted { 0.0 } else { 1.0 }, span.frames_of(FADE_MS));
            let ms = if fresh.delay_ms >= 0.0 { fresh.delay_ms.min(AUDIO_MAX_DELAY_MS as f32) } else { 0.0 };
            self.delay_frames = span.frames_of(ms).min(AUDIO_MAX_DELAY_FRAMES as u32);
            if self.frames == 0 {
                self.tap = Tap::at(self.delay_frames);
            }
        }
        self.tap.go(self.delay_frames, span.frames_of(SMOOTH_MS));
        if self.changing == 0 {
            control.applied.store(self.version, Ordering::Relaxed);
            let latency = self.chains[self.active as usize].latency(self.rate);
            control.latency_frames.store(latency, Ordering::Relaxed);
        }
    }

    /// The work after the effects.
    fn finish(&mut self, control: &AudioControl, span: Span) {
        self.mix(span);
        delay(&mut self.line, &mut self.tap, &mut self.output, span);
        if !self.fade.is_still() || self.fade.goal() != 1.0 {
            let fade = self.fade;
            for plane in self.output.planes(span) {
                each(plane, |at, x| x * fade.values(at));
            }
            self.fade.pass(span.frames);
        }
        let clipped = self.output.clip(span);
        control.clipped.fetch_add(clipped, Ordering::Relaxed);
        self.output_meters.run(&mut self.output, span, &control.output_meters);
        self.publish(control, span);
        self.chains[self.newest()].report(&control.gains);
        self.frames += span.frames as u64;
        self.quanta = self.quanta.wrapping_add(1);
        control.frames.store((self.frames as f64).to_bits(), Ordering::Relaxed);
        control.quanta.store(self.quanta, Ordering::Relaxed);
    }

    /// Whether the filters of the chain that is heard are empty of past sound.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.chains[self.active as usize].is_silent()
    }

    /// The chain's output. During a change it is a mixture of both chains' outputs.
    fn mix(&mut self, span: Span) {
        let [first, second] = &self.work;
        let (old, new) = if self.active == 0 { (first, second) } else { (second, first) };
        self.output.copy(old, span);
        if self.changing == 0 {
            return;
        }
        let (warm, fade) = (frames_of(WARM_MS, self.rate), frames_of(FADE_MS, self.rate));
        let (zero, one, per_frame) = (F4::splat(0.0), F4::splat(1.0), F4::splat(1.0 / fade as f32));
        for (plane, new) in self.output.planes(span).zip(&new.0) {
            each(plane, |at, old| {
                let first = (self.changed + at as u32 + 1) as i32 - warm as i32;
                let share = F4::new([0, 1, 2, 3].map(|lane| (first + lane) as f32)) * per_frame;
                let new = F4::load(&new[at..at + 4]);
                let mixed = old + (new - old) * share;
                old.or_else(share.below(zero), mixed.or_else(share.below(one), new))
            });
        }
        self.changed += span.frames as u32;
        if self.changed >= warm + fade {
            (self.changing, self.active) = (0, 1 - self.active);
        }
    }

    /// Puts the output into the ring of samples.
    fn publish(&mut self, control: &AudioControl, span: Span) {
        let frames = span.frames as u32;
        let Some(first) = samples::reserve(&control.ring, AUDIO_RING_FRAMES as u32, frames) else { return };
        for (channel, plane) in self.output.planes(span).enumerate() {
            for (i, &mut sample) in plane.iter_mut().enumerate() {
                let frame = first.wrapping_add(i as u32) as usize % AUDIO_RING_FRAMES;
                // SAFETY: the place is reserved. The reader does not look at it before `samples::publish`.
                unsafe { *control.samples[frame * span.channels + channel].0.get() = sample };
            }
        }
        samples::publish(&control.ring, frames);
    }
}
