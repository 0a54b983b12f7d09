//! The ring's slots: free -> writing -> ready -> processing -> done -> presenting -> free.
//!
//! The newest frame wins, so at most one frame is ready. An older frame is lost if a newer one is published before
//! anybody has begun the older one. Its slot is then free.
//!
//! There are one capture thread, one present thread and any number of pool threads. A slot's word is
//! `sequence << 3 | state`.
//!
//! The word contains the frame's number. So a compare-and-swap can never mistake a slot that was superseded and filled
//! again for the one it looked at. Sequences compare modulo 2^29, which takes 103 days to wrap at 60 frames per second.
//!
//! Orderings: the thread that hands a slot on stores with Release. The thread that takes it loads with Acquire. So the
//! taker sees all that the giver did to header and pixels. Each method says which pair it belongs to.

use ringlight_layout::sync::{AtomicU32, Ordering};
use ringlight_layout::{DONE, FREE, MAX_SLOTS, PRESENTING, PROCESSING, READY, Ring, WRITING};

const STATE_BITS: u32 = 3;
const STATE_MASK: u32 = (1 << STATE_BITS) - 1;

/// The result of `acquire`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// A slot that was free.
    Free(usize),
    /// The slot of the ready frame. No slot was free, and nobody had begun that frame: it is lost.
    Superseded(usize),
    /// Every slot is busy: the new frame is lost.
    Full,
}

const fn word(sequence: u32, state: u32) -> u32 {
    sequence << STATE_BITS | state
}

/// Whether frame `a` came before frame `b`. Both are words. Their states do not matter.
const fn before(a: u32, b: u32) -> bool {
    ((a >> STATE_BITS << STATE_BITS).wrapping_sub(b >> STATE_BITS << STATE_BITS) as i32) < 0
}

/// The slots in use.
///
/// Relaxed: only the capture thread changes the number, while every slot is free. Another thread may still believe in
/// an older number. A slot beyond that is published, and so seen, only later.
fn words(ring: &Ring) -> &[AtomicU32] {
    &ring.words[..(ring.slot_count.load(Ordering::Relaxed) as usize).min(MAX_SLOTS)]
}

/// The oldest slot in `state`, as (index, word). `None` if there was none at some instant of the call.
///
/// One pass could meet a younger frame and miss an older one that was handed on just before it. So this looks again
/// until a pass finds no older frame. It has seen the younger frame with Acquire, so it must see the older one.
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

/// Capture thread: finds a slot for frame `sequence`. If none is free, it takes the ready one.
#[must_use]
pub fn acquire(ring: &Ring, sequence: u32) -> Acquired {
    for (index, slot) in words(ring).iter().enumerate() {
        // Acquire: pairs with `release`. The present thread has read the last byte before this thread overwrites it.
        if slot.load(Ordering::Acquire) & STATE_MASK == FREE {
            // Relaxed: only this thread takes a free slot, and nobody looks into a slot that is being written.
            slot.store(word(sequence, WRITING), Ordering::Relaxed);
            return Acquired::Free(index);
        }
    }
    match supersede(ring, sequence, WRITING) {
        Some(index) => Acquired::Superseded(index),
        None => Acquired::Full,
    }
}

/// Capture thread: takes the ready frame from the pool, if there is one and nobody has begun it.
///
/// Returns its slot, which is then in `state` with frame `sequence`.
fn supersede(ring: &Ring, sequence: u32, state: u32) -> Option<usize> {
    // Only this thread makes frames ready, and only one at a time. So there is no other frame to look for. If a pool
    // thread begins the frame, the exchange fails, and the frame is not lost.
    let (index, seen) = oldest(ring, READY)?;
    // Relaxed: the slot holds this thread's own writes, and the pool has not touched it. Only this thread takes it
    // afterwards.
    ring.words[index]
        .compare_exchange(seen, word(sequence, state), Ordering::Relaxed, Ordering::Relaxed)
        .is_ok()
        .then_some(index)
}

/// Capture thread: hands a written slot to the pool.
///
/// The frame that was ready until then is lost, unless the pool has begun it. Then this returns the lost frame's slot,
/// which is free. That slot's header belongs to this thread until the next `acquire`.
#[must_use]
pub fn publish(ring: &Ring, index: usize) -> Option<usize> {
    // This comes before the new frame is ready, so that two frames are never ready. A pool thread that looks in between
    // finds none. It is woken after the new frame is ready.
    let lost = supersede(ring, 0, FREE);
    advance(&ring.words[index], WRITING, READY);
    lost
}

/// Still images: hands slot 0, the only one, to the pool after `fill` has filled it. Returns whether the slot was free.
/// One thread captures and presents, so nothing is superseded.
#[must_use]
pub fn offer(ring: &Ring, sequence: u32, fill: impl FnOnce()) -> bool {
    // Relaxed: only this thread changes the number of slots. See `words`.
    ring.slot_count.store(1, Ordering::Relaxed);
    // Relaxed: this thread freed it.
    if ring.words[0].load(Ordering::Relaxed) & STATE_MASK != FREE {
        return false;
    }
    fill();
    // Release: pairs with `begin`.
    ring.words[0].store(word(sequence, READY), Ordering::Release);
    true
}

/// Capture thread: gives a slot back unpublished.
pub fn abandon(ring: &Ring, index: usize) {
    advance(&ring.words[index], WRITING, FREE);
}

/// Pool, inside `job::start`: takes the ready frame.
#[must_use]
pub fn begin(ring: &Ring) -> Option<usize> {
    while let Some((index, seen)) = oldest(ring, READY) {
        // Relaxed: `oldest` has acquired the very store that wrote `seen`. The exchange fails if the capture thread
        // superseded the frame in between.
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

/// Number of frames that are done and wait for the present thread. To the present thread itself this is exact, or too
/// low by what the pool finishes meanwhile, because no other thread takes such a frame.
#[must_use]
pub fn waiting(ring: &Ring) -> usize {
    // Relaxed: `take` acquires the frame that it takes.
    words(ring).iter().filter(|slot| slot.load(Ordering::Relaxed) & STATE_MASK == DONE).count()
}

/// Present thread: takes the oldest frame that is done. Frames are processed one at a time, so this is also the order
/// of capture.
#[must_use]
pub fn take(ring: &Ring) -> Option<usize> {
    let (index, seen) = oldest(ring, DONE)?;
    // Relaxed: only this thread takes a done slot, and `oldest` has acquired it.
    ring.words[index].store(seen ^ DONE ^ PRESENTING, Ordering::Relaxed);
    Some(index)
}

/// Present thread: gives back a slot whose pixels are no longer needed.
pub fn release(ring: &Ring, index: usize) {
    advance(&ring.words[index], PRESENTING, FREE);
}

/// Moves a slot that this thread owns to its next state. Release: pairs with the thread that takes it next.
fn advance(slot: &AtomicU32, from: u32, to: u32) {
    // Relaxed: the owner reads what it wrote itself.
    let seen = slot.load(Ordering::Relaxed);
    debug_assert_eq!(seen & STATE_MASK, from);
    slot.store(seen ^ from ^ to, Ordering::Release);
}

/// Number of slots that are not free. The number may be outdated as soon as it is returned.
#[must_use]
pub fn occupied(ring: &Ring) -> u32 {
    words(ring).iter().filter(|slot| slot.load(Ordering::Acquire) & STATE_MASK != FREE).count() as u32
}

/// Changes the number of slots. The capture thread calls it while every slot is free.
pub fn resize(ring: &Ring, slots: u32) {
    debug_assert_eq!(occupied(ring), 0);
    // Relaxed: see `words`.
    ring.slot_count.store(slots, Ordering::Relaxed);
}
