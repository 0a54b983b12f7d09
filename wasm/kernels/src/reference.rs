//! The definitions, as naively as they can be written: the oracle of the tests.

use ringlight_layout::{BGRA, BOX_BLUR, Filter, GRAYSCALE, RGBA};

/// One plane, rows without gaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Pixels.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Samples per pixel.
    pub channels: usize,
    /// `width * height * channels` samples.
    pub data: Vec<u8>,
}

/// Box blur: `(sum + (n >> 1)) / n` over the window clipped to the image; the fourth channel is kept.
#[must_use]
pub fn box_blur(image: &Image, radius: usize) -> Image {
    let mut out = image.clone();
    let Image { width, height, channels, data } = image;
    for y in 0..*height {
        for x in 0..*width {
            for channel in 0..(*channels).min(3) {
                let (mut sum, mut n) = (0u32, 0u32);
                for wy in y.saturating_sub(radius)..=(y + radius).min(height - 1) {
                    for wx in x.saturating_sub(radius)..=(x + radius).min(width - 1) {
                        sum += u32::from(data[(wy * width + wx) * channels + channel]);
                        n += 1;
                    }
                }
                out.data[(y * width + x) * channels + channel] = ((sum + (n >> 1)) / n) as u8;
            }
        }
    }
    out
}

/// Grayscale of an RGBA or BGRA image.
#[must_use]
pub fn grayscale(image: &Image, format: u32) -> Image {
    let mut out = image.clone();
    for pixel in out.data.chunks_exact_mut(4) {
        let (r, b) = if format == BGRA { (pixel[2], pixel[0]) } else { (pixel[0], pixel[2]) };
        let y = (9798 * u32::from(r) + 19235 * u32::from(pixel[1]) + 3735 * u32::from(b) + 16384) >> 15;
        pixel[..3].fill(y as u8);
    }
    out
}

/// A chain on plane `index` of a frame in `format`, one filter after the other.
#[must_use]
pub fn chain(image: &Image, format: u32, index: usize, filters: &[Filter]) -> Image {
    let packed = format == RGBA || format == BGRA;
    filters.iter().fold(image.clone(), |image, filter| match (filter.kind, packed, index) {
        (GRAYSCALE, true, _) => grayscale(&image, format),
        (GRAYSCALE, false, 0) => image,
        (GRAYSCALE, false, _) => Image { data: vec![128; image.data.len()], ..image },
        (BOX_BLUR, false, 1..) => box_blur(&image, ((2 * filter.parameter + 1) >> 2) as usize),
        (BOX_BLUR, ..) => box_blur(&image, filter.parameter as usize),
        _ => unreachable!("a filter that the table does not have"),
    })
}
