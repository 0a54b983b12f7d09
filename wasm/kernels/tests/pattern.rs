//! The test picture against its definition, sample by sample, and what a test reads from it.

mod common;

use common::{Guarded, Manner, PLAIN, blur, compare, property, run};
use proptest::prelude::*;
use ringlight_kernels::pattern::{Picture, Target, draw};
use ringlight_kernels::reference::Image;
use ringlight_layout::geometry::plane_size;
use ringlight_layout::{I420, MAX_RADIUS};

/// Y, U and V of the eight bars.
const BARS: [[u8; 3]; 8] = [
    [180, 128, 128],
    [162, 44, 142],
    [131, 156, 44],
    [112, 72, 58],
    [84, 184, 198],
    [65, 100, 212],
    [35, 212, 114],
    [16, 128, 128],
];

/// The definition, one sample at a time and as directly as it can be put.
struct Definition {
    picture: Picture,
    noise: Vec<u8>,
}

impl Definition {
    fn new(picture: Picture) -> Self {
        let mut state = (picture.seed as u64 * 2_654_435_761 + 1) as u32;
        if state == 0 {
            state = 1;
        }
        let noise = (0..picture.width)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                (16 + (state >> 24) * 219 / 255) as u8
            })
            .collect();
        Self { picture, noise }
    }

    fn bar(&self, x: usize) -> [u8; 3] {
        let w = self.picture.width as u64;
        BARS[((x as u64 + 4 * u64::from(self.picture.frame)) % w * 8 / w) as usize]
    }

    fn band(&self, x: usize, y: usize) -> u8 {
        let Picture { width: w, height: h, frame: n, .. } = self.picture;
        if y < h * 5 / 8 {
            return self.bar(x)[0];
        }
        if y < h * 3 / 4 {
            let v = ((x * x / (2 * w) * 8) as u64 + 8 * u64::from(n)) & 511;
            return (16 + (if v < 256 { v } else { 511 - v }) * 219 / 255) as u8;
        }
        let offset = ((y as u64 * 40503 + u64::from(n) * 9973) as u32 >> 4) as usize % w;
        self.noise[(x + offset) % w]
    }

    fn in_ball(&self, x: usize, y: usize) -> bool {
        let Picture { width: w, height: h, frame: n, .. } = self.picture;
        let radius = (h as i64 / 12).max(1);
        let centre = |speed: i64, side: usize| {
            let period = (side as i64 - 2 * radius).max(1);
            let m = speed * i64::from(n) % (2 * period);
            radius + if m < period { m } else { 2 * period - 1 - m }
        };
        let (dx, dy) = (x as i64 - centre(5, w), y as i64 - centre(3, h));
        dx * dx + dy * dy <= radius * radius
    }

    /// The frame number's bit at this luma position, if there is one.
    fn bit(&self, x: usize, y: usize) -> Option<bool> {
        let Picture { width, height, frame, .. } = self.picture;
        let block = block(width);
        if block == 0 || height < 4 * block || x < block || y < block {
            return None;
        }
        let (column, row) = ((x - block) / block, (y - block) / block);
        (column < 16 && row < 2).then(|| frame >> (31 - 16 * row - column) & 1 == 1)
    }

    fn sample(&self, plane: usize, x: usize, y: usize) -> u8 {
        match plane {
            0 => match self.bit(x, y) {
                Some(true) => 235,
                Some(false) => 16,
                None if self.in_ball(x, y) => 235,
                None => self.band(x, y),
            },
            _ if self.bit(2 * x, 2 * y).is_some() || 2 * y >= self.picture.height * 5 / 8 => 128,
            _ => self.bar(2 * x)[plane],
        }
    }

    fn frame(&self) -> Vec<Image> {
        let Picture { width, height, .. } = self.picture;
        let image = |index| {
            let (width, height, _) = plane_size(I420, width as u32, height as u32, index)?;
            let (width, height) = (width as usize, height as usize);
            let data = (0..width * height).map(|i| self.sample(index, i % width, i / width)).collect();
            Some(Image { width, height, channels: 1, data })
        };
        (0..3).map_while(image).collect()
    }
}

fn block(width: usize) -> usize {
    (width / 20).min(32)
}

/// Draws between canaries; fails when anything but the visible samples was written.
fn drawn(picture: Picture, padding: usize) -> Result<Vec<Image>, String> {
    let sizes: Vec<(usize, usize)> = (0..3)
        .map_while(|index| plane_size(I420, picture.width as u32, picture.height as u32, index))
        .map(|(width, height, _)| (width as usize, height as usize))
        .collect();
    let mut planes: Vec<Guarded> = sizes
        .iter()
        .map(|(width, height)| Guarded::new((width + padding) * (height - 1) + width, 1))
        .collect();
    let mut noise = Guarded::new(picture.width, 1);
    let targets =
        core::array::from_fn(|i| Target { data: planes[i].pointer(), stride: sizes[i].0 + padding });
    // SAFETY: planes of an I420 frame of that size; `noise` is as long as a row.
    unsafe { draw(picture, targets, core::slice::from_raw_parts_mut(noise.pointer(), picture.width)) };
    noise.intact("noise", |_| true)?;
    let images = planes.iter().zip(&sizes).map(|(plane, &(width, height))| {
        plane.intact("plane", |at| at % (width + padding) < width)?;
        let data = (0..height).flat_map(|y| plane.get(y * (width + padding), width).to_vec()).collect();
        Ok(Image { width, height, channels: 1, data })
    });
    images.collect()
}

/// What a test does: looks at the middle of each block.
fn read_number(luma: &Image) -> u32 {
    let block = block(luma.width);
    (0..32).fold(0, |number, bit| {
        let (x, y) = (block + bit % 16 * block + block / 2, block + bit / 16 * block + block / 2);
        number << 1 | u32::from(luma.data[y * luma.width + x] > 125)
    })
}

#[test]
fn every_sample_is_as_defined() {
    let frame = prop_oneof![0u32..2000, any::<u32>()];
    let size =
        prop_oneof![(1usize..24, 1usize..24), (1usize..200, 1usize..150), (300usize..700, 80usize..160)];
    let strategy = (size, frame, any::<u32>(), 0usize..70);
    property(200, 7, &strategy, |((width, height), frame, seed, padding)| {
        let picture = Picture { width, height, frame, seed };
        compare(&drawn(picture, padding)?, &Definition::new(picture).frame())
    });
}

#[test]
fn extreme_shapes_are_as_defined() {
    for (width, height) in
        [(1, 1), (1, 2), (2, 1), (1, 300), (300, 1), (8192, 1), (1, 8192), (641, 127), (20, 3), (20, 4)]
    {
        for frame in [0, 1, 77, u32::MAX] {
            for seed in [0, 1, u32::MAX] {
                let picture = Picture { width, height, frame, seed };
                compare(&drawn(picture, 0).unwrap(), &Definition::new(picture).frame())
                    .unwrap_or_else(|error| panic!("{picture:?}: {error}"));
            }
        }
    }
}

#[test]
fn the_number_can_be_read() {
    let strategy = (20usize..400, 4usize..300, any::<u32>(), any::<u32>());
    property(200, 8, &strategy, |(width, height, frame, seed)| {
        let height = height.max(4 * block(width));
        let picture = Picture { width, height, frame, seed };
        let number = read_number(&drawn(picture, 0)?[0]);
        if number == frame { Ok(()) } else { Err(format!("{number} instead of {frame}")) }
    });
}

#[test]
fn the_number_can_be_read_after_a_blur() {
    for (width, height) in [(320, 180), (337, 191), (640, 360)] {
        for frame in [0, 1, 2, 0x5555_5555, 0xaaaa_aaaa, 0x1234_5678, u32::MAX] {
            let picture = Picture { width, height, frame, seed: 5 };
            let image = drawn(picture, 0).unwrap();
            for radius in 1..=7.min(MAX_RADIUS) {
                let blurred =
                    run(&image, I420, &[blur(radius as i32)], Manner { stripes: 2, ..PLAIN }).unwrap();
                assert_eq!(read_number(&blurred[0]), frame, "{width}x{height}, radius {radius}");
            }
        }
    }
}

#[test]
fn frames_and_seeds_differ() {
    let picture = Picture { width: 64, height: 48, frame: 3, seed: 9 };
    let image = drawn(picture, 0).unwrap();
    assert_eq!(image, drawn(picture, 13).unwrap());
    assert_ne!(image, drawn(Picture { frame: 4, ..picture }, 0).unwrap());
    assert_ne!(image, drawn(Picture { seed: 10, ..picture }, 0).unwrap());
}
