//! A program over the rows of one stripe of one plane.
//!
//! A chain costs one pass over memory: rows go from step to step while they are in cache. The first stencil reads the frame itself
//! when nothing comes before it. Flip costs nothing: the frame is read from below. Joined U and V planes are joined row by row,
//! and parted again.

use super::mask::Chroma;
use super::memory::row_bytes;
use super::past::Past;
use super::plan::Tables;
use super::program::{MAX_STEPS, Program};
use super::stage::Stage;
use crate::filters::blur::Shared;
use crate::fixed::Maybe;
use crate::rows::Rows;
use core::marker::PhantomData;
use core::ptr::null_mut;
use ringlight_layout::{MAX_FILTERS, Plane};

/// Where a plane lies. Of a joined program: where U and V lie.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// First bytes of the input.
    pub input: [*const u8; 2],
    /// First bytes of the output.
    pub output: [*mut u8; 2],
    /// What the chain's temporal filters remember of the plane. A filter that has no entry here passes pictures on as they are.
    pub past: &'a [Past],
    /// U and V of the same frame, where luma's chain has keys.
    pub chroma: Option<Chroma<'a>>,
    /// Where only a part of the plane is at hand.
    pub part: Option<Part>,
}

/// A part of a plane that is filtered in place. The addresses in `Target` are where the plane's first row would be; it need not be
/// there.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Rows above and below those of this run, as many as the program's halo has. They lie one after the other.
    pub halo: usize,
    /// The rows above, down to the one before the first of this run.
    pub above: *const u8,
    /// The rows below, from the one after the last of this run.
    pub below: *const u8,
}

/// Runs rows `rows.0..rows.1` of one plane through its program.
///
/// # Safety
/// - The target's addresses are those of the plane. They are valid for `height` rows of `stride` bytes; those in `past` for
///   rows of twice as many.
/// - Nobody writes the input, or what the frame before left. A program that is in place writes it itself.
/// - With a `part`, only its rows and those of its halo must be there.
/// - Nobody else writes these rows of the output, or of what this frame leaves. What it leaves may lie where the frame
///   before left its own, if `past::filters_of` says so.
/// - `scratch` is 64-byte aligned, this thread's alone, and as large as `memory::scratch_bytes` says.
#[inline(never)]
pub unsafe fn run_plane<R: Rows>(
    plane: &Plane,
    target: Target<'_>,
    program: &Program,
    tables: &Tables,
    rows: (usize, usize),
    scratch: *mut u8,
) {
    let channels = if program.joined { 2 } else { plane.channels };
    // SAFETY: the caller's.
    unsafe {
        match channels {
            1 => Chain::<R, 1>::new(plane, target, program, tables, rows).run(scratch),
            2 => Chain::<R, 2>::new(plane, target, program, tables, rows).run(scratch),
            _ => Chain::<R, 4>::new(plane, target, program, tables, rows).run(scratch),
        }
    }
}

/// One plane's way through a chain. `C`: samples per pixel.
pub(super) struct Chain<'a, R: Rows, const C: usize> {
    pub(super) target: Target<'a>,
    stride: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    /// Rows that this run makes. Rows around them are computed for stencils alone.
    pub(super) own: (usize, usize),
    pub(super) program: &'a Program,
    pub(super) tables: &'a Tables,
    pub(super) shared: Shared,
    /// A row to part joined pixels in.
    pub(super) apart: *mut u8,
    /// Squared distances of columns, where there is a vignette.
    pub(super) columns: *mut u16,
    /// A row of masks.
    pub(super) masks: *mut u8,
    /// Where luma's masks come from, by key.
    pub(super) sources: [*mut u8; MAX_FILTERS],
    pub(super) stages: [Stage; MAX_STEPS],
    /// Stages in use.
    pub(super) count: usize,
    rows: PhantomData<R>,
}

impl<'a, R: Rows, const C: usize> Chain<'a, R, C> {
    /// A chain that has no memory yet: see `set_up`.
    #[inline(never)]
    pub(super) fn new(
        plane: &Plane,
        target: Target<'a>,
        program: &'a Program,
        tables: &'a Tables,
        own: (usize, usize),
    ) -> Self {
        Self {
            target,
            stride: plane.stride as usize,
            width: plane.width as usize,
            height: plane.height as usize,
            own,
            program,
            tables,
            shared: Shared::EMPTY,
            apart: null_mut(),
            columns: null_mut(),
            masks: null_mut(),
            sources: [null_mut(); MAX_FILTERS],
            stages: [Stage::EMPTY; MAX_STEPS],
            count: 0,
            rows: PhantomData,
        }
    }

    /// Makes its own rows.
    ///
    /// # Safety
    /// See `run_plane`.
    unsafe fn run(&mut self, scratch: *mut u8) {
        let joined = self.program.joined;
        // SAFETY: the caller's; `scratch_bytes` counts a row for joined pixels.
        unsafe {
            let free = if joined { scratch.add(row_bytes(self.width * C)) } else { scratch };
            self.set_up(self.own.0, free);
            for y in self.own.0..self.own.1 {
                let outputs = self.target.output.map(|output| output.wrapping_add(y * self.stride));
                let out = if joined { scratch } else { outputs[0] };
                self.make(y, out);
                if joined {
                    R::part(out, outputs, self.width);
                }
            }
        }
    }

    /// Row `y`, which is the next one, to `out`.
    ///
    /// # Safety
    /// See `run_plane`; `out` is a row of `width * C` samples.
    pub(super) unsafe fn make(&mut self, y: usize, out: *mut u8) {
        let steps = self.program.steps.len();
        // SAFETY: the caller's.
        unsafe {
            if self.count > 0 {
                let last = self.count - 1;
                self.produce(last, y, out);
                self.apply(self.stages[last].step + 1..steps, out, out, y);
            } else {
                self.load(y, out, steps);
            }
        }
    }

    /// Row `y` of the frame, through the first `steps` steps, to `to`.
    ///
    /// # Safety
    /// See `run_plane`; `to` is a row of `width * C` samples.
    #[inline(never)]
    pub(super) unsafe fn load(&self, y: usize, to: *mut u8, steps: usize) {
        // SAFETY: the caller's.
        unsafe {
            if let Maybe::Just(value) = self.program.constant {
                fill::<C>(to, value, self.width);
                self.apply(0..steps, to, to, y);
            } else if self.program.joined {
                R::join([self.source(0, y), self.source(1, y)], to, self.width);
                self.apply(0..steps, to, to, y);
            } else {
                self.apply(0..steps, self.source(0, y), to, y);
            }
        }
    }

    /// Row `y` of the frame.
    pub(super) fn source(&self, plane: usize, y: usize) -> *const u8 {
        let rows = |from: *const u8, rows: usize| from.wrapping_add(rows * self.stride);
        match self.target.part {
            Some(part) if y < self.own.0 => rows(part.above, y + part.halo - self.own.0),
            Some(part) if y >= self.own.1 => rows(part.below, y - self.own.1),
            _ => rows(self.target.input[plane], self.unflipped(y)),
        }
    }

    /// The first byte of what is remembered of row `y`: two bytes for each one of the frame.
    pub(super) fn past_offset(&self, y: usize) -> usize {
        2 * self.unflipped(y) * self.stride
    }

    /// Which row of the frame is read as row `y`.
    fn unflipped(&self, y: usize) -> usize {
        if self.program.flip && !self.program.in_place { self.height - 1 - y } else { y }
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
