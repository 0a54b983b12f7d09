//! A whole chain of filters over the rows of one stripe, plane by plane.
//!
//! Blurs pull rows from the blur before them, which keeps just the rows that the next window needs in a ring of
//! `2 r + 2` rows; point filters run on a row while it is in L1. So a chain costs one pass over memory, and a stripe
//! recomputes the halo rows it needs at its upper edge. The first blur reads the frame itself when nothing comes
//! before it.

use crate::blur::{Blur, Shared, own_bytes, shared_bytes};
use crate::row::Rows;
use ringlight_layout::geometry::{ROW_ALIGNMENT, plane_size};
use ringlight_layout::{BGRA, BOX_BLUR, Filter, GRAYSCALE, MAX_FILTERS, MAX_PLANES, MAX_RADIUS, Plane, RGBA};

/// What a chain does to one plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// Every sample becomes this; nothing else matters then.
    pub fill: Option<u8>,
    /// Radii of the blurs, in pixels of this plane.
    radii: [u8; MAX_FILTERS],
    blurs: usize,
    /// Bit k: grayscale before blur k; bit `blurs`: after the last.
    gray: u32,
}

impl Steps {
    /// The steps for plane `index` of a frame in `format`. Radii above `MAX_RADIUS` count as that: scratch is made for no more.
    #[must_use]
    pub fn new(format: u32, index: usize, filters: &[Filter]) -> Self {
        let packed = format == RGBA || format == BGRA;
        let chroma = !packed && index > 0;
        let mut steps = Self { fill: None, radii: [0; MAX_FILTERS], blurs: 0, gray: 0 };
        for filter in filters {
            match filter.kind {
                // Neutral chroma stays neutral, whatever comes before or after: the mean of 128s is 128.
                GRAYSCALE if chroma => steps.fill = Some(128),
                GRAYSCALE if packed => steps.gray |= 1 << steps.blurs,
                BOX_BLUR => {
                    let radius = filter.parameter.min(MAX_RADIUS);
                    let radius = if chroma { (2 * radius + 1) >> 2 } else { radius };
                    if radius > 0 && steps.blurs < MAX_FILTERS {
                        steps.radii[steps.blurs] = radius as u8;
                        steps.blurs += 1;
                    }
                }
                _ => {}
            }
        }
        steps
    }

    /// Whether the plane stays as it is.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.fill.is_none() && self.blurs == 0 && self.gray == 0
    }

    fn gray_before(&self, blur: usize) -> bool {
        self.gray >> blur & 1 == 1
    }

    /// Whether blur `k` reads the frame itself.
    fn is_direct(&self, k: usize) -> bool {
        k == 0 && !self.gray_before(0)
    }

    /// Rows of halo that a stripe needs above and below.
    #[must_use]
    pub fn halo(&self) -> usize {
        self.radii[..self.blurs].iter().map(|&radius| usize::from(radius)).sum()
    }

    fn ring_rows(&self, k: usize) -> usize {
        if self.is_direct(k) { 0 } else { 2 * usize::from(self.radii[k]) + 2 }
    }

    /// Scratch bytes for rows of `samples` samples.
    #[must_use]
    fn scratch_bytes(&self, samples: usize) -> usize {
        if self.blurs == 0 || self.fill.is_some() {
            return 0;
        }
        let row = samples.next_multiple_of(ROW_ALIGNMENT as usize);
        let rings: usize = (0..self.blurs).map(|k| self.ring_rows(k) * row).sum();
        shared_bytes(samples) + self.blurs * own_bytes(samples) + rings
    }
}

/// Scratch bytes per thread for a chain on frames of this format and size: a multiple of 64.
#[must_use]
pub fn scratch_bytes(format: u32, width: u32, height: u32, filters: &[Filter]) -> usize {
    (0..MAX_PLANES)
        .filter_map(|index| {
            let (width, _, channels) = plane_size(format, width, height, index)?;
            Some(Steps::new(format, index, filters).scratch_bytes((width * channels) as usize))
        })
        .max()
        .unwrap_or(0)
        .next_multiple_of(ROW_ALIGNMENT as usize)
}

/// Stripes to cut a frame into, for `threads` threads: one for one; else four per thread, so that a thread that is
/// held up leaves its share to the others, but none so thin that it is mostly halo.
#[must_use]
pub fn stripe_count(format: u32, height: u32, filters: &[Filter], threads: u32) -> u32 {
    if threads <= 1 {
        return 1;
    }
    let thinnest = 16.max(2 * Steps::new(format, 0, filters).halo() as u32);
    (height / thinnest).clamp(1, 4 * threads)
}

/// The rows of `plane` that belong to stripe `stripe` of `stripes` of a frame of `height` rows. Stripes begin at
/// even luma rows, so that chroma rows go with theirs.
#[must_use]
pub fn stripe_rows(plane: &Plane, height: u32, stripe: u32, stripes: u32) -> (usize, usize) {
    let pairs = height.div_ceil(2);
    let rows_per_pair = if plane.height == height { 2 } else { 1 };
    let row = |at: u32| (at * pairs / stripes * rows_per_pair).min(plane.height) as usize;
    (row(stripe), row(stripe + 1))
}

/// Runs rows `rows.0..rows.1` of one plane through a chain.
///
/// # Safety
/// `input` and `output` are the plane's first bytes, valid for `height` rows of `stride` bytes; no one writes the input, and
/// no one else these rows of the output; `scratch` is 64-byte aligned, this thread's alone and as large as `scratch_bytes` says.
pub unsafe fn run_plane<R: Rows>(
    plane: &Plane,
    input: *const u8,
    output: *mut u8,
    steps: &Steps,
    format: u32,
    rows: (usize, usize),
    scratch: *mut u8,
) {
    // SAFETY: the caller's.
    unsafe {
        match plane.channels {
            1 => Chain::<R, 1>::run(plane, input, output, steps, format, rows, scratch),
            2 => Chain::<R, 2>::run(plane, input, output, steps, format, rows, scratch),
            _ => Chain::<R, 4>::run(plane, input, output, steps, format, rows, scratch),
        }
    }
}

#[derive(Clone, Copy)]
struct Stage {
    blur: Blur,
    /// Rows that come out of the stage before; null where that is the frame itself.
    ring: *mut u8,
    ring_rows: usize,
    /// The next row to be pulled into the ring.
    next: usize,
}

struct Chain<'a, R: Rows, const C: usize> {
    input: *const u8,
    stride: usize,
    width: usize,
    height: usize,
    format: u32,
    steps: &'a Steps,
    shared: Shared,
    stages: [Stage; MAX_FILTERS],
    rows: core::marker::PhantomData<R>,
}

impl<R: Rows, const C: usize> Chain<'_, R, C> {
    /// # Safety
    /// See `run_plane`.
    unsafe fn run(
        plane: &Plane,
        input: *const u8,
        output: *mut u8,
        steps: &Steps,
        format: u32,
        (first, end): (usize, usize),
        scratch: *mut u8,
    ) {
        let (stride, width) = (plane.stride as usize, plane.width as usize);
        if steps.fill.is_some() || steps.blurs == 0 {
            for y in first..end {
                // SAFETY: rows of the plane; in and out do not overlap.
                unsafe {
                    let (from, to) = (input.add(y * stride), output.add(y * stride));
                    match steps.fill {
                        Some(value) => to.write_bytes(value, width * C),
                        None if steps.gray != 0 => R::grayscale(from, to, width, format),
                        None => to.copy_from_nonoverlapping(from, width * C),
                    }
                }
            }
            return;
        }
        // SAFETY: the caller's.
        unsafe {
            let mut chain = Self::new(plane, input, steps, format, first, scratch);
            let last = steps.blurs - 1;
            for y in first..end {
                let out = output.add(y * stride);
                chain.produce(last, y, out);
                if steps.gray_before(steps.blurs) {
                    R::grayscale(out, out, width, format);
                }
            }
        }
    }

    /// # Safety
    /// See `run_plane`.
    unsafe fn new<'a>(
        plane: &Plane,
        input: *const u8,
        steps: &'a Steps,
        format: u32,
        first: usize,
        scratch: *mut u8,
    ) -> Chain<'a, R, C> {
        let (width, height) = (plane.width as usize, plane.height as usize);
        let samples = width * C;
        let row = samples.next_multiple_of(ROW_ALIGNMENT as usize);
        let empty = Stage { blur: Blur::EMPTY, ring: core::ptr::null_mut(), ring_rows: 0, next: 0 };
        // SAFETY: `scratch_bytes` counts all that is taken here.
        unsafe {
            let shared = Shared::new(scratch, samples);
            let mut free = scratch.add(shared_bytes(samples));
            let mut stages = [empty; MAX_FILTERS];
            // From the last to the first: each begins a radius above where the next one does.
            let mut begin = first;
            for k in (0..steps.blurs).rev() {
                let radius = usize::from(steps.radii[k]);
                let blur = Blur::new(free, samples, radius, begin);
                free = free.add(own_bytes(samples));
                let ring_rows = steps.ring_rows(k);
                begin = blur.low;
                stages[k] = Stage { blur, ring: free, ring_rows, next: begin };
                free = free.add(ring_rows * row);
            }
            let stride = plane.stride as usize;
            let rows = core::marker::PhantomData;
            Chain { input, stride, width, height, format, steps, shared, stages, rows }
        }
    }

    /// Where input row `y` of blur `k` is, once it has been pulled.
    fn row(&self, k: usize, y: usize) -> *mut u8 {
        let stage = &self.stages[k];
        if stage.ring_rows == 0 {
            // SAFETY: a row of the plane; it is only read.
            return unsafe { self.input.add(y * self.stride).cast_mut() };
        }
        let bytes = (self.width * C).next_multiple_of(ROW_ALIGNMENT as usize);
        // SAFETY: a row of the ring.
        unsafe { stage.ring.add(y % stage.ring_rows * bytes) }
    }

    /// Has input row `y` of blur `k` ready, pulling it if it is the next one, and says where it is.
    ///
    /// # Safety
    /// See `run_plane`.
    unsafe fn pull(&mut self, k: usize, y: usize) -> *const u8 {
        let to = self.row(k, y);
        if self.stages[k].ring_rows > 0 && y == self.stages[k].next {
            self.stages[k].next += 1;
            // SAFETY: `to` is a row of this stage's ring that no window needs any more: a window and the row that
            // leaves it are `2 r + 2` rows.
            unsafe {
                if k > 0 {
                    self.produce(k - 1, y, to);
                    if self.steps.gray_before(k) {
                        R::grayscale(to, to, self.width, self.format);
                    }
                } else {
                    R::grayscale(self.input.add(y * self.stride), to, self.width, self.format);
                }
            }
        }
        to
    }

    /// Writes output row `y` of blur `k` to `out`; rows are asked for in order.
    ///
    /// # Safety
    /// See `run_plane`.
    unsafe fn produce(&mut self, k: usize, y: usize, out: *mut u8) {
        let end = self.stages[k].blur.end(y, self.height);
        // SAFETY: the caller's; rows are pulled in order.
        unsafe {
            while self.stages[k].blur.high + 1 < end {
                let add = self.pull(k, self.stages[k].blur.high);
                self.stages[k].blur.slide::<R>(self.shared, add, self.width * C);
            }
            let high = self.stages[k].blur.high;
            let add = if high < end { Some(self.pull(k, high)) } else { None };
            let blur = &self.stages[k].blur;
            let sub = if y > blur.radius && blur.low < y - blur.radius {
                Some(self.row(k, blur.low).cast_const())
            } else {
                None
            };
            let centre = self.row(k, y).cast_const();
            let (shared, width) = (self.shared, self.width);
            self.stages[k].blur.row::<R, C>(shared, add, sub, centre, out, width);
        }
    }
}
