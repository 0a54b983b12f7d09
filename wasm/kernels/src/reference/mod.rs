//! The definitions of the filters, written as naively as possible. The tests compare the kernels with them.

use ringlight_layout::{
    BGRA, BOX_BLUR, BRIGHTNESS, CHROMA_KEY, CONTRAST, DISABLED, EDGES, FLIP, Filter, GAMMA, GAUSSIAN_BLUR,
    GRAYSCALE, HUE, INVERT, MIRROR, PIXELATE, POSTERIZE, RGBA, SATURATION, SEPIA, SHARPEN, TEMPORAL_DENOISE,
    THRESHOLD, VIGNETTE, WHITE_BALANCE,
};

mod colour;
mod key;
mod space;
mod temporal;

pub use temporal::Sequence;

/// One plane. Its rows have no gaps.
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

/// Box blur: `(sum + (n >> 1)) / n` over the window, clipped to the image. The fourth channel is kept.
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

/// A function that computes a box blur: `box_blur`, or a faster one that is proved equal to it.
pub type BoxBlur = fn(&Image, usize) -> Image;

/// Applies a chain to a frame, one filter after the other.
#[must_use]
pub fn chain(frame: &[Image], format: u32, filters: &[Filter], blur: BoxBlur) -> Vec<Image> {
    filters.iter().fold(frame.to_vec(), |frame, filter| apply(&frame, format, filter, blur))
}

/// Applies one filter to a frame.
#[must_use]
pub fn apply(frame: &[Image], format: u32, filter: &Filter, blur: BoxBlur) -> Vec<Image> {
    // A single frame has no frame before it. `Sequence` is for filters that need one.
    if filter.kind & DISABLED != 0 || filter.kind == TEMPORAL_DENOISE {
        return frame.to_vec();
    }
    let packed = format == RGBA || format == BGRA;
    if filter.kind == HUE && !packed {
        return colour::hue_of_chroma(frame, filter.parameter(0));
    }
    if filter.kind == CHROMA_KEY {
        return key::chroma_key(frame, format, filter, blur);
    }
    let plane = |(index, image): (usize, &Image)| {
        let chroma = !packed && index > 0;
        let value = |index: usize| filter.parameter(index);
        match filter.kind {
            GRAYSCALE if packed => grayscale(image, format),
            GRAYSCALE | THRESHOLD | EDGES if chroma => map(image, |_, _| 128),
            GRAYSCALE => image.clone(),
            EDGES if packed => space::edges(&grayscale(image, format)),
            EDGES => space::edges(image),
            BOX_BLUR => {
                let radius = value(0) as usize;
                blur(image, if chroma { (2 * radius + 1) >> 2 } else { radius })
            }
            GAUSSIAN_BLUR => {
                let radii = space::gaussian_radii(f64::from(value(0)) / 10.0, chroma);
                radii.iter().fold(image.clone(), |image, &radius| blur(&image, radius))
            }
            SHARPEN if chroma => image.clone(),
            SHARPEN => space::sharpen(image, &blur(image, value(1) as usize), value(0)),
            PIXELATE => space::pixelate(image, value(0) as usize * if chroma { 1 } else { 2 }),
            VIGNETTE => space::vignette(image, value(0), value(1), if chroma { 128 } else { 0 }),
            MIRROR => space::mirror(image),
            FLIP => space::flip(image),
            SATURATION | HUE | WHITE_BALANCE | SEPIA if packed => colour::matrix(image, format, filter),
            _ if chroma => {
                let first = if image.channels == 1 { index - 1 } else { 0 };
                map(image, |p, channel| point(filter, p, Some(first + channel)))
            }
            _ => map(image, |p, _| point(filter, p, None)),
        }
    };
    frame.iter().enumerate().map(plane).collect()
}

/// Applies `f` to every sample and its channel. The fourth channel is kept.
fn map(image: &Image, f: impl Fn(u8, usize) -> u8) -> Image {
    let keep = |i: usize| image.channels == 4 && i % 4 == 3;
    let value = |(i, &p): (usize, &u8)| if keep(i) { p } else { f(p, i % image.channels) };
    let data = image.data.iter().enumerate().map(value).collect();
    Image { data, ..image.clone() }
}

/// Applies a point filter to a sample of luma or colours (`None`), or of chroma (0: U, 1: V).
fn point(filter: &Filter, p: u8, chroma: Option<usize>) -> u8 {
    let amount = |index: usize| f64::from(filter.parameter(index));
    // Rounds halves up, as all roundings here.
    let round = |value: f64| (value + 0.5).floor();
    let clamp = |value: f64| value.clamp(0.0, 255.0) as u8;
    let value = f64::from(p);
    let line = |centre: f64, percent: f64| {
        let gain = round(percent * 128.0 / 100.0);
        clamp(centre + round((value - centre) * gain / 128.0))
    };
    match (filter.kind, chroma.is_some()) {
        (SATURATION, true) => line(128.0, amount(0)),
        (SEPIA, true) => line([111.0, 138.0][chroma.unwrap_or(0)], 100.0 - amount(0)),
        (WHITE_BALANCE, true) => {
            let offsets = colour::white_balance_offsets(filter);
            clamp(value + offsets[chroma.unwrap_or(0)])
        }
        (BRIGHTNESS, false) => clamp(value + round(amount(0) * 255.0 / 100.0)),
        (CONTRAST, _) => line(128.0, 100.0 + amount(0)),
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
