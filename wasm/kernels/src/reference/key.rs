//! The definition of chroma key.

use super::{BoxBlur, Image};
use ringlight_layout::{BGRA, Filter, RGBA};

/// Y, U and V of a colour. U and V are less 128.
fn convert([r, g, b]: [i32; 3]) -> [i32; 3] {
    let round = |value: i32| (value + 16384) >> 15;
    [
        round(9798 * r + 19235 * g + 3735 * b),
        round(-5529 * r - 10855 * g + 16384 * b),
        round(16384 * r - 13720 * g - 2664 * b),
    ]
}

/// R, G and B of the number 0xrrggbb.
fn colour(value: i32) -> [i32; 3] {
    [value / 65536, value / 256 % 256, value % 256]
}

/// Puts a frame over a colour, or over its own blur.
pub fn chroma_key(frame: &[Image], format: u32, filter: &Filter, blur: BoxBlur) -> Vec<Image> {
    let packed = format == RGBA || format == BGRA;
    let [_, key_u, key_v] = convert(colour(filter.parameter(0)));
    let (tolerance, softness) = (filter.parameter(1), filter.parameter(2));
    let mask = |u: i32, v: i32| {
        let distance = (u - key_u).pow(2) + (v - key_v).pow(2);
        let least = tolerance.pow(2);
        let span = ((tolerance + softness).pow(2) - least).max(1);
        let inside = (distance - least).max(0).min(span);
        (inside * ((1 << 23) / span + i32::from((1 << 23) % span > 0))) >> 16
    };
    let back = colour(filter.parameter(3));
    let [y, u, v] = convert(back);
    let chroma = [u, v].map(|value| (value + 128).min(255));
    // How much of pixel (x, y) stays. The pixel is one of luma, or of a packed format.
    let (uv, step) = (frame.get(1), frame.len().min(3));
    let stays = |x: usize, y: usize| {
        if packed {
            let p = &frame[0].data[4 * (y * frame[0].width + x)..];
            let [r, g, b] = if format == BGRA { [p[2], p[1], p[0]] } else { [p[0], p[1], p[2]] };
            let [_, u, v] = convert([r, g, b].map(i32::from));
            return mask(u, v);
        }
        let uv = uv.expect("4:2:0 has chroma");
        let at = y / 2 * uv.width + x / 2;
        let (u, v) =
            if step == 3 { (uv.data[at], frame[2].data[at]) } else { (uv.data[2 * at], uv.data[2 * at + 1]) };
        mask(i32::from(u) - 128, i32::from(v) - 128)
    };
    let plane = |(index, image): (usize, &Image)| {
        let (luma, radius) = (index == 0, filter.parameter(4) as usize);
        let blurred = blur(image, if luma { radius } else { (2 * radius + 1) >> 2 });
        let mut out = image.clone();
        for (i, sample) in out.data.iter_mut().enumerate() {
            let (x, y_at) = (i / image.channels % image.width, i / image.channels / image.width);
            let channel = i % image.channels;
            if channel == 3 {
                continue;
            }
            let b = if radius > 0 {
                i32::from(blurred.data[i])
            } else if packed {
                back[if format == BGRA { 2 - channel } else { channel }]
            } else if luma {
                y
            } else {
                chroma[if image.channels == 2 { channel } else { index - 1 }]
            };
            let m = if luma { stays(x, y_at) } else { stays(2 * x, 2 * y_at) };
            *sample = (b + (((i32::from(*sample) - b) * m + 64) >> 7)) as u8;
        }
        out
    };
    frame.iter().enumerate().map(plane).collect()
}
