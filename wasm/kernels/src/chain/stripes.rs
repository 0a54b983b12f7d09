//! How a frame is cut into stripes.

use ringlight_layout::Plane;

/// Stripes to cut a frame into, for `threads` threads: one for one; else four per thread, so that a thread that is
/// held up leaves its share to the others, but none so thin that it is mostly halo (`halo` rows on either side).
#[must_use]
pub fn stripe_count(height: u32, halo: u32, threads: u32) -> u32 {
    if threads <= 1 {
        return 1;
    }
    (height / 16.max(2 * halo)).clamp(1, 4 * threads)
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
