//! The current frame. Pool threads claim its stripes from one word.
//!
//! The word packs what a thread must know to claim safely: which job it is (epoch), its slot, how many threads may take
//! part, which flavour, how many stripes, and the next one. A claim is one compare-and-swap on all of it. So a thread
//! that slept through the end of a job cannot claim a stripe of the next one by mistake.
//!
//! Frames are processed one at a time: the next job starts when the last stripe is finished. That keeps the order of
//! frames, gives each frame all threads (least latency), and lets a filter see the previous output.

use ringlight_layout::sync::{AtomicU32, Ordering, notify};
use ringlight_layout::{Job, MAX_THREADS};

const NEXT_BITS: u32 = 12;
const STRIPES_SHIFT: u32 = NEXT_BITS;
const SIMD_SHIFT: u32 = STRIPES_SHIFT + NEXT_BITS;
const THREADS_SHIFT: u32 = SIMD_SHIFT + 1;
const SLOT_SHIFT: u32 = THREADS_SHIFT + 4;
const STARTING_SHIFT: u32 = SLOT_SHIFT + 4;
const EPOCH_SHIFT: u32 = STARTING_SHIFT + 1;

/// Stripes of a frame, at most.
pub const MAX_STRIPES: u32 = (1 << NEXT_BITS) - 1;

/// What a pool thread may do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Work on this stripe of the frame in this slot.
    Stripe {
        /// Slot index.
        slot: usize,
        /// Stripe index.
        stripe: u32,
    },
    /// There is no job: try `start`.
    Idle,
    /// Another thread is starting a job: look again at once.
    Starting,
    /// A job runs, but it has no stripe left, or does not want this thread: sleep.
    Busy,
    /// The job wants the other flavour.
    Switch,
}

/// What is packed in the word of a running job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Slot index.
    pub slot: usize,
    /// Number of threads that take part: those with a smaller index.
    pub threads: u32,
    /// Whether the job wants the SIMD flavour.
    pub simd: bool,
    /// Number of stripes, 1 to `MAX_STRIPES`.
    pub stripes: u32,
}

fn field(word: u64, shift: u32, bits: u32) -> u32 {
    (word >> shift) as u32 & ((1 << bits) - 1)
}

fn epoch_only(word: u64) -> u64 {
    word >> EPOCH_SHIFT << EPOCH_SHIFT
}

/// Claims a stripe for thread `index`.
#[must_use]
pub fn claim(job: &Job, index: u32, simd: bool) -> Claim {
    // Relaxed: nothing but the word is read before the exchange. A stale word makes this exchange fail, or the one in
    // `start`. Or it sends this thread to sleep, which the wake-up after the newer word prevents.
    let mut word = job.word.load(Ordering::Relaxed);
    loop {
        let stripes = field(word, STRIPES_SHIFT, NEXT_BITS);
        let next = field(word, 0, NEXT_BITS);
        if field(word, STARTING_SHIFT, 1) == 1 {
            return Claim::Starting;
        }
        if stripes == 0 {
            return Claim::Idle;
        }
        if next >= stripes || field(word, THREADS_SHIFT, 4) <= index {
            return Claim::Busy;
        }
        if (field(word, SIMD_SHIFT, 1) == 1) != simd {
            return Claim::Switch;
        }
        // Acquire: pairs with `start`. The header is seen as the capture thread and `start` left it.
        match job.word.compare_exchange_weak(word, word + 1, Ordering::Acquire, Ordering::Relaxed) {
            Ok(_) => return Claim::Stripe { slot: field(word, SLOT_SHIFT, 4) as usize, stripe: next },
            Err(seen) => word = seen,
        }
    }
}

/// The result of `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// A job runs now. The other threads must be woken, because some may have slept through the previous job.
    Started(Plan),
    /// Another thread was faster: claim again.
    Lost,
    /// There is no frame to work on.
    Nothing,
}

/// Starts a job if none runs. `begin` picks a frame (and may prepare it), or gives `None`.
///
/// Any awake thread may start a frame, even one that will not take part.
pub fn start(job: &Job, begin: impl FnOnce() -> Option<Plan>) -> Start {
    // Relaxed: this is only a hint. The exchange below decides.
    let idle = job.word.load(Ordering::Relaxed);
    if idle != epoch_only(idle) {
        return Start::Lost;
    }
    let starting = idle | 1 << STARTING_SHIFT;
    // Acquire: pairs with `finish_stripe`, so that this thread sees `finished` reset.
    if job.word.compare_exchange(idle, starting, Ordering::Acquire, Ordering::Relaxed).is_err() {
        return Start::Lost;
    }
    let Some(plan) = begin() else {
        // Release: the thread that starts next sees all that `begin` did.
        job.word.store(idle, Ordering::Release);
        return Start::Nothing;
    };
    debug_assert!(plan.stripes >= 1 && plan.stripes <= MAX_STRIPES);
    debug_assert!(plan.threads >= 1 && plan.threads as usize <= MAX_THREADS);
    let word = idle.wrapping_add(1 << EPOCH_SHIFT)
        | (plan.slot as u64) << SLOT_SHIFT
        | u64::from(plan.threads) << THREADS_SHIFT
        | u64::from(plan.simd) << SIMD_SHIFT
        | u64::from(plan.stripes) << STRIPES_SHIFT;
    // Release: pairs with `claim`.
    job.word.store(word, Ordering::Release);
    Start::Started(plan)
}

/// Marks one claimed stripe of `stripes` as finished.
///
/// `last` runs once, after the very last stripe, when the writes of every stripe are visible. A new job can start only
/// after it.
pub fn finish_stripe(job: &Job, stripes: u32, last: impl FnOnce()) -> bool {
    // AcqRel: Release hands this stripe's pixels to the thread that finishes last. Acquire gives that thread all
    // pixels.
    if job.finished.fetch_add(1, Ordering::AcqRel) + 1 < stripes {
        return false;
    }
    last();
    // Relaxed: the store below publishes it.
    job.finished.store(0, Ordering::Relaxed);
    // Relaxed: nobody else changes the word now. All stripes are claimed, so `claim` gives Busy and `start` Lost.
    let word = job.word.load(Ordering::Relaxed);
    // Release: pairs with the exchange in `start`.
    job.word.store(epoch_only(word), Ordering::Release);
    true
}

/// Gives the first `threads` pool threads a reason to look for work.
pub fn wake(words: &[AtomicU32], threads: u32) {
    for word in words.iter().take(threads as usize) {
        // Release: pairs with the Acquire load that a thread makes before it looks. The thread sees what was published
        // before this, or its wait returns at once because the word has changed.
        word.fetch_add(1, Ordering::Release);
        notify(word, 1);
    }
}
