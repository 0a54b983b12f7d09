//! A thread's scratch: how many bytes a program needs of it, and what each of them is for. The two halves of this file agree.

use super::compile;
use super::mask::{MASK_SOURCE_BYTES, MaskSource};
use super::program::{KeyStep, Program, Step};
use super::run::Chain;
use super::stage::{Stage, State, own_bytes, ring_rows};
use crate::filters::blur::{Shared, shared_bytes};
use crate::filters::vignette::{scale, squared};
use crate::rows::Rows;
use ringlight_layout::geometry::{ROW_ALIGNMENT, plane_size};
use ringlight_layout::{Filter, MAX_FILTERS, MAX_PLANES};

/// Bytes from one row of a ring to the next.
#[must_use]
pub const fn row_bytes(samples: usize) -> usize {
    samples.next_multiple_of(ROW_ALIGNMENT as usize)
}

/// Scratch bytes per thread for a chain on frames of this format and size: a multiple of 64.
#[must_use]
#[inline(never)]
pub fn scratch_bytes(format: u32, width: u32, height: u32, filters: &[Filter]) -> usize {
    let chroma_width = plane_size(format, width, height, 1).map(|(width, ..)| width as usize);
    let plane = |index: usize| {
        let (width, _, channels) = plane_size(format, width, height, index)?;
        let program = Program::new(format, index, filters);
        let mut bytes = program_bytes(&program, width as usize, channels as usize);
        if let (0, Some(width)) = (index, chroma_width) {
            let masks = (0..MAX_FILTERS).map_while(|key| compile::before_key(format, key, filters));
            bytes += masks.map(|mask| source_bytes(&mask.program, width)).sum::<usize>();
        }
        Some(bytes)
    };
    (0..MAX_PLANES).filter_map(plane).max().unwrap_or(0).next_multiple_of(64)
}

/// Bytes for a plane of `width` pixels with `channels` samples each, without the sources of its masks.
#[must_use]
pub fn program_bytes(program: &Program, width: usize, channels: usize) -> usize {
    let channels = if program.joined { 2 } else { channels };
    // Joined pixels are parted from a row of their own.
    let row = if program.joined { row_bytes(width * channels) } else { 0 };
    row + step_bytes(program, width, channels)
}

/// Bytes of the source of luma's masks for one key. `mask`: what is done before it; `width`: of U and V.
#[must_use]
pub fn source_bytes(mask: &Program, width: usize) -> usize {
    MASK_SOURCE_BYTES + 2 * row_bytes(2 * width) + step_bytes(mask, width, 2)
}

/// Bytes for the steps of a program, as `set_up` takes them.
fn step_bytes(program: &Program, width: usize, channels: usize) -> usize {
    let (steps, samples) = (&program.steps, width * channels);
    let mut bytes = if program.joined { row_bytes(samples) } else { 0 };
    if channels > 1 && steps.iter().any(|step| matches!(step, Step::Key(_))) {
        bytes += row_bytes(samples);
    }
    if steps.iter().any(|step| matches!(step, Step::Vignette(_))) {
        bytes += row_bytes(2 * width);
    }
    if steps.iter().any(Step::is_stencil) {
        bytes += shared_bytes(samples);
    }
    let mut direct = program.is_direct();
    for step in steps.iter().filter(|step| step.is_stencil()) {
        let ring = if direct { 0 } else { ring_rows(step, channels) * row_bytes(samples) };
        direct = false;
        bytes += ring + own_bytes(step, samples);
    }
    bytes
}

/// What of the scratch is not given out yet.
struct Free(*mut u8);

impl Free {
    /// # Safety
    /// That many bytes are left.
    unsafe fn take(&mut self, bytes: usize) -> *mut u8 {
        let taken = self.0;
        // SAFETY: the caller's.
        self.0 = unsafe { taken.add(bytes) };
        taken
    }
}

impl<R: Rows, const C: usize> Chain<'_, R, C> {
    /// Gives out the scratch. `first`: the first row to be made.
    ///
    /// # Safety
    /// See `run_plane`.
    #[inline(never)]
    pub(super) unsafe fn set_up(&mut self, first: usize, scratch: *mut u8) {
        let mut free = Free(scratch);
        // SAFETY: `step_bytes` counts all that is taken here.
        unsafe {
            if self.program.joined {
                self.apart = free.take(row_bytes(self.width * C));
            }
            self.set_up_masks(&mut free);
            if self.program.steps.iter().any(|step| matches!(step, Step::Vignette(_))) {
                self.columns = free.take(row_bytes(2 * self.width)).cast();
                let scale = scale(self.width, self.height);
                for x in 0..self.width {
                    self.columns.add(x).write(squared(x, self.width, scale));
                }
            }
            self.set_up_stages(&mut free, first);
        }
    }

    /// A row of masks; or on luma, where the masks come from.
    ///
    /// # Safety
    /// See `set_up`.
    unsafe fn set_up_masks(&mut self, free: &mut Free) {
        let mut keys = self.program.steps.iter().filter_map(|step| match step {
            Step::Key(KeyStep { index, .. }) => Some(usize::from(*index)),
            _ => None,
        });
        // SAFETY: the caller's.
        unsafe {
            if C > 1 {
                if keys.next().is_some() {
                    self.masks = free.take(row_bytes(self.width * C));
                }
            } else if let Some(chroma) = self.target.chroma {
                for index in keys {
                    let mask = &chroma.masks.programs[index];
                    let source = free.take(source_bytes(mask, chroma.plane.width as usize));
                    MaskSource::<R>::make(source, chroma, mask);
                    self.sources[index] = source;
                }
            }
        }
    }

    /// The stencils.
    ///
    /// # Safety
    /// See `set_up`.
    unsafe fn set_up_stages(&mut self, free: &mut Free, first: usize) {
        let (steps, samples) = (&self.program.steps, self.width * C);
        let mut before = 0;
        for (step, _) in steps.iter().enumerate().filter(|(_, step)| step.is_stencil()) {
            self.stages[self.count] = Stage { step, before, ..Stage::EMPTY };
            self.count += 1;
            before = step + 1;
        }
        if self.count == 0 {
            return;
        }
        // SAFETY: the caller's.
        unsafe {
            self.shared = Shared::new(free.take(shared_bytes(samples)), samples);
            // From the last to the first: each begins some rows above the next one.
            let mut begin = first;
            for k in (0..self.count).rev() {
                let step = &steps[self.stages[k].step];
                let own = free.take(own_bytes(step, samples));
                let Some((state, needs)) = State::new(step, own, samples, self.height, begin) else {
                    continue;
                };
                let direct = k == 0 && self.program.is_direct();
                let ring_rows = if direct { 0 } else { ring_rows(step, C) };
                let ring = free.take(ring_rows * row_bytes(samples));
                begin = needs;
                self.stages[k] = Stage { state, ring, ring_rows, next: begin, ..self.stages[k] };
            }
        }
    }
}
