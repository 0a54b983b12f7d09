//! One box blur inside a chain. Rows come in from above, in order. Blurred rows go out.
//!
//! Pseudocode, for output row y of an image of h rows:
//!
//! ```text
//! window = rows max(0, y - r) ..= min(h - 1, y + r)
//! slide the column sums to the window: add rows that enter, subtract rows that leave
//! out = row means (see `rows/mean.rs`); n = rows in the window x columns in the window
//! ```
//!
//! Tricks: 1. one row in and one row out per output row, in one pass with the means;
//! 2. where no row comes or goes, a row of zeros does; 3. only the r pixels at either edge have their own n.

use crate::rows::Rows;
use crate::rows::divide::{Divisor, MAX_SAMPLES, NarrowDivisor};
use crate::rows::mean::{Columns, Mean, NARROW_RADIUS, SUMS_PAD};
use ringlight_layout::MAX_RADIUS;

/// Windows are at most this wide, so this many divisors are enough.
const DIVISORS: usize = 2 * MAX_RADIUS as usize + 2;
const _: () = assert!(((DIVISORS - 1) * (DIVISORS - 1)) as u32 == MAX_SAMPLES);

/// Bytes that every blur of a chain shares: a row of zeros.
#[must_use]
pub fn shared_bytes(samples: usize) -> usize {
    samples.next_multiple_of(64)
}

/// Bytes of one blur's own: column sums and divisors.
#[must_use]
pub const fn own_bytes(samples: usize) -> usize {
    sums_bytes(samples) + (DIVISORS * size_of::<Divisor>()).next_multiple_of(64)
}

/// Bytes of column sums and their pad.
const fn sums_bytes(samples: usize) -> usize {
    (2 * (SUMS_PAD + samples)).next_multiple_of(64)
}

/// What the blurs of a chain share.
#[derive(Clone, Copy)]
pub struct Shared {
    zeros: *const u8,
}

impl Shared {
    /// Where there is no blur.
    pub const EMPTY: Self = Self { zeros: core::ptr::null() };

    /// A row of zeros.
    #[must_use]
    pub fn zeros(&self) -> *const u8 {
        self.zeros
    }

    /// Takes and clears `shared_bytes(samples)` bytes at `memory`.
    ///
    /// # Safety
    /// Those bytes are this thread's alone, 64-byte aligned.
    #[must_use]
    pub unsafe fn new(memory: *mut u8, samples: usize) -> Self {
        // SAFETY: the caller's.
        unsafe { memory.write_bytes(0, shared_bytes(samples)) };
        Self { zeros: memory }
    }
}

/// The state of one blur while it moves down a stripe.
#[derive(Clone, Copy)]
pub struct Blur {
    /// In pixels of this plane.
    pub radius: usize,
    /// First row in the column sums.
    pub low: usize,
    /// One past the last row in the column sums.
    pub high: usize,
    sums: *mut u16,
    /// By columns of a window.
    divisors: *mut Divisor,
    narrow: Option<NarrowDivisor>,
    rows: usize,
}

impl Blur {
    /// Unused.
    pub const EMPTY: Self = Self {
        radius: 0,
        low: 0,
        high: 0,
        sums: core::ptr::null_mut(),
        divisors: core::ptr::null_mut(),
        narrow: None,
        rows: 0,
    };

    /// Takes `own_bytes(samples)` bytes at `memory`; the first output row will be `first`.
    ///
    /// # Safety
    /// Those bytes are this thread's alone, 64-byte aligned.
    #[must_use]
    pub unsafe fn new(memory: *mut u8, samples: usize, radius: usize, first: usize) -> Self {
        let sums = sums_bytes(samples);
        let low = first.saturating_sub(radius);
        // SAFETY: the caller's.
        unsafe {
            memory.write_bytes(0, sums);
            let divisors = memory.add(sums).cast();
            let sums = memory.cast::<u16>().add(SUMS_PAD);
            Self { radius, low, high: low, sums, divisors, narrow: None, rows: 0 }
        }
    }

    /// Where the window of output row `y` ends, of `height` rows.
    #[must_use]
    pub fn end(&self, y: usize, height: usize) -> usize {
        (y + self.radius + 1).min(height)
    }

    /// Adds row `add`, the next one, to the sums. Computes no row yet.
    ///
    /// # Safety
    /// See [`Rows`].
    pub unsafe fn slide<R: Rows>(&mut self, shared: Shared, add: *const u8, samples: usize) {
        self.high += 1;
        // SAFETY: the caller's.
        unsafe { R::slide(Columns { sums: self.sums, add, sub: shared.zeros, samples }) }
    }

    /// Moves the window to its place for row `y` and writes that row.
    /// `add` and `sub` are the rows that enter and leave, if any.
    ///
    /// # Safety
    /// See [`Rows`]; `out` is a row of `width * C` samples.
    pub unsafe fn row<R: Rows, const C: usize>(
        &mut self,
        shared: Shared,
        add: Option<*const u8>,
        sub: Option<*const u8>,
        centre: *const u8,
        out: *mut u8,
        width: usize,
    ) {
        self.high += usize::from(add.is_some());
        self.low += usize::from(sub.is_some());
        self.prepare(width);
        let samples = width * C;
        let columns = Columns {
            sums: self.sums,
            add: add.unwrap_or(shared.zeros),
            sub: sub.unwrap_or(shared.zeros),
            samples,
        };
        // Pixels from `left` to `right` have whole windows.
        let whole = width > 2 * self.radius;
        let (left, right) = if whole { (self.radius, width - self.radius) } else { (width, width) };
        let reach = self.radius * C;
        let mean = Mean { centre, out, reach, from: left * C, to: right * C };
        let mut window = [0; C];
        // SAFETY: the caller's; `left` and `right` are `radius` pixels away from the edges, or there are none between them.
        unsafe {
            R::slide(Columns { samples: samples.min(2 * reach), ..columns });
            R::edge(self.sums, mean, 0..left, width, &mut window, self.divisors);
            if let Some(divisor) = self.narrow {
                R::means16::<C>(columns, mean, &mut window, divisor);
            } else if whole {
                R::means32::<C>(columns, mean, &mut window, *self.divisors.add(2 * self.radius + 1));
            }
            R::edge(self.sums, mean, right..width, width, &mut window, self.divisors);
        }
    }

    /// Makes the divisors for the number of rows now in the window, if it changed.
    fn prepare(&mut self, width: usize) {
        let rows = self.high - self.low;
        if rows == self.rows {
            return;
        }
        self.rows = rows;
        let full = 2 * self.radius + 1;
        for columns in (self.radius + 1).min(width)..=full.min(width) {
            // SAFETY: `columns` is at most 2 x MAX_RADIUS + 1, and `own_bytes` counts DIVISORS of them.
            unsafe { self.divisors.add(columns).write(Divisor::new((rows * columns) as u32)) };
        }
        let narrow = self.radius <= NARROW_RADIUS as usize && width >= full;
        self.narrow = if narrow { NarrowDivisor::new((rows * full) as u32) } else { None };
    }
}
