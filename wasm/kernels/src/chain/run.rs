//! A program over the rows of one stripe of one plane.
//!
//! Stencils pull rows from the stencil before them, which keeps just the rows that the next window needs in a ring; all
//! other steps run on a row while it is in L1. So a chain costs one pass over memory, and a stripe recomputes the halo
//! rows it needs at its upper edge. The first stencil reads the frame itself when nothing comes before it. Flip costs
//! nothing: the frame is read from below. U and V planes that are run as one are joined row by row, and parted again.

use super::mask::{Chroma, MaskSource, source_bytes};
use super::past::Past;
use super::program::{MAX_STEPS, Program, Step, Tables};
use super::stage::{Stage, State, edge_bytes, is_direct, own_bytes, ring_rows, row_bytes};
use crate::filters::blur::{Shared, shared_bytes};
use crate::filters::pixelate::bounds;
use crate::filters::temporal::Temporal;
use crate::filters::vignette::{scale, squared};
use crate::rows::Rows;
use crate::rows::mean::Columns;
use crate::rows::point::PointRow;
use crate::rows::stencil::EDGE_PAD;
use ringlight_layout::{MAX_FILTERS, Plane};

/// Where a plane lies: one, or the U and V planes of a joined program.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// First bytes of the input.
    pub input: [*const u8; 2],
    /// First bytes of the output.
    pub output: [*mut u8; 2],
    /// What the chain's temporal filters remember of it; one that has none passes pictures on as they are.
    pub past: &'a [Past],
    /// U and V of the same frame, where luma's chain has keys.
    pub chroma: Option<Chroma<'a>>,
}

/// What is done to a plane, or to chroma on its way to a key.
#[derive(Clone, Copy)]
pub(crate) struct Way<'a> {
    pub(crate) program: &'a Program,
    pub(crate) tables: &'a Tables,
    pub(crate) steps: &'a [Step],
    /// What the plane is full of at first, if anything.
    pub(crate) constant: Option<[u8; 2]>,
    /// The frame is read from below.
    pub(crate) flip: bool,
    /// U and V are run as one.
    pub(crate) joined: bool,
}

/// Runs rows `rows.0..rows.1` of one plane through its program.
///
/// # Safety
/// The target's addresses are those of the plane, valid for `height` rows of `stride` bytes, of twice as many in `past`; no
/// one writes the input or what the frame before left, and no one else these rows of the output and of what this one
/// leaves (which may be the same, where `temporal::filters_of` says so); `scratch` is 64-byte aligned, this thread's alone and as large as
/// `stage::program_bytes` says.
#[inline(never)]
pub unsafe fn run_plane<R: Rows>(
    plane: &Plane,
    target: Target<'_>,
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

/// One plane's way through a chain.
pub(crate) struct Chain<'a, R: Rows, const C: usize> {
    target: Target<'a>,
    stride: usize,
    width: usize,
    height: usize,
    /// Rows that this run makes; what it needs beyond them is another one's.
    own: (usize, usize),
    way: Way<'a>,
    shared: Shared,
    /// A row to part joined pixels in.
    apart: *mut u8,
    /// Squared distances of columns, where there is a vignette.
    columns: *mut u16,
    /// A row of masks.
    pub(crate) masks: *mut u8,
    /// Where luma's keys get theirs from.
    pub(crate) sources: [*mut u8; MAX_FILTERS],
    stages: [Stage; MAX_STEPS],
    count: usize,
    rows: core::marker::PhantomData<R>,
}

impl<'a, R: Rows, const C: usize> Chain<'a, R, C> {
    /// A chain that has no memory yet.
    pub(crate) fn new(plane: &Plane, target: Target<'a>, way: Way<'a>, own: (usize, usize)) -> Self {
        Self {
            target,
            stride: plane.stride as usize,
            width: plane.width as usize,
            height: plane.height as usize,
            own,
            way,
            shared: Shared::EMPTY,
            apart: core::ptr::null_mut(),
            columns: core::ptr::null_mut(),
            masks: core::ptr::null_mut(),
            sources: [core::ptr::null_mut(); MAX_FILTERS],
            stages: [Stage::EMPTY; MAX_STEPS],
            count: 0,
            rows: core::marker::PhantomData,
        }
    }

    /// Pixels.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub(crate) fn height(&self) -> usize {
        self.height
    }

    /// The frame's.
    pub(crate) fn format(&self) -> u32 {
        self.way.program.format
    }

    /// # Safety
    /// See `run_plane`.
    unsafe fn run(
        plane: &Plane,
        target: Target<'a>,
        program: &'a Program,
        tables: &'a Tables,
        (first, end): (usize, usize),
        scratch: *mut u8,
    ) {
        let Program { constant, flip, .. } = *program;
        let joined = program.is_joined();
        let way = Way { program, tables, steps: program.steps(), constant, flip, joined };
        let mut chain = Self::new(plane, target, way, (first, end));
        let row = row_bytes(chain.width * C);
        // SAFETY: the caller's; `program_bytes` counts a row for joined pixels, too.
        unsafe {
            chain.set_up(first, if joined { scratch.add(row) } else { scratch });
            for y in first..end {
                let outputs = target.output.map(|output| output.wrapping_add(y * chain.stride));
                let out = if joined { scratch } else { outputs[0] };
                chain.make(y, out);
                if joined {
                    R::part(out, outputs, chain.width);
                }
            }
        }
    }

    /// Row `y`, which is the next one, to `out`.
    ///
    /// # Safety
    /// See `run_plane`; `out` is a row of `width * C` samples.
    pub(crate) unsafe fn make(&mut self, y: usize, out: *mut u8) {
        let steps = self.way.steps.len();
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

    /// Finds the stages and gives out the memory.
    ///
    /// # Safety
    /// See `run_plane`.
    #[inline(never)]
    pub(crate) unsafe fn set_up(&mut self, first: usize, scratch: *mut u8) {
        let (steps, width, height) = (self.way.steps, self.width, self.height);
        let samples = width * C;
        let mut before = 0;
        for (step, _) in steps.iter().enumerate().filter(|(_, step)| step.is_stencil()) {
            self.stages[self.count] = Stage { step, before, ..Stage::EMPTY };
            self.count += 1;
            before = step + 1;
        }
        let mut free = scratch;
        // SAFETY: `program_bytes` counts all that is taken here.
        unsafe {
            if self.way.joined {
                self.apart = free;
                free = free.add(row_bytes(samples));
            }
            for step in steps {
                let Step::Key { index, .. } = *step else { continue };
                if C > 1 {
                    self.masks = free;
                    free = free.add(row_bytes(samples));
                    break;
                }
                if let Some(chroma) = self.target.chroma {
                    MaskSource::<R>::make(free, chroma, index, self.way.flip);
                    self.sources[usize::from(index)] = free;
                    free = free.add(source_bytes(chroma.program, index, chroma.plane.width as usize));
                }
            }
            if steps.iter().any(|step| matches!(step, Step::Vignette(_))) {
                self.columns = free.cast();
                free = free.add(row_bytes(2 * width));
                let scale = scale(width, height);
                for x in 0..width {
                    self.columns.add(x).write(squared(x, width, scale));
                }
            }
            if self.count > 0 {
                self.shared = Shared::new(free, samples);
                free = free.add(shared_bytes(samples));
            }
            // From the last to the first: each begins some rows above where the next one does.
            let mut begin = first;
            for k in (0..self.count).rev() {
                let step = &steps[self.stages[k].step];
                let Some((state, needs)) = State::new(step, free, samples, height, begin) else { continue };
                free = free.add(own_bytes(step, samples));
                let ring_rows = if k == 0 && self.is_direct() { 0 } else { ring_rows(step, C) };
                begin = needs;
                self.stages[k] = Stage { state, ring: free, ring_rows, next: begin, ..self.stages[k] };
                free = free.add(ring_rows * row_bytes(samples));
            }
        }
    }

    /// Row `y` of the frame, through the first `steps` steps, to `to`.
    ///
    /// # Safety
    /// See `run_plane`; `to` is a row of `width * C` samples.
    #[inline(never)]
    unsafe fn load(&self, y: usize, to: *mut u8, steps: usize) {
        // SAFETY: the caller's.
        unsafe {
            if let Some(value) = self.way.constant {
                fill::<C>(to, value, self.width);
                self.apply(0..steps, to, to, y);
            } else if self.way.joined {
                R::join([self.source(0, y), self.source(1, y)], to, self.width);
                self.apply(0..steps, to, to, y);
            } else {
                self.apply(0..steps, self.source(0, y), to, y);
            }
        }
    }

    /// Whether the first stencil, if any, reads the frame itself.
    fn is_direct(&self) -> bool {
        is_direct(self.way.steps, self.way.constant, self.way.joined)
    }

    /// Row `y` of the frame.
    fn source(&self, plane: usize, y: usize) -> *const u8 {
        // SAFETY: a row of the plane; it is only read.
        unsafe { self.target.input[plane].add(self.unflipped(y) * self.stride) }
    }

    /// Which row of the frame is read as row `y`.
    fn unflipped(&self, y: usize) -> usize {
        if self.way.flip { self.height - 1 - y } else { y }
    }

    /// Runs steps that need one row only on row `y`; `from` and `to` may be the same.
    ///
    /// # Safety
    /// See `run_plane`; both are rows of `width * C` samples.
    #[inline(never)]
    unsafe fn apply(&self, steps: core::ops::Range<usize>, from: *const u8, to: *mut u8, y: usize) {
        let (width, format) = (self.width, self.format());
        let mut from = from;
        // SAFETY: the caller's.
        unsafe {
            if steps.is_empty() && from != to {
                to.copy_from_nonoverlapping(from, width * C);
            }
            for step in &self.way.steps[steps] {
                match *step {
                    Step::Points { first, count, table } => {
                        let composed = &self.way.tables[usize::from(table)];
                        let points = PointRow { composed, ops: self.way.program.ops(first, count) };
                        R::points::<C>(from, to, width * C, points);
                    }
                    Step::Gray if C == 4 => R::grayscale(from, to, width, format),
                    Step::Matrix(matrix) if C == 4 => R::matrix(from, to, width, matrix, format),
                    Step::Pair(pair) if C == 2 => R::pair(from, to, width, pair),
                    Step::Vignette(vignette) => {
                        let row = squared(y, self.height, scale(width, self.height));
                        R::vignette::<C>(from, to, width, self.columns, row, vignette);
                    }
                    Step::Temporal { index, temporal } => self.temporal(from, to, y, index, temporal),
                    Step::Key { .. } => self.lay(*step, from, core::ptr::null(), to, y),
                    Step::Mirror => R::reverse::<C>(from, to, width),
                    _ => {}
                }
                from = to;
            }
        }
    }

    /// A temporal filter on row `y`.
    ///
    /// # Safety
    /// See `apply`.
    #[inline(never)]
    unsafe fn temporal(&self, from: *const u8, to: *mut u8, y: usize, index: u8, temporal: Temporal) {
        let samples = self.width * C;
        // SAFETY: the caller's; `run_plane`'s says what `past` is. Rows of `past` are this run's where `own` says so.
        unsafe {
            let Some(past) = self.target.past.get(usize::from(index)) else {
                return to.copy_from(from, samples);
            };
            let strength = if past.valid { temporal.strength } else { 0 };
            let temporal = Temporal { strength, ..temporal };
            let at = 2 * self.unflipped(y) * self.stride;
            let row = |plane: usize| {
                let own = self.own.0 <= y && y < self.own.1;
                let write = if own { past.write[plane].add(at).cast() } else { core::ptr::null_mut() };
                (past.read[plane].add(at).cast(), write)
            };
            if self.way.joined {
                // U and V are remembered apart: whether they are run as one depends on what comes later in the chain.
                let halves = [self.apart, self.apart.add(self.width)];
                R::part(from, halves, self.width);
                for (plane, half) in halves.into_iter().enumerate() {
                    R::temporal(half, half, self.width, row(plane), temporal, false);
                }
                R::join(halves.map(<*mut u8>::cast_const), to, self.width);
            } else {
                R::temporal(from, to, samples, row(0), temporal, C == 4);
            }
        }
    }

    /// Where input row `y` of stage `k` is, once it has been pulled.
    fn row(&self, k: usize, y: usize) -> *mut u8 {
        let stage = &self.stages[k];
        if stage.ring_rows == 0 {
            return self.source(0, y).cast_mut();
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
            // SAFETY: `to` is a row of this stage's ring that no window needs any more: rings are as large as windows, with
            // the row that leaves.
            unsafe {
                if k > 0 {
                    self.produce(k - 1, y, to);
                    self.apply(before..step, to, to, y);
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
        // SAFETY: the caller's.
        unsafe {
            match self.stages[k].state {
                State::Blur(..) => self.blur(k, y, out),
                State::Edges(..) => self.edges(k, y, out),
                State::Blocks(..) => self.blocks(k, y, out),
            }
        }
    }

    /// # Safety
    /// See `produce`.
    #[inline(never)]
    unsafe fn blur(&mut self, k: usize, y: usize, out: *mut u8) {
        let State::Blur(mut blur, sharpen) = self.stages[k].state else { return };
        let end = blur.end(y, self.height);
        let (shared, width) = (self.shared, self.width);
        // SAFETY: the caller's; rows are pulled in order.
        unsafe {
            while blur.high + 1 < end {
                let add = self.pull(k, blur.high);
                blur.slide::<R>(shared, add, width * C);
            }
            let add = if blur.high < end { Some(self.pull(k, blur.high)) } else { None };
            let sub = if y > blur.radius && blur.low < y - blur.radius {
                Some(self.row(k, blur.low).cast_const())
            } else {
                None
            };
            let centre = self.row(k, y).cast_const();
            blur.row::<R, C>(shared, add, sub, centre, out, width);
            if sharpen > 0 {
                R::sharpen(centre, out, width * C, sharpen);
            }
            self.lay(self.way.steps[self.stages[k].step], centre, out, out, y);
        }
        self.stages[k].state = State::Blur(blur, sharpen);
    }

    /// # Safety
    /// See `produce`.
    #[inline(never)]
    unsafe fn edges(&mut self, k: usize, y: usize, out: *mut u8) {
        let State::Edges(memory, mut high) = self.stages[k].state else { return };
        let (samples, last) = (self.width * C, self.height - 1);
        // SAFETY: the caller's; rows are pulled in order; `own_bytes` counts two rows of sums with their pads.
        unsafe {
            while high <= (y + 1).min(last) {
                self.pull(k, high);
                high += 1;
            }
            let near = [y.saturating_sub(1), y, (y + 1).min(last)];
            let rows = near.map(|y| self.row(k, y).cast_const());
            let s = memory.add(EDGE_PAD);
            let t = s.byte_add(edge_bytes(samples));
            R::edge_columns(rows, s, t, samples);
            for row in [s, t] {
                for i in 0..C {
                    *row.sub(C).add(i) = *row.add(i);
                    *row.add(samples + i) = *row.add(samples - C + i);
                }
            }
            R::edges::<C>(s, t, rows[1], out, samples);
        }
        self.stages[k].state = State::Edges(memory, high);
    }

    /// # Safety
    /// See `produce`.
    #[inline(never)]
    unsafe fn blocks(&mut self, k: usize, y: usize, out: *mut u8) {
        let State::Blocks(mut blocks, from_bottom) = self.stages[k].state else { return };
        let samples = self.width * C;
        // SAFETY: the caller's; rows are pulled in order.
        unsafe {
            if y >= blocks.end {
                let (begin, end) = bounds(y, blocks.size, self.height, from_bottom);
                blocks.sums.write_bytes(0, samples);
                for y in begin..end {
                    let add = self.pull(k, y);
                    R::slide(Columns { sums: blocks.sums, add, sub: self.shared.zeros(), samples });
                }
                blocks.average::<C>(self.width, end - begin);
                blocks.end = end;
            }
            blocks.write::<C>(self.row(k, y), out, self.width);
        }
        self.stages[k].state = State::Blocks(blocks, from_bottom);
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
