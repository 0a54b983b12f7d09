//! What temporal filters remember from frame to frame: where it lies, and whether it may be used.
//!
//! Each temporal filter of a chain has its own place behind the slots. The capture thread makes it (`reserve`). A place
//! has two halves. Each half has two bytes for every byte of a frame. Frames are processed one at a time and in order.
//! So the thread that starts a job reads `Control::past`, which says what the previous frame left. The thread that ends
//! the job writes it anew.
//!
//! A filter starts anew when the format, the size or the orientation differs from the previous frame's. It also starts
//! anew when an enabled filter of the chain, up to and including itself, differs. And it starts anew on a plane that a
//! later filter made constant in the previous frame, because that plane is not computed at all.

use ringlight_kernels::chain::past::{self, filters_of};
use ringlight_kernels::chain::plan::Plan;
use ringlight_layout::{Control, DISABLED, Filter, FrameSettings, MAX_FILTERS, SlotHeader, TEMPORAL_DENOISE};

fn enabled(settings: &FrameSettings) -> impl Iterator<Item = &Filter> {
    settings.filters.iter().take(settings.filter_count as usize).filter(|filter| filter.kind & DISABLED == 0)
}

/// Number of temporal filters of a chain.
#[must_use]
pub fn count(settings: &FrameSettings) -> usize {
    enabled(settings).filter(|filter| filter.kind == TEMPORAL_DENOISE).count()
}

/// Bit n: the chain's temporal filter n, and all filters before it, are unchanged.
fn unchanged(before: &FrameSettings, now: &FrameSettings) -> u32 {
    enabled(before)
        .zip(enabled(now))
        .take_while(|(before, now)| before == now)
        .filter(|(_, now)| now.kind == TEMPORAL_DENOISE)
        .fold(0, |bits, _| bits << 1 | 1)
}

fn shape(header: &SlotHeader) -> [u32; 5] {
    let SlotHeader { layout_generation, format, width, height, orientation, .. } = *header;
    [layout_generation, format, width, height, orientation]
}

/// Pool, inside `job::start`: notes what the previous frame left for this one.
pub fn recall(control: &Control, header: &mut SlotHeader) {
    // SAFETY: no job runs, and this thread starts the next one. So only this thread looks at what the previous job
    // left.
    let past = unsafe { &*control.past.0.get() };
    let usable = if past.shape == shape(header) { unchanged(&past.settings, &header.settings) } else { 0 };
    header.past_valid = past.kept.map(|kept| kept & usable);
    header.past_second = past.second;
}

/// Pool, when the frame's last stripe is finished: notes what this frame leaves for the next one.
pub fn keep(control: &Control, header: &SlotHeader, plan: &Plan) {
    // SAFETY: all stripes are finished, and no new job has begun. So only this thread looks at it.
    let past = unsafe { &mut *control.past.0.get() };
    past.shape = shape(header);
    past.settings = header.settings;
    for ((kept, second), program) in past.kept.iter_mut().zip(&mut past.second).zip(&plan.programs) {
        let (all, apart) = filters_of(program);
        *kept = all;
        *second ^= apart;
    }
}

/// Where the chain's temporal filters remember plane `index`, and plane `other` if the two are run as one. `memory` is
/// where address 0 is.
#[must_use]
pub fn places(
    header: &SlotHeader,
    plan: &Plan,
    (index, other): (usize, usize),
    memory: *mut u8,
) -> [past::Past; MAX_FILTERS] {
    let (_, apart) = filters_of(&plan.programs[index]);
    let planes = &header.planes;
    // All of a slot but its plan. That is twice a frame.
    let half = header.plan - planes[0].input;
    core::array::from_fn(|n| {
        let bit = |bits: u32| bits >> n & 1;
        let second = bit(header.past_second[index]);
        let at = |second: u32, plane: usize| {
            let offset = second * half + 2 * (planes[plane].input - planes[0].input);
            memory.wrapping_add((header.past[n] + offset) as usize)
        };
        past::Past {
            read: [index, other].map(|plane| at(second, plane).cast_const()),
            write: [index, other].map(|plane| at(second ^ bit(apart), plane)),
            valid: bit(header.past_valid[index]) == 1,
        }
    })
}

/// Bytes of one filter's place, if slots have `slot_bytes` bytes for pixels.
#[must_use]
pub const fn place_bytes(slot_bytes: u32) -> u32 {
    2 * slot_bytes
}
