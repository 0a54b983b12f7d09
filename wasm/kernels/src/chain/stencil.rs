//! The stencils: steps that need rows above and below the one they make.
//!
//! Stage k pulls rows from stage k - 1, and keeps those of its window in a ring. A stripe therefore computes the halo rows at its
//! upper edge a second time.

use super::memory::row_bytes;
use super::program::Step;
use super::run::Chain;
use super::stage::{Stage, State, edge_bytes};
use crate::filters::pixelate::bounds;
use crate::rows::Rows;
use crate::rows::mean::Columns;
use crate::rows::stencil::EDGE_PAD;

impl<R: Rows, const C: usize> Chain<'_, R, C> {
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
    pub(super) unsafe fn produce(&mut self, k: usize, y: usize, out: *mut u8) {
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
            if let Step::Key(key) = self.program.steps[self.stages[k].step] {
                self.lay(key, centre, out, out, y);
            }
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
