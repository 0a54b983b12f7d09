//! Colour filters: their matrices, in whole numbers.
//!
//! Colours are turned and stretched around the grey axis of ITU-R BT.601, in RGB as in YUV. There U = (B - Y) / 1.772
//! and V = (R - Y) / 1.402.

use super::point::percent_of;

/// The matrix for R, G and B. Each row gives `clamp((m R + m' G + m'' B + 2048) >> 12)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Matrix(pub [[i16; 3]; 3]);

/// The matrix for U and V, both less 128. Each row gives `clamp(128 + ((m U + m' V + 8192) >> 14))`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Pair(pub [[i16; 2]; 2]);

/// Weights of R, G and B in luma, in 4096ths.
const LUMA: [i32; 3] = [1225, 2404, 467];
/// What a quarter turn of U and V adds to R, G and B after all colour is taken away, in 4096ths.
const QUARTER: [[i32; 3]; 3] = [[-969, -1902, 2871], [1198, 379, -1577], [-3629, 3039, 590]];
/// The sepia of the Filter Effects specification, in 4096ths.
const SEPIA: [[i32; 3]; 3] = [[1610, 3150, 774], [1430, 2810, 688], [1114, 2187, 537]];
/// What sepia makes of a middle grey: U and V.
pub const SEPIA_CHROMA: [u8; 2] = [111, 138];

/// `round(16384 sin(d))` for 0 to 90 degrees.
#[rustfmt::skip]
const SINES: [i16; 91] = [
    0, 286, 572, 857, 1143, 1428, 1713, 1997, 2280, 2563, 2845, 3126, 3406, 3686, 3964, 4240, 4516, 4790, 5063, 5334,
    5604, 5872, 6138, 6402, 6664, 6924, 7182, 7438, 7692, 7943, 8192, 8438, 8682, 8923, 9162, 9397, 9630, 9860, 10087,
    10311, 10531, 10749, 10963, 11174, 11381, 11585, 11786, 11982, 12176, 12365, 12551, 12733, 12911, 13085, 13255,
    13421, 13583, 13741, 13894, 14044, 14189, 14330, 14466, 14598, 14726, 14849, 14968, 15082, 15191, 15296, 15396,
    15491, 15582, 15668, 15749, 15826, 15897, 15964, 16026, 16083, 16135, 16182, 16225, 16262, 16294, 16322, 16344,
    16362, 16374, 16382, 16384,
];

/// `round(16384 sin(degrees))` for -360 to 360 degrees.
fn sine(degrees: i32) -> i32 {
    let turn = degrees.rem_euclid(360);
    let half = turn % 180;
    let value = i32::from(SINES[if half > 90 { 180 - half } else { half } as usize]);
    if turn < 180 { value } else { -value }
}

fn matrix(entry: impl Fn(usize, usize) -> i32) -> Matrix {
    Matrix(core::array::from_fn(|row| core::array::from_fn(|column| entry(row, column) as i16)))
}

fn identity(row: usize, column: usize, one: i32) -> i32 {
    if row == column { one } else { 0 }
}

/// Changes the strength of colours, in percent. 0 gives grey, 100 changes nothing.
#[must_use]
pub fn saturation(percent: i32) -> Matrix {
    let share = percent_of(4096, percent);
    matrix(|row, column| ((LUMA[column] * (4096 - share) + 2048) >> 12) + identity(row, column, share))
}

/// Turns colours by `degrees`, in RGB.
#[must_use]
pub fn hue(degrees: i32) -> Matrix {
    let (sine, cosine) = (sine(degrees), sine(degrees + 90));
    matrix(|row, column| {
        let colour = identity(row, column, 4096) - LUMA[column];
        LUMA[column] + ((cosine * colour + sine * QUARTER[row][column] + 8192) >> 14)
    })
}

/// Turns colours by `degrees`, in U and V.
#[must_use]
pub fn hue_pair(degrees: i32) -> Pair {
    let (sine, cosine) = (sine(degrees) as i16, sine(degrees + 90) as i16);
    Pair([[cosine, -sine], [sine, cosine]])
}

/// Gains of R, G and B less 1, in 4096ths. A warmer picture has more red and less blue. Tint takes green away and adds
/// to the other two.
fn gains(temperature: i32, tint: i32) -> [i32; 3] {
    [12 * temperature + 4 * tint, -8 * tint, -12 * temperature + 4 * tint]
}

/// White balance in RGB: three gains.
#[must_use]
pub fn white_balance(temperature: i32, tint: i32) -> Matrix {
    let gains = gains(temperature, tint);
    matrix(|row, column| identity(row, column, 4096 + gains[row]))
}

/// White balance in U and V. Every pixel gets the offset that a middle grey gets.
#[must_use]
pub fn white_balance_offsets(temperature: i32, tint: i32) -> [i16; 2] {
    let [red, green, blue] = gains(temperature, tint);
    let u = (-5529 * red - 10855 * green + 16384 * blue + (1 << 19)) >> 20;
    let v = (16384 * red - 13720 * green - 2664 * blue + (1 << 19)) >> 20;
    [u as i16, v as i16]
}

/// Sepia in RGB, mixed in by `percent`.
#[must_use]
pub fn sepia(percent: i32) -> Matrix {
    let share = percent_of(4096, percent);
    matrix(|row, column| {
        ((SEPIA[row][column] * share + identity(row, column, 4096) * (4096 - share) + 2048) >> 12).min(32767)
    })
}

impl Pair {
    /// Applies the matrix to one pixel.
    #[inline(always)]
    #[must_use]
    pub fn apply(&self, pixel: [u8; 2]) -> [u8; 2] {
        let [u, v] = pixel.map(|value| i32::from(value) - 128);
        self.0.map(|[a, b]| (128 + ((i32::from(a) * u + i32::from(b) * v + 8192) >> 14)).clamp(0, 255) as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sines_are_rounded_right() {
        for degrees in -360..=360 {
            let exact = f64::from(degrees).to_radians().sin() * 16384.0;
            assert_eq!(sine(degrees), exact.round() as i32, "{degrees}");
        }
    }

    #[test]
    fn greys_stay_grey() {
        let grey = |Matrix(m): Matrix, p: i32| {
            m.map(|row| (row.iter().map(|&m| i32::from(m) * p).sum::<i32>() + 2048) >> 12)
        };
        for p in 0..=255 {
            for degrees in -180..=180 {
                assert_eq!(grey(hue(degrees), p), [p; 3], "{degrees} {p}");
            }
            for percent in 0..=200 {
                assert_eq!(grey(saturation(percent), p), [p; 3], "{percent} {p}");
            }
        }
    }
}
