//! Planes of a frame: how many there are, how large they are, and where they lie in a slot.

use crate::{BGRA, I420, NV12, Plane, RGBA};

/// Rows begin on cache lines, so that stripes of different threads share no line.
pub const ROW_ALIGNMENT: u32 = 64;

/// `(width, height, channels)` of plane `index` of a frame, in pixels. `None` if there is no such plane.
#[must_use]
pub fn plane_size(format: u32, width: u32, height: u32, index: usize) -> Option<(u32, u32, u32)> {
    let chroma = (width.div_ceil(2), height.div_ceil(2));
    match (format, index) {
        (I420 | NV12, 0) => Some((width, height, 1)),
        (I420, 1 | 2) => Some((chroma.0, chroma.1, 1)),
        (NV12, 1) => Some((chroma.0, chroma.1, 2)),
        (RGBA | BGRA, 0) => Some((width, height, 4)),
        _ => None,
    }
}

/// Fills `planes` for a frame. Its input starts at address `base`, and its output follows.
///
/// Returns the number of planes, and the bytes of input and output together.
pub fn lay_out(format: u32, width: u32, height: u32, base: u32, planes: &mut [Plane]) -> (u32, u32) {
    let mut bytes = 0;
    let mut count = 0;
    for (index, plane) in planes.iter_mut().enumerate() {
        let Some((width, height, channels)) = plane_size(format, width, height, index) else { break };
        let stride = (width * channels).next_multiple_of(ROW_ALIGNMENT);
        *plane = Plane { input: base + bytes, output: base + bytes, stride, width, height, channels };
        bytes += stride * height;
        count += 1;
    }
    for plane in &mut planes[..count as usize] {
        plane.output += bytes;
    }
    (count, 2 * bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_sizes_round_chroma_up() {
        let mut planes = [Plane::default(); 3];
        let (count, bytes) = lay_out(I420, 5, 3, 1024, &mut planes);
        assert_eq!(count, 3);
        assert_eq!((planes[1].width, planes[1].height), (3, 2));
        assert_eq!(bytes, 2 * (64 * 3 + 64 * 2 * 2));
        assert_eq!(planes[0].output - planes[0].input, bytes / 2);
        assert_eq!(lay_out(NV12, 5, 3, 0, &mut planes).0, 2);
        assert_eq!((planes[1].width, planes[1].channels), (3, 2));
    }
}
