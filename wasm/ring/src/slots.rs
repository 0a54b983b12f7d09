//! The ring's slots: free -> writing -> ready -> processing -> done -> presenting -> free.
//!
//! The newest frame wins: at most one frame is ready. When a newer one is published, an older one that nobody has begun
//! is lost, and its slot is free.
//!
//! One capture thread, one present thread, any number of pool threads. A slot's word is
//! `sequence << 3 | state`: with the frame's number in the word, a compare-and-swap can never mistake a
//! slot that was superseded and filled again for the one it looked at. Sequences compare modulo 2^29,
//! which 60 frames per second take 103 days to wrap.
//!
//! Orderings: whoever hands a slot on stores with Release, whoever takes it loads with Acquire, so that
//! all that the one did to header and pixels is seen by the other. Each method says which pair it is.

use ringlight_layout::sync::{AtomicU32, Ordering};
use ringlight_layout::{DONE, FREE, MAX_SLOTS, PRESENTING, PROCESSING, READY, Ring, WRITING};

const STATE_BITS: u32 = 3;
const STATE_MASK: u32 = (1 << STATE_BITS) - 1;

/// What the capture thread got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// A slot that was free.
    Free(usize),
    /// The slot of the ready frame, as no slot was free and nobody had begun it: that frame is lost.
    Superseded(usize),
    /// Every slot is busy: the new frame is lost.
    Full,
}

const fn word(sequence: u32, state: u32) -> u32 {
    sequence << STATE_BITS | state
}

/// Whether frame `a` came before frame `b`; both are words, their states do not matter.
const fn before(a: u32, b: u32) -> bool {
    ((a >> STATE_BITS << STATE_BITS).wrapping_sub(b >> STATE_BITS << STATE_BITS) as i32) < 0
}

/// The slots in use. Relaxed: only the capture thread changes the number, while every slot is free, and a
/// slot beyond what another thread still believes in is published, and so seen, only later.
fn words(ring: &Ring) -> &[AtomicU32] {
    &ring.words[..(ring.slot_count.load(Ordering::Relaxed) as usize).min(MAX_SLOTS)]
}

/// The oldest slot in `state`, as (index, word); `None` if there was none at some instant of the call.
///
/// One pass could meet a younger frame and have missed an older one that was handed on just before it. So it
/// looks again until a pass finds none older: having seen the younger one with Acquire, it must see the older.
fn oldest(ring: &Ring, state: u32) -> Option<(usize, u32)> {
    let mut found: Option<(usize, u32)> = None;
    loop {
        let mut changed = false;
        for (index, slot) in words(ring).iter().enumerate() {
            // Acquire: pairs with the Release of `publish` and `finish`.
            let seen = slot.load(Ordering::Acquire);
            if seen & STATE_MASK == state && found.is_none_or(|(_, best)| before(seen, best)) {
                found = Some((index, seen));
                changed = true;
            }
        }
        if !changed {
            return found;
        }
    }
}

/// Capture thread: a slot to write frame `sequence` into, taking the ready one when none is free.
#[must_use]
pub fn acquire(ring: &Ring, sequence: u32) -> Acquired {
    for (index, slot) in words(ring).iter().enumerate() {
        // Acquire: pairs with `release`; the present thread has read the last byte before we overwrite it.
        if slot.load(Ordering::Acquire) & STATE_MASK == FREE {
            // Relaxed: nobody but this thread takes a free slot, nobody looks into a writing one.
            slot.store(word(sequence, WRITING), Ordering::Relaxed);
            return Acquired::Free(index);
        }
    }
    match supersede(ring, sequence, WRITING) {
        Some(index) => Acquired::Superseded(index),
        None => Acquired::Full,
    }
}

/// Capture thread: takes the ready frame from the pool, if there is one and nobody has begun it; its slot, which is then
/// in `state` with frame `sequence`.
fn supersede(ring: &Ring, sequence: u32, state: u32) -> Option<usize> {
    // Only this thread makes frames ready, and only one at a time: there is no other to look for. A pool thread that
    // begins it makes the exchange fail: then it is not lost.
    let (index, seen) = oldest(ring, READY)?;
    // Relaxed: the slot holds our own writes; the pool has not touched it. Nobody but this thread takes it afterwards.
    ring.words[index]
        .compare_exchange(seen, word(sequence, state), Ordering::Relaxed, Ordering::Relaxed)
        .is_ok()
        .then_some(index)
}

/// Capture thread: hands a written slot to the pool. The frame that was ready until then is lost, unless the pool has
/// begun it: its slot, which is free. Its header is this thread's until the next `acquire`.
#[must_use]
pub fn publish(ring: &Ring, index: usize) -> Option<usize> {
    // Before the new frame is ready, so that never two are. A pool thread that looks in between finds none, and is woken
    // after the new one.
    let lost = supersede(ring, 0, FREE);
    advance(&ring.words[index], WRITING, READY);
    lost
}

/// Capture thread: gives a slot back unpublished.
pub fn abandon(ring: &Ring, index: usize) {
    advance(&ring.words[index], WRITING, FREE);
}

/// Pool, inside `job::start`: takes the ready frame.
#[must_use]
pub fn begin(ring: &Ring) -> Option<usize> {
    while let Some((index, seen)) = oldest(ring, READY) {
        // Relaxed: `oldest` has acquired the very store that wrote `seen`. Fails when the capture thread superseded
        // the frame in between.
        if ring.words[index]
            .compare_exchange(seen, seen ^ READY ^ PROCESSING, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
        {
            return Some(index);
        }
    }
    None
}

/// Pool: hands a processed frame to the present thread.
pub fn finish(ring: &Ring, index: usize) {
    advance(&ring.words[index], PROCESSING, DONE);
}

/// Present thread: takes the oldest frame that is done. Frames are processed one at a time, so that is
/// also the order of capture.
#[must_use]
pub fn take(ring: &Ring) -> Option<usize> {
    let (index, seen) = oldest(ring, DONE)?;
    // Relaxed: only this thread takes a done slot, and `oldest` has acquired it.
    ring.words[index].store(seen ^ DONE ^ PRESENTING, Ordering::Relaxed);
    Some(index)
}

/// Present thread: the slot's pixels are no longer needed.
pub fn release(ring: &Ring, index: usize) {
    advance(&ring.words[index], PRESENTING, FREE);
}

/// Moves a slot that this thread owns. Release: pairs with whoever takes it next.
fn advance(slot: &AtomicU32, from: u32, to: u32) {
    // Relaxed: the owner reads what it wrote itself.
    let seen = slot.load(Ordering::Relaxed);
    debug_assert_eq!(seen & STATE_MASK, from);
    slot.store(seen ^ from ^ to, Ordering::Release);
}

/// Slots that are not free. Stale as soon as it is returned.
#[must_use]
pub fn occupied(ring: &Ring) -> u32 {
    words(ring).iter().filter(|slot| slot.load(Ordering::Acquire) & STATE_MASK != FREE).count() as u32
}

/// Changes the number of slots. Capture thread, while every slot is free.
pub fn resize(ring: &Ring, slots: u32) {
    debug_assert_eq!(occupied(ring), 0);
    // Relaxed: see `words`.
    ring.slot_count.store(slots, Ordering::Relaxed);
}
