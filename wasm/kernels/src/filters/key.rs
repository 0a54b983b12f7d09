//! Chroma key: a background shows through where a pixel's U and V are near those of a key colour.
//!
//! With (u, v) and (k, l) the two less 128, t the tolerance and s the softness:
//!
//! ```text
//! d = (u - k)^2 + (v - l)^2
//! n = max(1, (t + s)^2 - t^2)
//! m = (min(max(d - t^2, 0), n) ceil(2^23 / n)) >> 16         how much of the picture stays, 0 to 128
//! out = b + (((p - b) m + 64) >> 7)                          b: the background
//! ```
//!
//! Distances stay squared: no root is taken, and the soft edge is a ramp of the squares. In 4:2:0 a sample of luma has the mask of
//! the chroma pixel that it shares. `chain/mask.rs` runs the chain on chroma, up to this filter, beside luma's chain.

use crate::rows::colour::LUMA;
use ringlight_layout::{BGRA, Filter};

/// What R, G and B add to U and to V, in 2^15ths.
pub const CHROMA: [[i32; 3]; 2] = [[-5529, -10855, 16384], [16384, -13720, -2664]];

/// What the filter is, in the kernels' numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Key {
    /// k and l.
    pub colour: [i16; 2],
    /// t squared.
    pub low: i32,
    /// n.
    pub span: i32,
    /// `ceil(2^23 / n)`.
    pub slope: i32,
    /// b where it is a colour: the values of four samples in a row.
    pub background: [u8; 4],
}

/// R, G and B of a colour.
#[must_use]
pub fn channels(colour: i32) -> [i32; 3] {
    [colour >> 16 & 255, colour >> 8 & 255, colour & 255]
}

/// U and V of a colour, less 128.
#[must_use]
pub fn chroma(colour: i32) -> [i16; 2] {
    let c = channels(colour);
    CHROMA.map(|w| ((w[0] * c[0] + w[1] * c[1] + w[2] * c[2] + (1 << 14)) >> 15) as i16)
}

impl Key {
    /// Of a filter on luma, on U and V (`on_chroma`), or on pixels of a format that is `packed`.
    #[must_use]
    pub fn new(filter: &Filter, packed: Option<u32>, on_chroma: bool) -> Self {
        let [t, s] = [filter.parameter(1), filter.parameter(2)];
        let span = ((t + s) * (t + s) - t * t).max(1);
        let [r, g, b] = channels(filter.parameter(3));
        let background = if let Some(format) = packed {
            if format == BGRA { [b, g, r, 0] } else { [r, g, b, 0] }
        } else if on_chroma {
            let [u, v] = chroma(filter.parameter(3)).map(|value| (i32::from(value) + 128).min(255));
            [u, v, u, v]
        } else {
            [(LUMA[0] as i32 * r + LUMA[1] as i32 * g + LUMA[2] as i32 * b + (1 << 14)) >> 15; 4]
        };
        Self {
            colour: chroma(filter.parameter(0)),
            low: t * t,
            span,
            slope: ((1 << 23) + span - 1) / span,
            background: background.map(|value| value as u8),
        }
    }

    /// m for (u, v).
    #[inline(always)]
    #[must_use]
    pub fn mask(&self, u: i32, v: i32) -> u8 {
        let (du, dv) = (u - i32::from(self.colour[0]), v - i32::from(self.colour[1]));
        (((du * du + dv * dv - self.low).clamp(0, self.span) * self.slope) >> 16) as u8
    }

    /// What becomes of a plane of U and V that has one value, over a colour.
    #[must_use]
    pub fn apply(&self, pixel: [u8; 2]) -> [u8; 2] {
        let [u, v] = pixel.map(|p| i32::from(p) - 128);
        let mask = self.mask(u, v);
        [0, 1].map(|lane| mix(pixel[lane], self.background[lane], mask))
    }
}

/// `out` for one sample.
#[inline(always)]
#[must_use]
pub fn mix(front: u8, back: u8, mask: u8) -> u8 {
    let difference = i32::from(front) - i32::from(back);
    (i32::from(back) + ((difference * i32::from(mask) + 64) >> 7)) as u8
}
