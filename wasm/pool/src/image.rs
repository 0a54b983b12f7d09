//! Still images in RGBA. The pixels lie where their owner put them, and are filtered in place, some rows at a time. The
//! calling thread does what the capture thread and the present thread do for a video.
//!
//! A stripe is overwritten while its neighbours still need its rows. So the thread that starts a job first copies the
//! rows around each border of a stripe: `halo` rows above the border, then `halo` rows below it. These are the edges.
//! The first pair belongs to the upper border of the rows at hand, the second pair to their lower border. The pairs of
//! the borders between stripes follow. What lies outside the rows at hand is written by the owner: above the upper
//! border and below the lower one. After a job the owner finds the rows above the lower border as they were.
//!
//! A chain that flips needs rows from the other end of the image. The owner has turned the image upside down before.

use ringlight_kernels::Native;
use ringlight_kernels::chain::memory::program_bytes;
use ringlight_kernels::chain::plan::{PLAN_BYTES, Plan};
use ringlight_kernels::chain::program::Program;
use ringlight_kernels::chain::stripes::stripe_count;
use ringlight_kernels::chain::{self, Target, run_plane};
use ringlight_layout::{Control, Plane, RGBA, SlotHeader};
use ringlight_ring::ledger::deliver;
use ringlight_ring::slots::offer;
use ringlight_ring::{job, settings};

use crate::work::Thread;

/// Samples per pixel.
const CHANNELS: u32 = 4;

/// Rows of an image that are filtered at once.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Of the image, in pixels.
    pub width: u32,
    /// Of the image, in pixels.
    pub height: u32,
    /// The first row, and one past the last.
    pub rows: [u32; 2],
    /// Address of the first row. Rows have no gaps.
    pub pixels: u32,
    /// Address of `bytes` bytes to work in: edges, plan, scratch. A multiple of 64.
    pub room: u32,
}

/// The program of the settings in force, which `Heap::settings` are from now on.
#[inline(never)]
fn program(control: &Control) -> Program {
    // SAFETY: this is the thread that plays the capture thread, the only user of the heap.
    let heap = unsafe { &mut *control.heap.0.get() };
    settings::refresh(&control.settings, &mut heap.settings, &control.stop);
    let chain = &heap.settings.filters[..heap.settings.filter_count as usize];
    let mut program = Program::new(RGBA, 0, chain);
    program.in_place = true;
    program
}

/// Rows that the filters in force need above and below.
#[must_use]
pub fn halo(control: &Control) -> u32 {
    program(control).halo() as u32
}

fn scratch_stride(program: &Program, width: u32) -> usize {
    program_bytes(program, width as usize, CHANNELS as usize).next_multiple_of(64)
}

/// Bytes of the edges of so many stripes.
fn edges_bytes(width: u32, halo: u32, stripes: u32) -> u64 {
    let bytes = u64::from(CHANNELS * width) * u64::from(2 * halo) * u64::from(stripes + 1);
    bytes.next_multiple_of(64)
}

/// Bytes that `begin` needs for `rows` rows at a time. The number may be larger than any memory.
#[must_use]
pub fn bytes(control: &Control, width: u32, rows: u32) -> f64 {
    let program = program(control);
    // SAFETY: see `program`.
    let threads = unsafe { (*control.heap.0.get()).settings.threads };
    let halo = program.halo() as u32;
    let edges = edges_bytes(width, halo, stripe_count(rows, halo, threads));
    let scratch = scratch_stride(&program, width) as u64 * u64::from(threads);
    (edges + PLAN_BYTES as u64 + scratch) as f64
}

/// Hands a part to the pool, in slot 0. Returns whether it could: no other part is in work.
pub fn begin(control: &Control, part: Part, now_us: f64) -> bool {
    let Part { width, height, rows: [from, to], pixels, room } = part;
    let program = program(control);
    // SAFETY: see `program`.
    let heap = unsafe { &mut *control.heap.0.get() };
    let begun = offer(&control.ring, heap.sequence, || {
        // SAFETY: the slot is free, so it belongs to this thread.
        let header = unsafe { &mut *control.headers[0].0.get() };
        header.sequence = heap.sequence;
        (header.arrival_us, header.copied_us) = (now_us, now_us);
        (header.format, header.width, header.height) = (RGBA, width, height);
        header.halo = program.halo() as u32;
        header.rows = part.rows;
        header.stripes = stripe_count(to - from, header.halo, heap.settings.threads);
        header.edges = room;
        header.plan = room + edges_bytes(width, header.halo, header.stripes) as u32;
        header.scratch = header.plan + PLAN_BYTES as u32;
        header.scratch_stride = scratch_stride(&program, width) as u32;
        let stride = CHANNELS * width;
        header.planes[0] = Plane { input: pixels, output: pixels, stride, width, height, channels: CHANNELS };
        header.settings = heap.settings;
    });
    if begun {
        heap.sequence = heap.sequence.wrapping_add(1);
        deliver(&control.ledger);
        job::wake(&control.wake, heap.settings.threads);
    }
    begun
}

/// Whether a slot has rows of a still image.
pub(crate) fn is_image(header: &SlotHeader) -> bool {
    header.rows[1] > 0
}

/// The first row of stripe `stripe`. For one past the last stripe: one past the last row.
fn border(header: &SlotHeader, stripe: u32) -> u32 {
    let [from, to] = header.rows;
    from + stripe * (to - from) / header.stripes
}

/// Where the edges at the first row of stripe `stripe` lie, or for one past the last stripe those at the end.
fn edge(header: &SlotHeader, stripe: u32, thread: Thread) -> *mut u8 {
    let pair = match stripe {
        0 => 0,
        _ if stripe == header.stripes => 1,
        _ => stripe + 1,
    };
    let bytes = header.planes[0].stride as usize * 2 * header.halo as usize;
    thread.memory.wrapping_add(header.edges as usize + pair as usize * bytes)
}

/// Pool, inside `job::start`: copies the rows around the borders of all stripes. It does nothing to a frame of a video.
pub(crate) fn keep_edges(header: &SlotHeader, thread: Thread) {
    let ([from, to], halo) = (header.rows, header.halo);
    let stride = header.planes[0].stride as usize;
    let row = |y: u32| {
        thread.memory.wrapping_add(header.planes[0].input as usize).wrapping_add((y - from) as usize * stride)
    };
    if !is_image(header) || halo == 0 {
        return;
    }
    for stripe in 0..=header.stripes {
        let at = border(header, stripe);
        let (first, end) = (at.saturating_sub(halo).max(from), (at + halo).min(to));
        let to = edge(header, stripe, thread).wrapping_add((first + halo - at) as usize * stride);
        // SAFETY: rows at hand; the owner made room for the edges elsewhere. Nobody else uses either of them.
        unsafe { to.copy_from_nonoverlapping(row(first), (end - first) as usize * stride) };
    }
}

/// Pool: runs the chain over one stripe.
pub(crate) fn run_stripe(header: &SlotHeader, plan: &Plan, thread: Thread, stripe: u32) {
    let (plane, program) = (&header.planes[0], &plan.programs[0]);
    if program.is_identity() {
        return;
    }
    let at = |address: u32| thread.memory.wrapping_add(address as usize);
    let own = (border(header, stripe) as usize, border(header, stripe + 1) as usize);
    let halo = header.halo as usize;
    let part = chain::Part {
        halo,
        above: edge(header, stripe, thread),
        below: edge(header, stripe + 1, thread).wrapping_add(halo * plane.stride as usize),
    };
    // Where row 0 would be. Rows that are not at hand are not touched.
    let pixels = at(plane.input).wrapping_sub(header.rows[0] as usize * plane.stride as usize);
    let target = Target {
        input: [pixels.cast_const(); 2],
        output: [pixels; 2],
        past: &[],
        chroma: None,
        part: Some(part),
    };
    let scratch = at(header.scratch + thread.index * header.scratch_stride);
    // SAFETY: the owner made room as `bytes` says. Stripes share no rows, and `keep_edges` copied those that another
    // stripe overwrites. This claim belongs to this thread alone.
    unsafe {
        run_plane::<Native>(plane, target, program, &plan.tables[0], own, scratch);
    }
}
