//! How far a gaussian blur of three box blurs is from the true one: docs/filters.md states what is measured here.

mod common;

use common::{Fill, PLAIN, filter, make_frame, run};
use ringlight_kernels::reference::Image;
use ringlight_layout::{GAUSSIAN_BLUR, I420, RGBA};

/// The true gaussian of luma, clipped at five sigmas and at the image's edges, and normalised.
fn exact(image: &Image, sigma: f64) -> Vec<f64> {
    let reach = (5.0 * sigma).ceil() as usize;
    let weights: Vec<f64> = (0..=reach).map(|d| (-((d * d) as f64) / (2.0 * sigma * sigma)).exp()).collect();
    let pass = |data: &[f64], length: usize, step: usize, lines: usize, stride: usize| {
        let mut out = vec![0.0; data.len()];
        for line in 0..lines {
            for at in 0..length {
                let (mut sum, mut weight) = (0.0, 0.0);
                for near in at.saturating_sub(reach)..=(at + reach).min(length - 1) {
                    let w = weights[near.abs_diff(at)];
                    sum += w * data[line * stride + near * step];
                    weight += w;
                }
                out[line * stride + at * step] = sum / weight;
            }
        }
        out
    };
    let data: Vec<f64> = image.data.iter().map(|&p| f64::from(p)).collect();
    let across = pass(&data, image.width, 1, image.height, image.width);
    pass(&across, image.height, image.width, image.width, 1)
}

/// A picture of luma of some kind, as large as ten sigmas.
fn picture(kind: usize, side: usize) -> Image {
    let noise = &make_frame(I420, side as u32, side as u32, 9, Fill::Random)[0];
    let at = |x: usize, y: usize| match kind {
        0 => u8::from(x > side / 2) * 255,
        1 => u8::from(x > side / 2 && y > side / 2) * 255,
        2 => (255 * x / side) as u8,
        3 => noise.data[y * side + x],
        _ => u8::from(x.abs_diff(side / 2) < 2) * 255,
    };
    let data = (0..side * side).map(|i| at(i % side, i / side)).collect();
    Image { width: side, height: side, channels: 1, data }
}

/// The largest error of any sample of any of the pictures.
fn largest_error(tenths: i32) -> f64 {
    let sigma = f64::from(tenths) / 10.0;
    let side = (11.0 * sigma) as usize + 24;
    let mut largest = 0.0f64;
    for kind in 0..5 {
        let luma = picture(kind, side);
        let rgba = luma.data.iter().flat_map(|&p| [p, p, p, 255]).collect();
        let frame = [Image { data: rgba, channels: 4, ..luma.clone() }];
        let blurred = run(&frame, RGBA, &[filter(GAUSSIAN_BLUR, &[tenths])], PLAIN).expect("a frame");
        for (i, exact) in exact(&luma, sigma).into_iter().enumerate() {
            largest = largest.max((f64::from(blurred[0].data[4 * i]) - exact).abs());
        }
    }
    largest
}

#[test]
fn the_error_is_what_the_docs_say() {
    // (sigma in tenths, what docs/filters.md states as the largest error from this sigma on).
    let stated = [(5, 93.0), (8, 44.0), (10, 35.0), (18, 19.0), (30, 14.0), (45, 12.0), (80, 9.0)];
    for tenths in [5, 8, 10, 15, 18, 20, 25, 30, 35, 40, 45, 55, 65, 80, 85, 105, 125, 165, 250, 335, 400] {
        let (_, bound) = stated.into_iter().rfind(|&(from, _)| from <= tenths).expect("a bound");
        let error = largest_error(tenths);
        println!("sigma {}: {error:.1}", f64::from(tenths) / 10.0);
        assert!(error <= bound, "sigma {}: {error}", f64::from(tenths) / 10.0);
    }
}
