//! A program over the rows of one stripe of one plane.
//!
//! Stencils pull rows from the stencil before them, which keeps just the rows that the next window needs in a ring; all
//! other steps run on a row while it is in L1. So a chain costs one pass over memory, and a stripe recomputes the halo
//! rows it needs at its upper edge. The first stencil reads the frame itself when nothing comes before it.

use crate::blur::{Blur, Shared, own_bytes, shared_bytes};
use crate::plan::{MAX_STEPS, Program, Step, Tables};
use crate::point_row::PointRow;
use crate::row::Rows;
use ringlight_layout::Plane;
use ringlight_layout::geometry::ROW_ALIGNMENT;

const fn row_bytes(samples: usize) -> usize {
    samples.next_multiple_of(ROW_ALIGNMENT as usize)
}

/// Rows in the ring before stencil `step`, where it is not the frame that it reads.
fn ring_rows(step: &Step) -> usize {
    match step {
        Step::Blur { radius } => 2 * usize::from(*radius) + 2,
        _ => 0,
    }
}

/// Whether the first stencil, if any, reads the frame itself.
fn is_direct(program: &Program) -> bool {
    let first = program.steps().first();
    program.constant.is_none() && !program.is_joined() && first.is_some_and(Step::is_stencil)
}

/// Scratch bytes for a plane of `width` pixels with `channels` samples each.
#[must_use]
pub fn program_bytes(program: &Program, width: usize, channels: usize) -> usize {
    let samples = width * if program.is_joined() { 2 } else { channels };
    let mut bytes = if program.is_joined() { row_bytes(samples) } else { 0 };
    let mut direct = is_direct(program);
    let mut shared = 0;
    for step in program.steps().iter().filter(|step| step.is_stencil()) {
        let ring = if direct { 0 } else { ring_rows(step) * row_bytes(samples) };
        direct = false;
        bytes += ring + own_bytes(samples);
        shared = shared_bytes(samples);
    }
    bytes + shared
}

/// Where a plane lies: one, or the U and V planes of a joined program.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// First bytes of the input.
    pub input: [*const u8; 2],
    /// First bytes of the output.
    pub output: [*mut u8; 2],
}

/// Runs rows `rows.0..rows.1` of one plane through its program.
///
/// # Safety
/// The target's addresses are those of the plane, valid for `height` rows of `stride` bytes; no one writes the input, and
/// no one else these rows of the output; `scratch` is 64-byte aligned, this thread's alone and as large as
/// `program_bytes` says.
pub unsafe fn run_plane<R: Rows>(
    plane: &Plane,
    target: Target,
    program: &Program,
    tables: &Tables,
    rows: (usize, usize),
    scratch: *mut u8,
) {
    let channels = if program.is_joined() { 2 } else { plane.channels };
    // SAFETY: the caller's.
    unsafe {
        match channels {
            1 => Chain::<R, 1>::run(plane, target, program, tables, rows, scratch),
            2 => Chain::<R, 2>::run(plane, target, program, tables, rows, scratch),
            _ => Chain::<R, 4>::run(plane, target, program, tables, rows, scratch),
        }
    }
}

/// A stencil and what it reads.
#[derive(Clone, Copy)]
struct Stage {
    /// Index of its step.
    step: usize,
    /// Index of the first step after the stencil before it: what is done to its rows on their way here.
    before: usize,
    blur: Blur,
    /// Rows that come out of the stage before; null where that is the frame itself.
    ring: *mut u8,
    ring_rows: usize,
    /// The next row to be pulled into the ring.
    next: usize,
}

impl Stage {
    const EMPTY: Self =
        Self { step: 0, before: 0, blur: Blur::EMPTY, ring: core::ptr::null_mut(), ring_rows: 0, next: 0 };
}

struct Chain<'a, R: Rows, const C: usize> {
    target: Target,
    stride: usize,
    width: usize,
    height: usize,
    program: &'a Program,
    tables: &'a Tables,
    shared: Shared,
    stages: [Stage; MAX_STEPS],
    count: usize,
    rows: core::marker::PhantomData<R>,
}

impl<R: Rows, const C: usize> Chain<'_, R, C> {
    /// # Safety
    /// See `run_plane`.
    unsafe fn run(
        plane: &Plane,
        target: Target,
        program: &Program,
        tables: &Tables,
        (first, end): (usize, usize),
        scratch: *mut u8,
    ) {
        // SAFETY: the caller's.
        unsafe {
            let mut chain = Self::new(plane, target, program, tables, first, scratch);
            let steps = program.steps().len();
            let after = if chain.count > 0 { chain.stages[chain.count - 1].step + 1 } else { 0 };
            for y in first..end {
                let out = target.output[0].add(y * chain.stride);
                if chain.count > 0 {
                    chain.produce(chain.count - 1, y, out);
                    chain.apply(after..steps, out, out);
                } else {
                    chain.load(y, out, steps);
                }
            }
        }
    }

    /// # Safety
    /// See `run_plane`.
    unsafe fn new<'a>(
        plane: &Plane,
        target: Target,
        program: &'a Program,
        tables: &'a Tables,
        first: usize,
        scratch: *mut u8,
    ) -> Chain<'a, R, C> {
        let (width, height) = (plane.width as usize, plane.height as usize);
        let samples = width * C;
        let mut stages = [Stage::EMPTY; MAX_STEPS];
        let mut count = 0;
        let mut before = 0;
        for (step, _) in program.steps().iter().enumerate().filter(|(_, step)| step.is_stencil()) {
            stages[count] = Stage { step, before, ..Stage::EMPTY };
            (before, count) = (step + 1, count + 1);
        }
        let mut shared = Shared::EMPTY;
        // SAFETY: `program_bytes` counts all that is taken here.
        unsafe {
            let mut free = scratch;
            if count > 0 {
                shared = Shared::new(free, samples);
                free = free.add(shared_bytes(samples));
            }
            // From the last to the first: each begins some rows above where the next one does.
            let mut begin = first;
            for k in (0..count).rev() {
                let step = &program.steps()[stages[k].step];
                let blur = Blur::new(free, samples, step.halo(), begin);
                free = free.add(own_bytes(samples));
                let ring_rows = if k == 0 && is_direct(program) { 0 } else { ring_rows(step) };
                begin = blur.low;
                stages[k] = Stage { blur, ring: free, ring_rows, next: begin, ..stages[k] };
                free = free.add(ring_rows * row_bytes(samples));
            }
        }
        let (stride, rows) = (plane.stride as usize, core::marker::PhantomData);
        Chain { target, stride, width, height, program, tables, shared, stages, count, rows }
    }

    /// Row `y` of the frame, through the first `steps` steps, to `to`.
    ///
    /// # Safety
    /// See `run_plane`; `to` is a row of `width * C` samples.
    unsafe fn load(&self, y: usize, to: *mut u8, steps: usize) {
        // SAFETY: the caller's.
        unsafe {
            if let Some(value) = self.program.constant {
                fill::<C>(to, value, self.width);
                self.apply(0..steps, to, to);
            } else {
                self.apply(0..steps, self.source(y), to);
            }
        }
    }

    /// Row `y` of the frame.
    fn source(&self, y: usize) -> *const u8 {
        // SAFETY: a row of the plane; it is only read.
        unsafe { self.target.input[0].add(y * self.stride) }
    }

    /// Runs steps that need one row only; `from` and `to` may be the same.
    ///
    /// # Safety
    /// See `run_plane`; both are rows of `width * C` samples.
    unsafe fn apply(&self, steps: core::ops::Range<usize>, from: *const u8, to: *mut u8) {
        let mut from = from;
        // SAFETY: the caller's.
        unsafe {
            if steps.is_empty() && from != to {
                to.copy_from_nonoverlapping(from, self.width * C);
            }
            for step in &self.program.steps()[steps] {
                match *step {
                    Step::Points { first, count, table } => {
                        let points = PointRow {
                            table: &self.tables[usize::from(table)],
                            ops: self.program.ops(first, count),
                        };
                        R::points::<C>(from, to, self.width * C, points);
                    }
                    Step::Gray => R::grayscale(from, to, self.width, self.program.format),
                    Step::Blur { .. } => {}
                }
                from = to;
            }
        }
    }

    /// Where input row `y` of stage `k` is, once it has been pulled.
    fn row(&self, k: usize, y: usize) -> *mut u8 {
        let stage = &self.stages[k];
        if stage.ring_rows == 0 {
            return self.source(y).cast_mut();
        }
        // SAFETY: a row of the ring.
        unsafe { stage.ring.add(y % stage.ring_rows * row_bytes(self.width * C)) }
    }

    /// Has input row `y` of stage `k` ready, pulling it if it is the next one, and says where it is.
    ///
    /// # Safety
    /// See `run_plane`.
    unsafe fn pull(&mut self, k: usize, y: usize) -> *const u8 {
        let to = self.row(k, y);
        let Stage { ring_rows, next, before, step, .. } = self.stages[k];
        if ring_rows > 0 && y == next {
            self.stages[k].next += 1;
            // SAFETY: `to` is a row of this stage's ring that no window needs any more: rings have a row more than
            // windows, for the one that leaves.
            unsafe {
                if k > 0 {
                    self.produce(k - 1, y, to);
                    self.apply(before..step, to, to);
                } else {
                    self.load(y, to, step);
                }
            }
        }
        to
    }

    /// Writes output row `y` of stage `k` to `out`; rows are asked for in order.
    ///
    /// # Safety
    /// See `run_plane`.
    unsafe fn produce(&mut self, k: usize, y: usize, out: *mut u8) {
        match self.program.steps()[self.stages[k].step] {
            // SAFETY: the caller's.
            Step::Blur { .. } => unsafe { self.blur(k, y, out) },
            _ => {}
        }
    }

    /// # Safety
    /// See `produce`.
    unsafe fn blur(&mut self, k: usize, y: usize, out: *mut u8) {
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

/// Fills a row of `pixels` pixels.
///
/// # Safety
/// `to` is valid for them.
unsafe fn fill<const C: usize>(to: *mut u8, [even, odd]: [u8; 2], pixels: usize) {
    // SAFETY: the caller's.
    unsafe {
        if C == 1 || even == odd {
            to.write_bytes(even, pixels * C);
            return;
        }
        for i in 0..pixels {
            to.add(2 * i).write(even);
            to.add(2 * i + 1).write(odd);
        }
    }
}
