//! The definition of the filter that remembers the previous frame.

use super::{BoxBlur, Image, apply};
use ringlight_layout::{
    CONTRAST, DISABLED, EDGES, Filter, GRAYSCALE, I420, NV12, SATURATION, SEPIA, TEMPORAL_DENOISE, THRESHOLD,
};

/// What a filter remembers of a plane: its output before rounding, in 128ths. `None`: nothing.
type Memory = Option<Vec<i32>>;

/// Applies chains to frames that follow each other. The chains may change.
#[derive(Default)]
pub struct Sequence {
    format: u32,
    size: (usize, usize),
    /// The enabled filters of the previous frame, and what each of them remembered of each plane.
    before: Vec<(Filter, Vec<Memory>)>,
}

impl Sequence {
    /// Applies `filters` to the next frame, one after the other.
    pub fn next(&mut self, frame: &[Image], format: u32, filters: &[Filter], blur: BoxBlur) -> Vec<Image> {
        let size = (frame[0].width, frame[0].height);
        if (self.format, self.size) != (format, size) {
            *self = Self { format, size, before: Vec::new() };
        }
        let enabled: Vec<Filter> = filters.iter().filter(|f| f.kind & DISABLED == 0).copied().collect();
        let mut now = Vec::new();
        let mut frame = frame.to_vec();
        for (i, filter) in enabled.iter().enumerate() {
            let mut memories = vec![None; frame.len()];
            if filter.kind == TEMPORAL_DENOISE {
                let same = self.before.iter().map(|(filter, _)| filter).take(i + 1).eq(&enabled[..=i]);
                for (index, image) in frame.iter_mut().enumerate() {
                    let before = if same { self.before[i].1[index].as_deref() } else { None };
                    memories[index] = Some(denoise(image, before, filter));
                    if enabled[i + 1..].iter().any(|later| makes_constant(later, format, index)) {
                        memories[index] = None;
                    }
                }
            } else {
                frame = apply(&frame, format, filter, blur);
            }
            now.push((*filter, memories));
        }
        self.before = now;
        frame
    }
}

/// Filters one plane in place. Returns what is remembered of it.
fn denoise(image: &mut Image, before: Option<&[i32]>, filter: &Filter) -> Vec<i32> {
    let threshold = filter.parameter(1);
    let strength = (filter.parameter(0) * 32768 + 50) / 100;
    let round = |value: i32, bits: u32| (value + (1 << (bits - 1))) >> bits;
    let mut memory = Vec::new();
    for (i, sample) in image.data.iter_mut().enumerate() {
        let p = i32::from(*sample);
        let d = before.map_or(0, |before| 128 * p - before[i]);
        let u = ((d.abs() / 8).min(16 * threshold) * ((2048 + threshold - 1) / threshold) / 256).min(128);
        let w = 2 * round((16384 - u * u) * strength, 15);
        let h = 128 * p - round(d * w, 15);
        memory.push(h);
        if image.channels < 4 || i % 4 < 3 {
            *sample = round(h, 7) as u8;
        }
    }
    memory
}

/// Whether a filter makes all of a plane one value. Then what comes before it is not computed.
fn makes_constant(filter: &Filter, format: u32, index: usize) -> bool {
    let chroma = index > 0 && (format == I420 || format == NV12);
    chroma
        && match filter.kind {
            GRAYSCALE | THRESHOLD | EDGES => true,
            SATURATION => filter.parameter(0) == 0,
            CONTRAST => filter.parameter(0) == -100,
            SEPIA => filter.parameter(0) == 100,
            _ => false,
        }
}
