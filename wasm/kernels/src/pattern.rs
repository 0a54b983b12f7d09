//! The test picture. It depends on a seed and on the frame's number alone, and it shows that number.
//!
//! This is an I420 frame `n` of w x h pixels with seed `s`, in integers:
//!
//! - colour bars down to row `h * 5 / 8`: bar `((x + 4 n) mod w) * 8 / w`, 75 % bars of ITU-R BT.601;
//! - a frequency sweep down to `h * 3 / 4`: `16 + tri((x x / (2 w) * 8 + 8 n) mod 512) * 219 / 255`;
//! - noise: a row of xorshift32 values, shifted by `((40503 y + 9973 n mod 2^32) >> 4) mod w`;
//! - a ball of radius `h / 12` that bounces off the edges;
//! - the frame's number: 2 rows of 16 blocks of `min(32, w / 20)` pixels, where there is room for them. The most
//!   significant bit comes first. White is 1.

/// Y, U and V of the bars.
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
const WHITE: u8 = 235;
const BLACK: u8 = 16;

/// Where a plane of the picture lies.
#[derive(Clone, Copy)]
pub struct Target {
    /// First byte.
    pub data: *mut u8,
    /// Bytes from one row to the next.
    pub stride: usize,
}

impl Target {
    /// # Safety
    /// `y` is a row of the plane.
    unsafe fn row<'a>(self, y: usize, width: usize) -> &'a mut [u8] {
        // SAFETY: the caller's. The capture thread owns the slot that it draws into.
        unsafe { core::slice::from_raw_parts_mut(self.data.add(y * self.stride), width) }
    }
}

/// Which picture to draw.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    /// Pixels.
    pub width: usize,
    /// Pixels.
    pub height: usize,
    /// Frame number.
    pub frame: u32,
    /// Seed of the noise.
    pub seed: u32,
}

/// Draws frame `picture.frame`. `noise` is scratch of `width` bytes.
///
/// # Safety
/// The targets are planes of an I420 frame of that size. They belong to this thread alone.
pub unsafe fn draw(picture: Picture, targets: [Target; 3], noise: &mut [u8]) {
    // SAFETY: the caller's.
    unsafe {
        draw_luma(picture, targets[0], noise);
        draw_ball(picture, targets[0]);
        draw_chroma(picture, &targets[1..]);
        draw_number(picture, targets);
    }
}

fn bar(x: usize, picture: Picture) -> [u8; 3] {
    let w = picture.width;
    let shifted = (x as u64 + 4 * u64::from(picture.frame)) % w as u64;
    BARS[(shifted * 8 / w as u64) as usize]
}

fn scale(value: u32) -> u8 {
    (u32::from(BLACK) + value * 219 / 255) as u8
}

fn sweep(x: usize, picture: Picture) -> u8 {
    let (x, w) = (x as u64, picture.width as u64);
    let phase = ((x * x / (2 * w) * 8 + 8 * u64::from(picture.frame)) & 511) as u32;
    scale(if phase < 256 { phase } else { 511 - phase })
}

fn fill_noise(row: &mut [u8], seed: u32) {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1).max(1);
    for value in row {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        *value = scale(state >> 24);
    }
}

/// # Safety
/// See `draw`.
unsafe fn draw_luma(picture: Picture, luma: Target, noise: &mut [u8]) {
    let Picture { width: w, height: h, frame, seed } = picture;
    let (bars_end, sweep_end) = (h * 5 / 8, h * 3 / 4);
    // SAFETY: rows are below `h`. A band's first row is computed, and the others are copies of it.
    unsafe {
        for y in 0..sweep_end {
            let first = if y < bars_end { 0 } else { bars_end };
            let row = luma.row(y, w);
            if y > first {
                row.copy_from_slice(luma.row(first, w));
                continue;
            }
            for (x, value) in row.iter_mut().enumerate() {
                *value = if y < bars_end { bar(x, picture)[0] } else { sweep(x, picture) };
            }
        }
        fill_noise(&mut noise[..w], seed);
        for y in sweep_end..h {
            let offset =
                ((y as u32).wrapping_mul(40503).wrapping_add(frame.wrapping_mul(9973)) >> 4) as usize % w;
            let (tail, head) = luma.row(y, w).split_at_mut(w - offset);
            tail.copy_from_slice(&noise[offset..w]);
            head.copy_from_slice(&noise[..offset]);
        }
    }
}

/// # Safety
/// See `draw`.
unsafe fn draw_chroma(picture: Picture, chroma: &[Target]) {
    let Picture { width, height, .. } = picture;
    let (cw, ch) = (width.div_ceil(2), height.div_ceil(2));
    let bars_end = height * 5 / 8;
    for (plane, target) in chroma.iter().enumerate() {
        for cy in 0..ch {
            // SAFETY: rows are below `ch`.
            unsafe {
                let row = target.row(cy, cw);
                if 2 * cy >= bars_end {
                    row.fill(128);
                } else if cy > 0 {
                    row.copy_from_slice(target.row(0, cw));
                } else {
                    for (cx, value) in row.iter_mut().enumerate() {
                        *value = bar(2 * cx, picture)[plane + 1];
                    }
                }
            }
        }
    }
}

fn bounce(t: u64, period: u64) -> u64 {
    let m = t % (2 * period);
    if m < period { m } else { 2 * period - 1 - m }
}

/// # Safety
/// See `draw`.
unsafe fn draw_ball(picture: Picture, luma: Target) {
    let Picture { width: w, height: h, frame, .. } = picture;
    let radius = (h / 12).max(1);
    let period = |side: usize| side.saturating_sub(2 * radius).max(1) as u64;
    let centre_x = radius as i64 + bounce(5 * u64::from(frame), period(w)) as i64;
    let centre_y = radius as i64 + bounce(3 * u64::from(frame), period(h)) as i64;
    let radius = radius as i64;
    for y in (centre_y - radius).max(0)..=(centre_y + radius).min(h as i64 - 1) {
        let dy = y - centre_y;
        let room = radius * radius - dy * dy;
        let half = (0..=radius).rev().find(|dx| dx * dx <= room).unwrap_or(0);
        let from = (centre_x - half).max(0) as usize;
        let to = ((centre_x + half + 1).max(0) as usize).min(w);
        if from < to {
            // SAFETY: `y` is a row of the plane.
            unsafe { luma.row(y as usize, w)[from..to].fill(WHITE) };
        }
    }
}

/// # Safety
/// See `draw`.
unsafe fn draw_number(picture: Picture, targets: [Target; 3]) {
    let Picture { width: w, height: h, frame, .. } = picture;
    let block = (w / 20).min(32);
    if block == 0 || h < 4 * block {
        return;
    }
    for y in block..3 * block {
        // SAFETY: `3 * block` is at most `h`.
        let row = unsafe { targets[0].row(y, w) };
        let bits = if y < 2 * block { frame >> 16 } else { frame & 0xffff };
        for column in 0..16 {
            let value = if bits >> (15 - column) & 1 == 1 { WHITE } else { BLACK };
            row[block + column * block..][..block].fill(value);
        }
    }
    for target in &targets[1..] {
        // Covers the chroma samples whose luma position lies inside.
        for cy in block.div_ceil(2)..(3 * block).div_ceil(2) {
            // SAFETY: as above, at half the height.
            let row = unsafe { target.row(cy, w.div_ceil(2)) };
            row[block.div_ceil(2)..(17 * block).div_ceil(2)].fill(128);
        }
    }
}
