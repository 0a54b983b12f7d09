//! The definitions of the colour filters.

use super::Image;
use ringlight_layout::{BGRA, Filter, HUE, SATURATION, WHITE_BALANCE};

/// Rounds to the nearest whole number, halves up.
fn round(value: f64) -> f64 {
    (value + 0.5).floor()
}

const LUMA: [f64; 3] = [1225.0, 2404.0, 467.0];
const QUARTER: [[f64; 3]; 3] =
    [[-969.0, -1902.0, 2871.0], [1198.0, 379.0, -1577.0], [-3629.0, 3039.0, 590.0]];
/// <https://www.w3.org/TR/filter-effects-1/#sepiaEquivalent>
const SEPIA: [[f64; 3]; 3] = [[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]];

/// Cosine and sine in 16384ths.
fn turn(degrees: i32) -> (f64, f64) {
    let (sine, cosine) = f64::from(degrees).to_radians().sin_cos();
    (round(16384.0 * cosine), round(16384.0 * sine))
}

fn gains(filter: &Filter) -> [f64; 3] {
    let (temperature, tint) = (f64::from(filter.parameter(0)), f64::from(filter.parameter(1)));
    [12.0 * temperature + 4.0 * tint, -8.0 * tint, -12.0 * temperature + 4.0 * tint]
}

/// The matrix of a colour filter, in 4096ths.
fn entry(filter: &Filter, row: usize, column: usize) -> f64 {
    let one = f64::from(u8::from(row == column));
    match filter.kind {
        SATURATION => {
            let share = round(4096.0 * f64::from(filter.parameter(0)) / 100.0);
            round(LUMA[column] * (4096.0 - share) / 4096.0) + one * share
        }
        HUE => {
            let (cosine, sine) = turn(filter.parameter(0));
            let colour = one * 4096.0 - LUMA[column];
            LUMA[column] + round((cosine * colour + sine * QUARTER[row][column]) / 16384.0)
        }
        WHITE_BALANCE => one * (4096.0 + gains(filter)[row]),
        _ => {
            let share = round(4096.0 * f64::from(filter.parameter(0)) / 100.0);
            let sepia = round(4096.0 * SEPIA[row][column]);
            round((sepia * share + one * 4096.0 * (4096.0 - share)) / 4096.0)
        }
    }
}

/// A colour filter on RGBA or BGRA.
pub fn matrix(image: &Image, format: u32, filter: &Filter) -> Image {
    let mut out = image.clone();
    let order = if format == BGRA { [2, 1, 0] } else { [0, 1, 2] };
    for (from, to) in image.data.chunks_exact(4).zip(out.data.chunks_exact_mut(4)) {
        for row in 0..3 {
            let sum: f64 =
                (0..3).map(|column| entry(filter, row, column) * f64::from(from[order[column]])).sum();
            to[order[row]] = round(sum / 4096.0).clamp(0.0, 255.0) as u8;
        }
    }
    out
}

/// What white balance adds to U and V.
pub fn white_balance_offsets(filter: &Filter) -> [f64; 2] {
    let [red, green, blue] = gains(filter);
    let scale = f64::from(1 << 20);
    [
        round((-5529.0 * red - 10855.0 * green + 16384.0 * blue) / scale),
        round((16384.0 * red - 13720.0 * green - 2664.0 * blue) / scale),
    ]
}

/// Applies hue to I420 or NV12.
pub fn hue_of_chroma(frame: &[Image], degrees: i32) -> Vec<Image> {
    let mut out = frame.to_vec();
    let (cosine, sine) = turn(degrees);
    let place = |channel: usize| if frame.len() == 3 { (1 + channel, 0) } else { (1, channel) };
    let (u, v) = (place(0), place(1));
    let channels = frame[1].channels;
    for i in 0..frame[1].width * frame[1].height {
        let at =
            |(plane, channel): (usize, usize)| f64::from(frame[plane].data[i * channels + channel]) - 128.0;
        let clamp = |value: f64| (128.0 + round(value / 16384.0)).clamp(0.0, 255.0) as u8;
        out[u.0].data[i * channels + u.1] = clamp(cosine * at(u) - sine * at(v));
        out[v.0].data[i * channels + v.1] = clamp(sine * at(u) + cosine * at(v));
    }
    out
}
