//! What is done to a frame: the programs of its planes, and what they look up.
//!
//! The first thread that works on a frame makes the plan, behind the pixels in the frame's slot. The other threads read it, in either
//! flavour: see `fingerprint`.

use super::compile::{self, Compiled, MAX_RUNS, NO_RUNS, Run, Runs};
use super::program::{Program, Step};
use crate::filters::point::Composition;
use core::mem::MaybeUninit;
use ringlight_layout::{BGRA, Filter, MAX_FILTERS, MAX_PLANES, RGBA};

/// Compositions of point filters, by the index in `Step::Points`.
pub type Tables = [Composition; MAX_RUNS];

/// What is done to U and V on their way to luma's masks.
#[derive(Clone, Debug)]
#[repr(C)]
pub struct Masks {
    /// For each key of the chain, what is done before it.
    pub programs: [Program; MAX_FILTERS],
    /// All of them share these.
    pub tables: Tables,
}

/// What is done to a frame.
#[derive(Clone)]
#[repr(C)]
pub struct Plan {
    /// Plane by plane.
    pub programs: [Program; MAX_PLANES],
    /// Plane by plane.
    pub tables: [Tables; MAX_PLANES],
    /// What luma's keys need; in packed formats nothing does.
    pub masks: Masks,
}

/// Bytes to set aside for a plan: a multiple of 64.
pub const PLAN_BYTES: usize = size_of::<Plan>().next_multiple_of(64);
// A slot with pixels of 320 x 180 has 169 KiB.
const _: () = assert!(PLAN_BYTES <= 64 << 10 && align_of::<Plan>() <= 64);

impl Plan {
    /// Makes the plan for frames in `format` in its place: threads' stacks are small. Planes that the format does not have get
    /// a program too.
    #[inline(never)]
    pub fn make<'a>(place: &'a mut MaybeUninit<Self>, format: u32, filters: &[Filter]) -> &'a mut Self {
        let plan = place.as_mut_ptr();
        // SAFETY: places inside of one that is valid. Nothing is read, and every field is written.
        unsafe {
            for index in 0..MAX_PLANES {
                let Compiled { program, runs } = compile::plane(format, index, filters);
                (&raw mut (*plan).programs[index]).write(program);
                compose(&raw mut (*plan).tables[index], &runs);
            }
            make_masks(&raw mut (*plan).masks, format, filters);
            place.assume_init_mut()
        }
    }
}

/// # Safety
/// `masks` is valid for writing.
#[inline(never)]
unsafe fn make_masks(masks: *mut Masks, format: u32, filters: &[Filter]) {
    let packed = format == RGBA || format == BGRA;
    let mut shared = NO_RUNS;
    for key in 0..MAX_FILTERS {
        let compiled = if packed { None } else { compile::before_key(format, key, filters) };
        let program = compiled.map_or(Program::empty(format), |Compiled { mut program, runs }| {
            for step in program.steps.iter_mut() {
                if let Step::Points(run) = step {
                    *run = share(&mut shared, &runs[usize::from(*run)]);
                }
            }
            program
        });
        // SAFETY: the caller's.
        unsafe { (&raw mut (*masks).programs[key]).write(program) };
    }
    // SAFETY: the caller's.
    unsafe { compose(&raw mut (*masks).tables, &shared) }
}

/// The index of a run among `shared`, to which it is added if it is new.
///
/// `MAX_RUNS` are enough: runs that differ have different ends, each of them at a filter that is no point filter, and at least one
/// point filter lies between two ends.
#[inline(never)]
fn share(shared: &mut Runs, run: &Run) -> u8 {
    let found = shared.iter().position(|other| **other == **run);
    found.unwrap_or_else(|| {
        shared.push(*run);
        shared.len() - 1
    }) as u8
}

/// Writes all tables, one by one, as they are large.
///
/// # Safety
/// `tables` is valid for writing.
#[inline(never)]
unsafe fn compose(tables: *mut Tables, runs: &Runs) {
    for index in 0..MAX_RUNS {
        // SAFETY: the caller's. It is written before a reference to it is made.
        unsafe {
            let table = &raw mut (*tables)[index];
            table.write(Composition::EMPTY);
            if let Some(run) = runs.get(index) {
                (*table).compose(run);
            }
        }
    }
}

/// Rows of halo in luma.
#[must_use]
pub fn halo(format: u32, filters: &[Filter]) -> usize {
    Program::new(format, 0, filters).halo()
}
