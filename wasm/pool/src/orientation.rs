//! Frames that lie on their side, stand on their head or are mirrored. Filters work on the pixels as they lie, but a
//! filter with a direction means the picture as it is seen.
//!
//! A transform T makes a frame's pixels upright. A filter F of the upright picture is done as `T^-1 F T`. All filters
//! but three are the same in all directions, so they stay as they are. `mirror` and `flip` change places if T contains
//! a quarter turn. `pixelate` counts its blocks from the corner that T brings to the upper left.

use ringlight_kernels::chain::program::{FROM_BOTTOM, FROM_RIGHT};
use ringlight_layout::{FLIP, Filter, FrameSettings, MAX_FILTERS, MIRROR, PIXELATE, SWAPPED};

/// Whether width and height change places.
#[must_use]
pub fn is_on_its_side(orientation: u32) -> bool {
    orientation & 1 == 1
}

/// The chain of `settings`, changed for pixels of this orientation (`SlotHeader::orientation`).
#[must_use]
pub fn turned(settings: &FrameSettings, orientation: u32) -> [Filter; MAX_FILTERS] {
    let mut filters = settings.filters;
    for filter in &mut filters {
        match filter.kind {
            MIRROR if is_on_its_side(orientation) => filter.kind = FLIP,
            FLIP if is_on_its_side(orientation) => filter.kind = MIRROR,
            PIXELATE => filter.parameters[1] = upper_left(orientation),
            _ => {}
        }
    }
    filters
}

/// The corner of the pixels that is seen at the upper left.
fn upper_left(orientation: u32) -> i32 {
    // By quarter turns clockwise. Each turn brings the next corner there. If the picture is swapped afterwards, it is
    // the corner at the upper right.
    const CORNERS: [i32; 4] = [0, FROM_BOTTOM, FROM_RIGHT | FROM_BOTTOM, FROM_RIGHT];
    let swapped = u32::from(orientation & SWAPPED != 0);
    CORNERS[((orientation + 3 * swapped) & 3) as usize]
}
