//! Atomics and futexes for each place where the code runs: in the browser, natively, and under `loom`.

#[cfg(not(loom))]
pub use core::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};
#[cfg(loom)]
pub use loom::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};
#[cfg(loom)]
use std::sync::PoisonError;

/// Sleeps while `word` holds `expected`. It may wake for no reason, so the caller looks again.
///
/// In the browser this is `memory.atomic.wait32`. That traps on a window's main thread, so only pool threads call it.
/// Natively this gives the rest of the time slice away. Under `loom` it really waits, so that a lost wake-up shows as a
/// deadlock.
#[inline]
pub fn wait(word: &AtomicU32, expected: u32) {
    #[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
    // SAFETY: the pointer comes from a reference, so it is valid and aligned for an i32.
    unsafe {
        core::arch::wasm32::memory_atomic_wait32(word.as_ptr().cast::<i32>(), expected as i32, -1);
    }
    #[cfg(loom)]
    {
        let mut guard = SLEEPERS.lock();
        while word.load(Ordering::Relaxed) == expected {
            guard = SLEEPERS.awake.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
    }
    #[cfg(not(any(loom, all(target_arch = "wasm32", target_feature = "atomics"))))]
    if word.load(Ordering::Relaxed) == expected {
        relax();
    }
}

/// Wakes at most `count` threads that sleep on `word`.
#[inline]
pub fn notify(word: &AtomicU32, count: u32) {
    #[cfg(all(target_arch = "wasm32", target_feature = "atomics"))]
    // SAFETY: the pointer comes from a reference, so it is valid and aligned for an i32.
    unsafe {
        core::arch::wasm32::memory_atomic_notify(word.as_ptr().cast::<i32>(), count);
    }
    #[cfg(loom)]
    {
        // This works as in a futex: a thread has not looked at the word yet, which has changed by now, or it is asleep.
        drop(SLEEPERS.lock());
        SLEEPERS.awake.notify_all();
    }
    #[cfg(not(all(target_arch = "wasm32", target_feature = "atomics")))]
    let _ = (word, count);
}

/// All threads that sleep under `loom`, whatever the word. Each of them looks again.
#[cfg(loom)]
struct Sleepers {
    lock: loom::sync::Mutex<()>,
    awake: loom::sync::Condvar,
}

#[cfg(loom)]
impl Sleepers {
    fn lock(&self) -> loom::sync::MutexGuard<'_, ()> {
        self.lock.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(loom)]
loom::lazy_static! {
    static ref SLEEPERS: Sleepers =
        Sleepers { lock: loom::sync::Mutex::new(()), awake: loom::sync::Condvar::new() };
}

/// One turn of a spin loop.
#[inline]
pub fn relax() {
    #[cfg(loom)]
    loom::thread::yield_now();
    #[cfg(all(not(loom), not(target_arch = "wasm32")))]
    std::thread::yield_now();
    #[cfg(all(not(loom), target_arch = "wasm32"))]
    core::hint::spin_loop();
}
