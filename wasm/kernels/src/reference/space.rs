//! The definitions of the filters that use the place of a sample, or its neighbours.

use super::Image;

/// Computes every sample from its place. The fourth channel is kept.
fn each(image: &Image, f: impl Fn(usize, usize, usize) -> u8) -> Image {
    let mut out = image.clone();
    for y in 0..image.height {
        for x in 0..image.width {
            for channel in 0..image.channels.min(3) {
                out.data[(y * image.width + x) * image.channels + channel] = f(x, y, channel);
            }
        }
    }
    out
}

fn at(image: &Image, x: usize, y: usize, channel: usize) -> i32 {
    image.data[(y * image.width + x) * image.channels + channel].into()
}

/// Swaps left and right, alpha too.
pub fn mirror(image: &Image) -> Image {
    let mut out = image.clone();
    let row = image.width * image.channels;
    for (from, to) in image.data.chunks_exact(row).zip(out.data.chunks_exact_mut(row)) {
        for (pixel, out) in from.chunks_exact(image.channels).rev().zip(to.chunks_exact_mut(image.channels)) {
            out.copy_from_slice(pixel);
        }
    }
    out
}

/// Swaps top and bottom, alpha too.
pub fn flip(image: &Image) -> Image {
    let row = image.width * image.channels;
    Image { data: image.data.chunks_exact(row).rev().flatten().copied().collect(), ..image.clone() }
}

/// Replaces blocks by their means. The blocks begin at the upper left.
pub fn pixelate(image: &Image, size: usize) -> Image {
    each(image, |x, y, channel| {
        let (left, top) = (x / size * size, y / size * size);
        let (mut sum, mut n) = (0, 0);
        for y in top..(top + size).min(image.height) {
            for x in left..(left + size).min(image.width) {
                sum += at(image, x, y, channel);
                n += 1;
            }
        }
        ((sum + (n >> 1)) / n) as u8
    })
}

/// Makes the picture darker, or less colourful, towards the corners.
pub fn vignette(image: &Image, amount: i32, start: i32, centre: i32) -> Image {
    let (width, height) = (image.width as i64, image.height as i64);
    let scale = (1i64 << 40) / (width * width + height * height);
    let start = (i64::from(start * start) * 16384 + 5000) / 10000;
    let share = (i64::from(amount) * 16384 + 50) / 100;
    let slope = share * 16384 / (16384 - start);
    let squared = |at: usize, length: i64| ((2 * at as i64 + 1 - length).pow(2) * scale) >> 26;
    each(image, |x, y, channel| {
        let distance = (squared(x, width) + squared(y, height) - start).max(0);
        let factor = 16384 - ((distance * slope) >> 14);
        let value = i64::from(at(image, x, y, channel) - centre);
        (i64::from(centre) + ((value * factor + 8192) >> 14)) as u8
    })
}

/// Unsharp mask.
pub fn sharpen(image: &Image, blurred: &Image, amount: i32) -> Image {
    let gain = (64 * amount + 50) / 100;
    each(image, |x, y, channel| {
        let (p, b) = (at(image, x, y, channel), at(blurred, x, y, channel));
        (p + (((p - b) * gain + 32) >> 6)).clamp(0, 255) as u8
    })
}

/// Sobel. Pixels at the border are repeated outwards.
pub fn edges(image: &Image) -> Image {
    const ACROSS: [[i32; 3]; 3] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]];
    each(image, |x, y, channel| {
        let near = |at: usize, by: usize, length: usize| (at + by).saturating_sub(1).min(length - 1);
        let (mut across, mut along) = (0, 0);
        for (j, row) in ACROSS.iter().enumerate() {
            for (i, weight) in row.iter().enumerate() {
                let p = at(image, near(x, i, image.width), near(y, j, image.height), channel);
                across += weight * p;
                along += ACROSS[i][j] * p;
            }
        }
        (across.abs() + along.abs()).min(255) as u8
    })
}

/// Radii of the three box blurs for a sigma, in luma pixels.
pub fn gaussian_radii(sigma: f64, chroma: bool) -> [usize; 3] {
    let sigma = if chroma { sigma / 2.0 } else { sigma };
    // In hundredths of a squared pixel. There, sigmas in tenths are whole numbers.
    let variance = (12.0 * sigma * sigma * 100.0).round() / 100.0;
    let ideal = (variance / 3.0 + 1.0 + 1e-9).sqrt().floor();
    let narrow = if ideal % 2.0 == 0.0 { ideal - 1.0 } else { ideal };
    let exact = (variance - 3.0 * narrow * narrow - 12.0 * narrow - 9.0) / (-4.0 * narrow - 4.0);
    let count = ((exact + 0.5 + 1e-9).floor() as i32).clamp(0, if chroma { 3 } else { 2 });
    let radius = ((narrow - 1.0) / 2.0) as usize;
    [0, 1, 2].map(|pass| if pass < count { radius } else { radius + 1 })
}
