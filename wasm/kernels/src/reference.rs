//! The definitions, as naively as they can be written: the oracle of the tests.

use ringlight_layout::{
    BGRA, BOX_BLUR, BRIGHTNESS, CONTRAST, DISABLED, Filter, GAMMA, GRAYSCALE, INVERT, POSTERIZE, RGBA,
    THRESHOLD,
};

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

/// How a box blur is computed: `box_blur`, or something faster that is proved equal to it.
pub type BoxBlur = fn(&Image, usize) -> Image;

/// A chain on a frame, one filter after the other.
#[must_use]
pub fn chain(frame: &[Image], format: u32, filters: &[Filter], blur: BoxBlur) -> Vec<Image> {
    filters.iter().fold(frame.to_vec(), |frame, filter| apply(&frame, format, filter, blur))
}

/// One filter on a frame.
#[must_use]
pub fn apply(frame: &[Image], format: u32, filter: &Filter, blur: BoxBlur) -> Vec<Image> {
    if filter.kind & DISABLED != 0 {
        return frame.to_vec();
    }
    let packed = format == RGBA || format == BGRA;
    let plane = |(index, image): (usize, &Image)| {
        let chroma = !packed && index > 0;
        match filter.kind {
            GRAYSCALE if packed => grayscale(image, format),
            GRAYSCALE | THRESHOLD if chroma => map(image, |_| 128),
            GRAYSCALE => image.clone(),
            BOX_BLUR => {
                let radius = filter.parameter(0) as usize;
                blur(image, if chroma { (2 * radius + 1) >> 2 } else { radius })
            }
            _ => map(image, |p| point(filter, p, chroma)),
        }
    };
    frame.iter().enumerate().map(plane).collect()
}

/// Every sample on its own; the fourth channel is kept.
fn map(image: &Image, f: impl Fn(u8) -> u8) -> Image {
    let keep = |i: usize| image.channels == 4 && i % 4 == 3;
    let data = image.data.iter().enumerate().map(|(i, &p)| if keep(i) { p } else { f(p) }).collect();
    Image { data, ..image.clone() }
}

/// What a point filter makes of a sample.
fn point(filter: &Filter, p: u8, chroma: bool) -> u8 {
    let amount = |index: usize| f64::from(filter.parameter(index));
    // Halves up, as all roundings here.
    let round = |value: f64| (value + 0.5).floor();
    let clamp = |value: f64| value.clamp(0.0, 255.0) as u8;
    let value = f64::from(p);
    match (filter.kind, chroma) {
        (BRIGHTNESS, false) => clamp(value + round(amount(0) * 255.0 / 100.0)),
        (CONTRAST, _) => {
            let gain = round((100.0 + amount(0)) * 128.0 / 100.0);
            clamp(128.0 + round((value - 128.0) * gain / 128.0))
        }
        (GAMMA, false) => round(255.0 * (value / 255.0).powf(100.0 / amount(0))) as u8,
        (INVERT, false) => 255 - p,
        (INVERT, true) => clamp(256.0 - value),
        (THRESHOLD, false) => clamp(if value >= amount(0) { 255.0 } else { 0.0 }),
        (POSTERIZE, false) => {
            let (levels, steps) = (amount(0), amount(0) - 1.0);
            let level = (value * levels / 256.0).floor();
            ((255.0 * level + (steps / 2.0).floor()) / steps).floor() as u8
        }
        _ => p,
    }
}
