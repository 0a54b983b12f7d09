//! One box blur inside a chain: rows come in from above, in order, blurred rows go out.
//!
//! Pseudocode, for output row y of an image of h rows:
//!
//! ```text
//! window = rows max(0, y - r) ..= min(h - 1, y + r)
//! slide the column sums to the window: add rows that enter, subtract rows that leave
//! out = row means (see `row`); n = rows in the window x columns in the window
//! ```
//!
//! Tricks: 1. one row in and one row out per output row, in one pass with the prefix sums of the result;
//! 2. where only one of the two happens the other is a row of zeros; 3. only the r pixels at either edge have their own n.

use crate::divide::{Divisor, MAX_SAMPLES, NarrowDivisor};
use crate::row::{Columns, Mean, NARROW_RADIUS, PREFIX_PAD, Rows};
use ringlight_layout::MAX_RADIUS;

/// Windows are at most this wide, so this many divisors are enough.
const DIVISORS: usize = 2 * MAX_RADIUS as usize + 2;
const _: () = assert!(((DIVISORS - 1) * (DIVISORS - 1)) as u32 == MAX_SAMPLES);

/// Bytes that every blur of a chain shares: a row of zeros and the prefix sums.
#[must_use]
pub fn shared_bytes(samples: usize) -> usize {
    (samples + 4 * (samples + 2 * PREFIX_PAD)).next_multiple_of(64) + 64
}

/// Bytes of one blur's own: column sums and divisors.
#[must_use]
pub fn own_bytes(samples: usize) -> usize {
    (2 * samples).next_multiple_of(64) + (DIVISORS * size_of::<Divisor>()).next_multiple_of(64)
}

/// What the blurs of a chain share.
#[derive(Clone, Copy)]
pub struct Shared {
    zeros: *const u8,
    prefix: *mut u32,
}

impl Shared {
    /// Where there is no blur.
    pub const EMPTY: Self = Self { zeros: core::ptr::null(), prefix: core::ptr::null_mut() };

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
        let zeros = samples.next_multiple_of(64);
        // SAFETY: the caller's; `shared_bytes` counts zeros, pad and prefix row.
        unsafe {
            memory.write_bytes(0, zeros + 4 * PREFIX_PAD);
            Self { zeros: memory, prefix: memory.add(zeros).cast::<u32>().add(PREFIX_PAD) }
        }
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
    divisors: *mut Divisor,
    narrow: Option<NarrowDivisor>,
    rows: usize,
}

/// Samples of a row whose sums are made and used before the next ones: they stay in the first cache.
const BAND: usize = 1024;

/// Cuts a row into bands: `each` gets the columns of one, where it begins, and which means can be made with it.
///
/// # Safety
/// See [`Rows`].
#[inline(always)]
unsafe fn in_bands(columns: Columns, mean: Mean, each: impl Fn(Columns, usize, Mean)) {
    let (mut at, mut from) = (0, mean.from);
    while at < columns.samples {
        let samples = BAND.min(columns.samples - at);
        // SAFETY: `at` is below `samples`; the rest is the caller's.
        let band = unsafe {
            let Columns { sums, add, sub, .. } = columns;
            Columns { sums: sums.add(at), add: add.add(at), sub: sub.add(at), samples }
        };
        let end = at + samples;
        // Whole vectors, but at the end of the row.
        let ready = end.saturating_sub(mean.reach).saturating_sub(from) & !15;
        let to = if end == columns.samples { mean.to } else { mean.to.min(from + ready) };
        each(band, at, Mean { from, to, ..mean });
        (at, from) = (end, to);
    }
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
        let sums = (2 * samples).next_multiple_of(64);
        let low = first.saturating_sub(radius);
        // SAFETY: the caller's.
        unsafe {
            memory.write_bytes(0, sums);
            let divisors = memory.add(sums).cast();
            Self { radius, low, high: low, sums: memory.cast(), divisors, narrow: None, rows: 0 }
        }
    }

    /// Where the window of output row `y` ends, of `height` rows.
    #[must_use]
    pub fn end(&self, y: usize, height: usize) -> usize {
        (y + self.radius + 1).min(height)
    }

    /// Adds row `add` (the next one) to the sums, or none; does not compute a row yet.
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
        let (left, right) = if width > 2 * self.radius { (self.radius, width - self.radius) } else { (0, 0) };
        let mean = Mean { centre, out, reach: self.radius * C, from: left * C, to: right * C };
        // SAFETY: the caller's; `left` and `right` are `radius` pixels away from the edges.
        unsafe {
            if let Some(divisor) = self.narrow {
                let prefix = shared.prefix.cast::<u16>();
                in_bands(columns, mean, |columns, at, mean| {
                    R::slide_prefix16::<C>(columns, prefix.add(at));
                    R::mean16::<C>(mean, prefix, divisor);
                });
                self.edges::<C>(&mean, width, |i| u32::from(*prefix.add(i)), 0xffff);
            } else {
                let divisor =
                    *self.divisors.add(if right > left { 2 * self.radius + 1 } else { self.radius + 1 });
                in_bands(columns, mean, |columns, at, mean| {
                    R::slide_prefix32::<C>(columns, shared.prefix.add(at));
                    R::mean32::<C>(mean, shared.prefix, divisor);
                });
                self.edges::<C>(&mean, width, |i| *shared.prefix.add(i), u32::MAX);
            }
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

    /// The pixels whose window the left or the right edge clips. `mask`: what the prefix sums are modulo, less one.
    ///
    /// # Safety
    /// See [`Rows`].
    #[inline(always)]
    unsafe fn edges<const C: usize>(
        &self,
        mean: &Mean,
        width: usize,
        prefix: impl Fn(usize) -> u32,
        mask: u32,
    ) {
        let mut x = 0;
        while x < width {
            if x * C == mean.from && mean.to > mean.from {
                x = mean.to / C;
                continue;
            }
            let last = (x + self.radius).min(width - 1);
            let columns = last + 1 - x.saturating_sub(self.radius);
            // SAFETY: `prepare` has made the divisors of all clipped windows; the rest is the caller's.
            unsafe {
                let divisor = *self.divisors.add(columns);
                for channel in 0..C {
                    let i = x * C + channel;
                    let below = if x > self.radius { prefix(i - mean.reach - C) } else { 0 };
                    let sum = prefix(last * C + channel).wrapping_sub(below) & mask;
                    let keep = C == 4 && channel == 3;
                    *mean.out.add(i) = if keep { *mean.centre.add(i) } else { divisor.mean(sum) };
                }
            }
            x += 1;
        }
    }
}
