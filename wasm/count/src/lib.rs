//! The allocator of the modules with a standard library: it counts, so that "nothing is allocated per quantum" is a number of the built module that a test
//! can read, and no promise.

use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator, which counts how often it was asked.
#[derive(Default)]
pub struct Counting;

impl Counting {
    /// Allocations of the calling thread so far, growing ones included; modulo 2^32.
    #[must_use]
    pub fn allocations(&self) -> u32 {
        count::read()
    }
}

/// A module's thread is alone with its memory.
#[cfg(target_family = "wasm")]
mod count {
    use std::sync::atomic::{AtomicU32, Ordering};

    static ALLOCATIONS: AtomicU32 = AtomicU32::new(0);

    pub(super) fn add() {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn read() -> u32 {
        ALLOCATIONS.load(Ordering::Relaxed)
    }
}

/// Natively the test harness's own thread allocates while a test runs.
#[cfg(not(target_family = "wasm"))]
mod count {
    use std::cell::Cell;

    thread_local! {
        // Constant and without a destructor: reaching it allocates nothing.
        static ALLOCATIONS: Cell<u32> = const { Cell::new(0) };
    }

    pub(super) fn add() {
        ALLOCATIONS.set(ALLOCATIONS.get().wrapping_add(1));
    }

    pub(super) fn read() -> u32 {
        ALLOCATIONS.get()
    }
}

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count::add();
        // SAFETY: the caller's duties are the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count::add();
        // SAFETY: the caller's duties are the same.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        count::add();
        // SAFETY: the caller's duties are the same.
        unsafe { System.realloc(at, layout, bytes) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's duties are the same.
        unsafe { System.dealloc(at, layout) }
    }
}
