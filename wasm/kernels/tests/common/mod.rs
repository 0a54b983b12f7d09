//! Memory with canaries, frames of random bytes, and one run of a chain compared with an oracle.

#![allow(dead_code, reason = "each test file uses a part of it")]

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use ringlight_kernels::chain::mask::Chroma;
use ringlight_kernels::chain::memory::scratch_bytes;
use ringlight_kernels::chain::past::{Past, filters_of};
use ringlight_kernels::chain::plan::Plan as ChainPlan;
use ringlight_kernels::chain::stripes::stripe_rows;
use ringlight_kernels::chain::{Target, run_plane};
use ringlight_kernels::reference::{self, Image};
use ringlight_kernels::rows::Scalar;
use ringlight_layout::geometry::plane_size;
use ringlight_layout::{
    BGRA, BOX_BLUR, Filter, GRAYSCALE, I420, MAX_FILTERS, MAX_PARAMETERS, NV12, Plane, RGBA,
};
use std::fmt::Debug;

/// Every pixel format.
pub const FORMATS: [u32; 4] = [I420, NV12, RGBA, BGRA];

pub const GRAY: Filter = Filter { kind: GRAYSCALE, parameters: [0; MAX_PARAMETERS] };

pub fn filter(kind: u32, values: &[i32]) -> Filter {
    let mut parameters = [0; MAX_PARAMETERS];
    parameters[..values.len()].copy_from_slice(values);
    Filter { kind, parameters }
}

pub fn blur(radius: i32) -> Filter {
    filter(BOX_BLUR, &[radius])
}

/// Runs `test` on `cases` values, the same ones each time.
pub fn property<S: Strategy>(
    cases: u32,
    seed: u8,
    strategy: &S,
    test: impl Fn(S::Value) -> Result<(), String>,
) where
    S::Value: Debug,
{
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    TestRunner::new_with_rng(config, rng)
        .run(strategy, |value| test(value).map_err(proptest::test_runner::TestCaseError::fail))
        .unwrap_or_else(|error| panic!("{error}"));
}

/// The byte source that `e2e/support/frame.ts` defines: xorshift32, its top byte each time.
pub struct RandomBytes(u32);

impl RandomBytes {
    pub fn new(seed: u32) -> Self {
        Self(seed.max(1))
    }

    pub fn next(&mut self) -> u8 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 24) as u8
    }
}

/// What the samples of a frame are like.
#[derive(Clone, Copy, Debug)]
pub enum Fill {
    Random,
    /// The largest sums there are.
    White,
    /// Runs of the two extremes.
    Extremes,
}

/// All planes of a frame, filled from one source, plane after plane.
pub fn make_frame(format: u32, width: u32, height: u32, seed: u32, fill: Fill) -> Vec<Image> {
    let mut random = RandomBytes::new(seed);
    (0..3)
        .map_while(|index| plane_size(format, width, height, index))
        .map(|(width, height, channels)| {
            let (width, height, channels) = (width as usize, height as usize, channels as usize);
            let sample = |_| match fill {
                Fill::Random => random.next(),
                Fill::White => 255,
                Fill::Extremes => u8::from(random.next() < 128) * 255,
            };
            Image { width, height, channels, data: (0..width * height * channels).map(sample).collect() }
        })
        .collect()
}

const CANARIES: usize = 256;

fn canary(i: usize) -> u8 {
    (i * 167 + 91) as u8
}

/// `length` bytes at an address that is `offset` modulo 64, between canaries. All of it holds canaries at first.
pub struct Guarded {
    bytes: Vec<u8>,
    start: usize,
    length: usize,
}

impl Guarded {
    pub fn new(length: usize, offset: usize) -> Self {
        let bytes: Vec<u8> = (0..length + 2 * CANARIES + 128).map(canary).collect();
        let start = CANARIES + (bytes.as_ptr() as usize + CANARIES).wrapping_neg() % 64 + offset % 64;
        Self { bytes, start, length }
    }

    /// The first of the `length` bytes; valid for writing until the next use of `self`.
    pub fn pointer(&mut self) -> *mut u8 {
        // SAFETY: `start` lies inside.
        unsafe { self.bytes.as_mut_ptr().add(self.start) }
    }

    pub fn set(&mut self, at: usize, values: &[u8]) {
        self.bytes[self.start + at..][..values.len()].copy_from_slice(values);
    }

    pub fn get(&self, at: usize, length: usize) -> &[u8] {
        &self.bytes[self.start + at..][..length]
    }

    /// Full of canaries once more.
    pub fn reset(&mut self) {
        for (i, byte) in self.bytes.iter_mut().enumerate() {
            *byte = canary(i);
        }
    }

    /// Whether every byte still holds its canary but those for which `may_change` says so.
    pub fn intact(&self, what: &str, may_change: impl Fn(usize) -> bool) -> Result<(), String> {
        for (i, &byte) in self.bytes.iter().enumerate() {
            let inside = i.checked_sub(self.start).filter(|&at| at < self.length);
            if byte != canary(i) && !inside.is_some_and(&may_change) {
                return Err(format!(
                    "{what}: byte {} of {} overwritten",
                    i as i64 - self.start as i64,
                    self.length
                ));
            }
        }
        Ok(())
    }
}

/// How a chain is run: nothing of it may change the result.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Bytes between rows.
    pub padding: usize,
    /// Address of the input, modulo 64.
    pub input_offset: usize,
    /// Address of the output, modulo 64.
    pub output_offset: usize,
    /// 1 or more.
    pub stripes: u32,
    /// Of the order in which stripes run.
    pub order: u32,
}

pub const PLAIN: Manner = Manner { padding: 0, input_offset: 0, output_offset: 0, stripes: 1, order: 1 };

/// 0..count in some order.
pub fn shuffled(count: u32, seed: u32) -> Vec<u32> {
    let mut random = RandomBytes::new(seed);
    let mut order: Vec<u32> = (0..count).collect();
    for i in (1..order.len()).rev() {
        order.swap(i, usize::from(random.next()) % (i + 1));
    }
    order
}

/// What temporal filters remember of frames of one shape: per plane and filter two buffers, and which is to be read.
pub struct Memory {
    planes: Vec<Vec<([Guarded; 2], usize)>>,
    /// Per plane, the filters that have left anything.
    kept: [u32; 3],
}

impl Memory {
    pub fn new(frame: &[Image], manner: Manner) -> Self {
        let buffers = |image: &Image| {
            let bytes = 2 * ((image.width * image.channels + manner.padding) * image.height);
            // Like all rows of two bytes for each sample, at even addresses.
            let buffer = || Guarded::new(bytes, manner.output_offset & !1);
            (0..MAX_FILTERS).map(|_| ([buffer(), buffer()], 0)).collect()
        };
        Self { planes: frame.iter().map(buffers).collect(), kept: [0; 3] }
    }

    /// What the filters read and write of plane `index`, of plane `other`, too.
    fn places(&mut self, index: usize, other: usize, apart: u32) -> Vec<Past> {
        let kept = self.kept[index];
        (0..MAX_FILTERS)
            .map(|n| {
                let mut halves = |plane: usize| {
                    let (buffers, newest) = &mut self.planes[plane][n];
                    let to = if apart >> n & 1 == 1 { 1 - *newest } else { *newest };
                    (buffers[*newest].pointer().cast_const(), buffers[to].pointer())
                };
                let [(read, write), (other_read, other_write)] = [halves(index), halves(other)];
                Past { read: [read, other_read], write: [write, other_write], valid: kept >> n & 1 == 1 }
            })
            .collect()
    }

    /// A frame begins: what is to be left elsewhere goes over canaries.
    fn begin(&mut self, plan: &ChainPlan) {
        for (filters, program) in self.planes.iter_mut().zip(&plan.programs) {
            let (_, apart) = filters_of(program);
            for (n, (buffers, newest)) in filters.iter_mut().enumerate() {
                if apart >> n & 1 == 1 {
                    buffers[1 - *newest].reset();
                }
            }
        }
    }

    /// Fails when anything was written beside rows, or to other rows than `own` says.
    fn intact(
        &self,
        plan: &ChainPlan,
        frame: &[Image],
        padding: usize,
        own: impl Fn(usize, usize) -> bool,
    ) -> Result<(), String> {
        for (index, image) in frame.iter().enumerate() {
            let program = &plan.programs[index];
            let (_, apart) = filters_of(program);
            let row = 2 * image.width * image.channels;
            for (n, (buffers, newest)) in self.planes[index].iter().enumerate() {
                for (which, buffer) in buffers.iter().enumerate() {
                    let fresh = apart >> n & 1 == 1 && which != *newest;
                    buffer.intact("between rows of what is remembered, or another stripe's", |at| {
                        let (x, y) = (at % (row + 2 * padding), at / (row + 2 * padding));
                        let y = if program.flip { image.height - 1 - y } else { y };
                        x < row && (!fresh || own(index, y))
                    })?;
                }
            }
        }
        Ok(())
    }

    /// The frame is whole.
    fn turn(&mut self, plan: &ChainPlan) {
        for ((filters, program), kept) in self.planes.iter_mut().zip(&plan.programs).zip(&mut self.kept) {
            let (all, apart) = filters_of(program);
            *kept = all;
            for (n, (_, newest)) in filters.iter_mut().enumerate() {
                *newest ^= (apart >> n & 1) as usize;
            }
        }
    }
}

/// Runs the scalar chain over a whole frame; the visible bytes, plane by plane. Fails when anything else was written.
pub fn run(frame: &[Image], format: u32, filters: &[Filter], manner: Manner) -> Result<Vec<Image>, String> {
    run_next(frame, format, filters, manner, &mut Memory { planes: Vec::new(), kept: [0; 3] })
}

/// The same for a frame of a sequence, all of which have one shape, chain, padding and offset.
pub fn run_next(
    frame: &[Image],
    format: u32,
    filters: &[Filter],
    manner: Manner,
    memory: &mut Memory,
) -> Result<Vec<Image>, String> {
    let (width, height) = (frame[0].width as u32, frame[0].height as u32);
    let mut place = Box::new_uninit();
    let plan = &*ChainPlan::make(&mut place, format, filters);
    let scratch_bytes = scratch_bytes(format, width, height, filters);
    let mut planes: Vec<Guard> = frame.iter().map(|image| Guard::new(image, manner)).collect();
    memory.begin(plan);
    let shuffled = shuffled(manner.stripes, manner.order);
    for (position, &stripe) in shuffled.iter().enumerate() {
        for index in 0..planes.len() {
            // Full of canaries each time: what a thread's scratch held before must not matter.
            let mut scratch = Guarded::new(scratch_bytes, 0);
            let (program, tables) = (&plan.programs[index], &plan.tables[index]);
            if program.is_joined() && index == 2 {
                continue;
            }
            let other = if program.is_joined() { 2 } else { index };
            let (_, apart) = filters_of(program);
            let past = if memory.planes.is_empty() { Vec::new() } else { memory.places(index, other, apart) };
            // Luma's keys look at U and V.
            let last = planes.len() - 1;
            let (_, chroma_apart) = filters_of(&plan.programs[1]);
            let chroma_past =
                if past.is_empty() || last == 0 { Vec::new() } else { memory.places(1, last, chroma_apart) };
            let chroma = (index == 0 && last > 0).then(|| planes[1].plane);
            let chroma = chroma.as_ref().map(|plane| Chroma {
                plane,
                input: [1, last].map(|index| planes[index].input.pointer().cast_const()),
                past: &chroma_past,
                masks: &plan.masks,
            });
            let target = Target {
                past: &past,
                chroma,
                part: None,
                input: [planes[index].input.pointer(), planes[other].input.pointer()]
                    .map(<*mut u8>::cast_const),
                output: [planes[index].output.pointer(), planes[other].output.pointer()],
            };
            let plane = planes[index].plane;
            let rows = stripe_rows(&plane, height, stripe, manner.stripes);
            // SAFETY: both are planes of that stride and height, and scratch as large as `scratch_bytes` says.
            unsafe { run_plane::<Scalar>(&plane, target, program, tables, rows, scratch.pointer()) };
            scratch.intact("scratch", |_| true)?;
        }
        let own = |index: usize, y: usize| {
            shuffled[..=position].iter().any(|&stripe| {
                let (first, end) = stripe_rows(&planes[index].plane, height, stripe, manner.stripes);
                (first..end).contains(&y)
            })
        };
        for (index, Guard { plane, output, .. }) in planes.iter().enumerate() {
            let row = (plane.width * plane.channels) as usize;
            output.intact("output of other stripes, or gaps", |at| {
                let (x, y) = (at % plane.stride as usize, at / plane.stride as usize);
                x < row && own(index, y)
            })?;
        }
        if !memory.planes.is_empty() {
            memory.intact(plan, frame, manner.padding, own)?;
        }
    }
    memory.turn(plan);
    planes.iter().zip(frame).map(|(guarded, image)| guarded.result(image)).collect()
}

/// Input and output of one plane.
struct Guard {
    plane: Plane,
    input: Guarded,
    before: Vec<u8>,
    output: Guarded,
}

impl Guard {
    fn new(image: &Image, manner: Manner) -> Self {
        let row = image.width * image.channels;
        let stride = row + manner.padding;
        // The last row ends where the plane ends: reading or writing past it is past the allocation's canaries' start.
        let bytes = stride * (image.height - 1) + row;
        let mut input = Guarded::new(bytes, manner.input_offset);
        for (y, line) in image.data.chunks_exact(row).enumerate() {
            input.set(y * stride, line);
        }
        let plane = Plane {
            stride: stride as u32,
            width: image.width as u32,
            height: image.height as u32,
            channels: image.channels as u32,
            ..Plane::default()
        };
        let before = input.bytes.clone();
        Self { plane, input, before, output: Guarded::new(bytes, manner.output_offset) }
    }

    fn result(&self, image: &Image) -> Result<Image, String> {
        if self.input.bytes != self.before {
            return Err("the input was written".into());
        }
        let (stride, row) = (self.plane.stride as usize, image.width * image.channels);
        let data = (0..image.height).flat_map(|y| self.output.get(y * stride, row).to_vec()).collect();
        Ok(Image { data, ..image.clone() })
    }
}

/// The first difference between two frames, as a sentence.
pub fn compare(actual: &[Image], expected: &[Image]) -> Result<(), String> {
    for (index, (is, want)) in actual.iter().zip(expected).enumerate() {
        if let Some(at) = (0..want.data.len()).find(|&at| is.data[at] != want.data[at]) {
            let (row, channels) = (want.width * want.channels, want.channels);
            return Err(format!(
                "plane {index}, row {}, column {}, channel {}: {} instead of {}",
                at / row,
                at % row / channels,
                at % channels,
                is.data[at],
                want.data[at]
            ));
        }
    }
    Ok(())
}

/// Box blur by a summed-area table: as exact as the reference, and fast enough for large frames and radii.
pub fn summed_blur(image: &Image, radius: usize) -> Image {
    let Image { width, height, channels, data } = image;
    let mut out = image.clone();
    for channel in 0..(*channels).min(3) {
        let mut table = vec![0u64; (width + 1) * (height + 1)];
        let at = |x: usize, y: usize| y * (width + 1) + x;
        for y in 0..*height {
            let mut row = 0;
            for x in 0..*width {
                row += u64::from(data[(y * width + x) * channels + channel]);
                table[at(x + 1, y + 1)] = table[at(x + 1, y)] + row;
            }
        }
        for y in 0..*height {
            let (top, bottom) = (y.saturating_sub(radius), (y + radius + 1).min(*height));
            for x in 0..*width {
                let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(*width));
                let n = ((bottom - top) * (right - left)) as u64;
                let sum = table[at(right, bottom)] + table[at(left, top)]
                    - table[at(left, bottom)]
                    - table[at(right, top)];
                out.data[(y * width + x) * channels + channel] = ((sum + (n >> 1)) / n) as u8;
            }
        }
    }
    out
}

/// `reference::chain` with `summed_blur` for its blurs.
pub fn oracle(frame: &[Image], format: u32, filters: &[Filter]) -> Vec<Image> {
    reference::chain(frame, format, filters, summed_blur)
}
