//! The ring of samples from the audio thread to the analysis thread: one writes, one reads, and neither ever waits.
//!
//! There are two counters of frames. Each is written by one side alone. Frame n lies at n modulo the capacity, a power
//! of two. The writer has room where the reader has given frames back. A block that finds too little room is not
//! written, and is counted as lost. So the reader gets whole blocks, in order.

use ringlight_layout::SampleRing;
use ringlight_layout::sync::Ordering;

/// Writer: the number of the first of `frames` frames, if there is room for them. The writer fills their places and
/// then calls [`publish`]. `None`: the frames are lost, or nobody listens.
#[must_use]
pub fn reserve(ring: &SampleRing, capacity: u32, frames: u32) -> Option<u32> {
    // Acquire: pairs with the store in `listen`. The reader's counter is in place by then.
    if ring.listening.load(Ordering::Acquire) == 0 {
        return None;
    }
    // Relaxed: only this thread writes it.
    let written = ring.written.load(Ordering::Relaxed);
    // Acquire: pairs with the Release in `release`. The reader has copied the frames that are overwritten now.
    let taken = written.wrapping_sub(ring.read.load(Ordering::Acquire));
    // A reader that made its counter up can leave more than the capacity. It gets nothing until it listens anew.
    if taken > capacity || capacity - taken < frames {
        ring.lost.fetch_add(frames, Ordering::Relaxed);
        return None;
    }
    Some(written)
}

/// Writer: the reserved frames are in their places.
pub fn publish(ring: &SampleRing, frames: u32) {
    // Relaxed load: only this thread writes it. Release: pairs with `readable`. A reader that sees the counter sees the
    // frames.
    let written = ring.written.load(Ordering::Relaxed);
    ring.written.store(written.wrapping_add(frames), Ordering::Release);
}

/// Reader: begins to listen, at the next frame that is written. It may do so again after it has stopped.
pub fn listen(ring: &SampleRing) {
    // Relaxed: the store below publishes it.
    ring.read.store(ring.written.load(Ordering::Relaxed), Ordering::Relaxed);
    // Release: pairs with the Acquire in `reserve`.
    ring.listening.store(1, Ordering::Release);
}

/// Reader: the number of the oldest frame that it has not read, and the number of unread frames. They stay in their
/// places until [`release`].
#[must_use]
pub fn readable(ring: &SampleRing) -> (u32, u32) {
    // Relaxed: only this thread writes it.
    let read = ring.read.load(Ordering::Relaxed);
    // Acquire: pairs with `publish`.
    (read, ring.written.load(Ordering::Acquire).wrapping_sub(read))
}

/// Reader: has copied the oldest `frames` frames.
pub fn release(ring: &SampleRing, frames: u32) {
    // Relaxed load: only this thread writes it. Release: pairs with `reserve`. The reads are over before the writer
    // sees the room.
    let read = ring.read.load(Ordering::Relaxed);
    ring.read.store(read.wrapping_add(frames), Ordering::Release);
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_while_nobody_listens() {
        let ring = SampleRing::default();
        assert_eq!(reserve(&ring, 8, 4), None);
        assert_eq!(ring.lost.load(Ordering::Relaxed), 0);
        listen(&ring);
        assert_eq!(reserve(&ring, 8, 4), Some(0));
    }

    #[test]
    fn whole_blocks_go_through_or_are_lost_and_counters_wrap() {
        let ring = SampleRing::default();
        let first = u32::MAX - 5;
        ring.written.store(first, Ordering::Relaxed);
        listen(&ring);
        assert_eq!(readable(&ring), (first, 0));
        for block in 0..2 {
            assert_eq!(reserve(&ring, 8, 4), Some(first.wrapping_add(4 * block)));
            publish(&ring, 4);
        }
        assert_eq!(reserve(&ring, 8, 1), None);
        assert_eq!(ring.lost.load(Ordering::Relaxed), 1);
        assert_eq!(readable(&ring), (first, 8));
        release(&ring, 3);
        assert_eq!(reserve(&ring, 8, 4), None);
        assert_eq!(reserve(&ring, 8, 3), Some(first.wrapping_add(8)));
        publish(&ring, 3);
        assert_eq!(readable(&ring), (first.wrapping_add(3), 8));
        assert_eq!(ring.lost.load(Ordering::Relaxed), 5);
    }
}
