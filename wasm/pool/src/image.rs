//! Still images on the calling thread: RGBA, rows without gaps.

use core::mem::MaybeUninit;
use ringlight_kernels::Native;
use ringlight_kernels::chain::memory::scratch_bytes;
use ringlight_kernels::chain::plan::{PLAN_BYTES, Plan};
use ringlight_kernels::chain::{Target, run_plane};
use ringlight_layout::{Filter, Plane, RGBA};

/// Scratch bytes for `filter` on an image `width` pixels wide.
#[must_use]
pub fn scratch(filter: Filter, width: u32, height: u32) -> usize {
    PLAN_BYTES + scratch_bytes(RGBA, width, height, &[filter])
}

/// Runs one filter over an RGBA image of `width` x `height` pixels, from `input` to `output`.
///
/// # Safety
/// Both are `4 * width * height` bytes and do not overlap; `scratch` is 64-byte aligned and as large as `scratch` says.
pub unsafe fn run(
    filter: Filter,
    input: *const u8,
    output: *mut u8,
    width: u32,
    height: u32,
    scratch: *mut u8,
) {
    let plane = Plane { input: 0, output: 0, stride: 4 * width, width, height, channels: 4 };
    let target = Target { input: [input; 2], output: [output; 2], past: &[], chroma: None };
    // SAFETY: the caller's; the plan lies before what the chain works in.
    unsafe {
        let plan = Plan::make(&mut *scratch.cast::<MaybeUninit<Plan>>(), RGBA, &[filter]);
        let (program, tables) = (&plan.programs[0], &plan.tables[0]);
        let rows = (0, height as usize);
        run_plane::<Native>(&plane, target, program, tables, rows, scratch.add(PLAN_BYTES));
    }
}
