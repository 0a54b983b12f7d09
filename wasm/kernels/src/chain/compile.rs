//! From filters to the steps of a program.
//!
//! What is decided here, so that no kernel has to:
//! - A filter that changes nothing makes no step.
//! - A plane that becomes constant forgets the steps before.
//! - Point filters that follow each other make one step.
//! - Flip goes to the front: there it only says which row is read. Mirror goes to the end. All other filters commute with the two.

use super::program::{FROM_BOTTOM, FROM_RIGHT, KeyStep, Program, Step};
use crate::filters::colour::{self, Matrix, Pair};
use crate::filters::key::Key;
use crate::filters::point::{Op, percent_of};
use crate::filters::temporal::Temporal;
use crate::filters::vignette::Vignette;
use crate::fixed::{List, Maybe};
use ringlight_layout::{
    BGRA, BOX_BLUR, BRIGHTNESS, CHROMA_KEY, CONTRAST, EDGES, FLIP, Filter, GAMMA, GAUSSIAN_BLUR, GRAYSCALE,
    HUE, I420, INVERT, MAX_FILTERS, MIRROR, PIXELATE, POSTERIZE, RGBA, SATURATION, SEPIA, SHARPEN,
    TEMPORAL_DENOISE, THRESHOLD, VIGNETTE, WHITE_BALANCE,
};

/// Point operations that follow each other, at most: two per filter.
pub const MAX_RUN: usize = 2 * MAX_FILTERS;
/// Runs of a program, at most: between two of them is another filter.
pub const MAX_RUNS: usize = MAX_FILTERS / 2;

/// Point operations that follow each other.
pub type Run = List<Op, MAX_RUN>;
/// Runs, as `Step::Points` counts them.
pub type Runs = List<Run, MAX_RUNS>;

/// No run yet.
pub const NO_RUNS: Runs = List::new(List::new(Op::Invert));

/// A program, and the operations of its point steps.
pub struct Compiled {
    /// The steps.
    pub program: Program,
    /// By the index in `Step::Points`.
    pub runs: Runs,
}

/// What is done to plane `index` of a frame.
#[must_use]
#[inline(never)]
pub fn plane(format: u32, index: usize, filters: &[Filter]) -> Compiled {
    let mut compiler = Compiler::new(format, index);
    for filter in filters.iter().take(MAX_FILTERS) {
        compiler.add(filter);
    }
    compiler.finish(index)
}

/// What is done to U and V before key `key` of the chain: luma's masks are made of that. `None`: there is no such key.
#[must_use]
#[inline(never)]
pub fn before_key(format: u32, key: usize, filters: &[Filter]) -> Option<Compiled> {
    let filters = &filters[..filters.len().min(MAX_FILTERS)];
    let is_key = |(_, filter): &(usize, &Filter)| filter.kind == CHROMA_KEY;
    let (at, _) = filters.iter().enumerate().filter(is_key).nth(key)?;
    let mut compiler = Compiler::new(format, 1);
    for filter in &filters[..at] {
        compiler.add(filter);
    }
    // A flip that comes later has gone to luma's front, so it goes to the front here.
    for filter in &filters[at + 1..] {
        compiler.turn(filter.kind);
    }
    compiler.program.joined = format == I420;
    Some(Compiled { program: compiler.program, runs: compiler.runs })
}

/// A program while filters are added to it. It runs once for each change of settings, so its functions are kept small, not
/// inlined: a module has 40 kB.
struct Compiler {
    program: Program,
    runs: Runs,
    packed: bool,
    on_chroma: bool,
    mirror: bool,
    keys: u8,
    temporals: u8,
}

impl Compiler {
    fn new(format: u32, index: usize) -> Self {
        let packed = format == RGBA || format == BGRA;
        Self {
            program: Program::empty(format),
            runs: NO_RUNS,
            packed,
            on_chroma: index > 0 && !packed,
            mirror: false,
            keys: 0,
            temporals: 0,
        }
    }

    fn finish(mut self, index: usize) -> Compiled {
        let program = &mut self.program;
        if self.mirror {
            program.steps.push(Step::Mirror);
        }
        if program.format == I420 && self.on_chroma {
            program.joined = program.steps.iter().any(Step::is_joined);
            if !program.joined {
                // A plane of one channel, U or V.
                let lane = index - 1;
                if let Some(value) = program.constant.get_mut() {
                    *value = [value[lane]; 2];
                }
                for op in self.runs.iter_mut().flat_map(|run| run.iter_mut()) {
                    *op = op.only(lane);
                }
            }
        }
        Compiled { program: self.program, runs: self.runs }
    }

    #[inline(never)]
    fn add(&mut self, filter: &Filter) {
        match filter.kind {
            TEMPORAL_DENOISE => self.temporal(Temporal::new(filter.parameter(0), filter.parameter(1))),
            CHROMA_KEY => self.key(filter),
            MIRROR | FLIP => self.turn(filter.kind),
            _ if self.on_chroma => self.add_to_chroma(filter),
            _ => self.add_to_luma(filter),
        }
    }

    /// On luma, or on all of a packed format.
    fn add_to_luma(&mut self, filter: &Filter) {
        let value = |index: usize| filter.parameter(index);
        let packed = self.packed;
        match filter.kind {
            GRAYSCALE if packed => self.push(Step::Gray),
            BOX_BLUR => self.blur(value(0) as usize),
            BRIGHTNESS => self.point(Op::Add([percent_of(255, value(0)) as i16; 2])),
            CONTRAST => self.point(stretch(100 + value(0))),
            GAMMA => self.point(Op::Gamma(value(0) as u16)),
            INVERT => self.point(Op::Invert),
            THRESHOLD => self.point(Op::Threshold(value(0) as u8)),
            POSTERIZE => self.point(Op::Levels(value(0) as u8)),
            SATURATION if packed => self.matrix(colour::saturation(value(0))),
            HUE if packed => self.matrix(colour::hue(value(0))),
            WHITE_BALANCE if packed => self.matrix(colour::white_balance(value(0), value(1))),
            SEPIA if packed => self.matrix(colour::sepia(value(0))),
            PIXELATE => self.pixelate(2 * value(0) as u8, filter.parameters[1]),
            VIGNETTE => self.vignette(Vignette::new(value(0), value(1), 0)),
            SHARPEN => self.sharpen(percent_of(64, value(0)) as u8, value(1) as u8),
            EDGES => {
                if packed {
                    self.push(Step::Gray);
                }
                self.push(Step::Edges);
            }
            GAUSSIAN_BLUR => self.gaussian(12 * value(0) * value(0), 2),
            _ => {}
        }
    }

    /// On U, V, or both.
    fn add_to_chroma(&mut self, filter: &Filter) {
        let value = |index: usize| filter.parameter(index);
        match filter.kind {
            GRAYSCALE | THRESHOLD | EDGES => self.fill([128; 2]),
            BOX_BLUR => self.blur((2 * value(0) as usize + 1) >> 2),
            CONTRAST => self.colourfulness(100 + value(0)),
            INVERT => {
                // 256 - p, because the middle is 128.
                self.point(Op::Invert);
                self.point(Op::Add([1; 2]));
            }
            SATURATION => self.colourfulness(value(0)),
            HUE => self.pair(colour::hue_pair(value(0))),
            WHITE_BALANCE => self.point(Op::Add(colour::white_balance_offsets(value(0), value(1)))),
            SEPIA if value(0) == 100 => self.fill(colour::SEPIA_CHROMA),
            SEPIA => {
                let gain = percent_of(128, 100 - value(0)) as i16;
                self.point(Op::Line { centre: colour::SEPIA_CHROMA, gain });
            }
            PIXELATE => self.pixelate(value(0) as u8, filter.parameters[1]),
            VIGNETTE => self.vignette(Vignette::new(value(0), value(1), 128)),
            GAUSSIAN_BLUR => self.gaussian(3 * value(0) * value(0), 3),
            _ => {}
        }
    }

    /// Mirror and flip. All steps are symmetrical but those that count from an edge.
    #[inline(never)]
    fn turn(&mut self, kind: u32) {
        match kind {
            MIRROR => self.mirror = !self.mirror,
            FLIP => {
                self.program.flip = !self.program.flip;
                for step in self.program.steps.iter_mut() {
                    if let Step::Pixelate { from_bottom, .. } | Step::Key(KeyStep { from_bottom, .. }) = step
                    {
                        *from_bottom = !*from_bottom;
                    }
                }
            }
            _ => {}
        }
        if self.uniform().is_some() {
            (self.program.flip, self.mirror) = (false, false);
        }
    }

    /// Every pixel has this value now. The steps before do not matter.
    #[inline(never)]
    fn fill(&mut self, value: [u8; 2]) {
        self.program.constant = Maybe::Just(value);
        (self.program.flip, self.mirror) = (false, false);
        self.program.steps.clear();
        self.runs.clear();
    }

    /// The value of every pixel, where they all have the same.
    fn uniform(&mut self) -> Option<&mut [u8; 2]> {
        if self.program.steps.is_empty() { self.program.constant.get_mut() } else { None }
    }

    #[inline(never)]
    fn push(&mut self, step: Step) {
        self.program.steps.push(step);
    }

    /// Chroma stretched around the middle.
    fn colourfulness(&mut self, percent: i32) {
        if percent == 0 { self.fill([128; 2]) } else { self.point(stretch(percent)) }
    }

    fn matrix(&mut self, matrix: Matrix) {
        if matrix != colour::saturation(100) {
            self.push(Step::Matrix(matrix));
        }
    }

    fn pair(&mut self, pair: Pair) {
        if pair == colour::hue_pair(0) {
            return;
        }
        match self.uniform() {
            Some(value) => *value = pair.apply(*value),
            None => self.push(Step::Pair(pair)),
        }
    }

    #[inline(never)]
    fn vignette(&mut self, vignette: Vignette) {
        if vignette.slope > 0 && self.uniform() != Some(&mut [128; 2]) {
            self.push(Step::Vignette(vignette));
        }
    }

    fn temporal(&mut self, temporal: Temporal) {
        // A uniform plane depends on the filters alone, so it was the same in the frame before.
        if temporal.strength > 0 && self.uniform().is_none() {
            self.push(Step::Temporal { index: self.temporals, temporal });
        }
        self.temporals += 1;
    }

    fn key(&mut self, filter: &Filter) {
        let index = self.keys;
        self.keys += 1;
        if self.on_chroma {
            for step in self.program.steps.iter() {
                if let Step::Temporal { index, .. } = *step {
                    self.program.read_by_luma |= 1 << index;
                }
            }
        }
        let key = Key::new(filter, self.packed.then_some(self.program.format), self.on_chroma);
        let wanted = filter.parameter(4);
        let radius = if self.on_chroma { (2 * wanted + 1) >> 2 } else { wanted } as u8;
        // The background is the plane itself, where the blur has radius 0 on it, or all pixels are the same.
        if wanted > 0 && (radius == 0 || self.uniform().is_some()) {
            return;
        }
        let from_right = self.mirror;
        match self.uniform() {
            Some(value) => *value = key.apply(*value),
            None => self.push(Step::Key(KeyStep { key, radius, index, from_right, from_bottom: false })),
        }
    }

    #[inline(never)]
    fn pixelate(&mut self, size: u8, corner: i32) {
        if size > 1 && self.uniform().is_none() {
            let from_right = self.mirror != (corner & FROM_RIGHT != 0);
            self.push(Step::Pixelate { size, from_right, from_bottom: corner & FROM_BOTTOM != 0 });
        }
    }

    fn sharpen(&mut self, sharpen: u8, radius: u8) {
        if sharpen > 0 {
            self.push(Step::Blur { radius, sharpen });
        }
    }

    /// Box blurs whose variances add up to nearly that of a gaussian. `q` is 1200 sigma squared. At most `narrowest` of
    /// them have the smaller of two widths, so that even the smallest sigma does something.
    ///
    /// Source: Kovesi, "Fast Almost-Gaussian Filtering" (2010).
    fn gaussian(&mut self, q: i32, narrowest: i32) {
        let mut width = 1;
        while 300 * (width + 2) * (width + 2) <= q + 300 {
            width += 2;
        }
        let unit = 400 * (width + 1);
        let count = (2 * (300 * width * width + 1200 * width + 900 - q) + unit).div_euclid(2 * unit);
        for pass in 0..3 {
            let narrow = pass < count.clamp(0, narrowest);
            self.blur((width as usize - 1) / 2 + usize::from(!narrow));
        }
    }

    #[inline(never)]
    fn point(&mut self, op: Op) {
        if op.is_identity() {
            return;
        }
        if let Some(value) = self.uniform() {
            *value = [op.apply(value[0], 0), op.apply(value[1], 1)];
            return;
        }
        if let Some(Step::Points(run)) = self.program.steps.last() {
            self.runs[usize::from(*run)].push(op);
            return;
        }
        self.push(Step::Points(self.runs.len() as u8));
        let mut run = Run::new(op);
        run.push(op);
        self.runs.push(run);
    }

    #[inline(never)]
    fn blur(&mut self, radius: usize) {
        if radius > 0 && self.uniform().is_none() {
            self.push(Step::Blur { radius: radius as u8, sharpen: 0 });
        }
    }
}

/// Stretches around the middle.
fn stretch(percent: i32) -> Op {
    Op::Line { centre: [128; 2], gain: percent_of(128, percent) as i16 }
}
