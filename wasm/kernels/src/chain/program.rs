//! A chain of filters as the kernels run it: one [`Program`] per plane, made once for each change of settings.
//!
//! What is decided here, so that no kernel has to: identities vanish; a plane that becomes constant forgets what was done
//! to it before; point filters that follow each other become one step; flip goes to the front, where it is a matter of
//! which row is read, and mirror to the end. All other filters commute with the two.

use crate::filters::colour::{self, Matrix, Pair};
use crate::filters::key::Key;
use crate::filters::point::{Composition, Op, percent_of};
use crate::filters::temporal::Temporal;
use crate::filters::vignette::Vignette;
use core::mem::MaybeUninit;
use ringlight_layout::geometry::plane_size;
use ringlight_layout::{
    BGRA, BOX_BLUR, BRIGHTNESS, CHROMA_KEY, CONTRAST, EDGES, FILLED, FLIP, Filter, GAMMA, GAUSSIAN_BLUR,
    GRAYSCALE, HUE, I420, INVERT, MAX_FILTERS, MAX_PLANES, MIRROR, PIXELATE, POSTERIZE, RGBA, SATURATION,
    SEPIA, SHARPEN, TEMPORAL_DENOISE, THRESHOLD, VIGNETTE, WHITE_BALANCE,
};

/// Steps of a program, at most.
pub const MAX_STEPS: usize = 3 * MAX_FILTERS + 2;
/// Point operations of a program, at most.
pub const MAX_OPS: usize = 2 * MAX_FILTERS;
/// Tables of a program, at most: between two of them is another step.
pub const MAX_TABLES: usize = MAX_FILTERS / 2;

/// One step of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Point operations `first..first + count` of the program; their composition is table `table`.
    Points {
        /// Index.
        first: u8,
        /// How many.
        count: u8,
        /// Index.
        table: u8,
    },
    /// Grayscale of RGBA or BGRA.
    Gray,
    /// On colours of RGBA or BGRA.
    Matrix(Matrix),
    /// On pixels of U and V.
    Pair(Pair),
    /// Darker towards the corners.
    Vignette(Vignette),
    /// Averaged with the frame before.
    Temporal {
        /// Which of the chain's temporal filters it is.
        index: u8,
        /// How.
        temporal: Temporal,
    },
    /// A background where pixels are near a colour.
    Key {
        /// How.
        key: Key,
        /// Of the blur that is the background, in pixels of this plane; 0: it is a colour.
        radius: u8,
        /// Which of the chain's keys it is.
        index: u8,
        /// Chroma's pixels are counted from the right, and from the bottom: luma's last column or row may have one for itself.
        from_right: bool,
        /// See above.
        from_bottom: bool,
    },
    /// Left and right swapped.
    Mirror,
    /// A box blur, in pixels of this plane.
    Blur {
        /// 1 to `MAX_RADIUS`.
        radius: u8,
        /// 0; else what differs from the blur is added to the picture, times this, in 64ths.
        sharpen: u8,
    },
    /// Sobel, on luma or on grey pixels.
    Edges,
    /// Means of blocks.
    Pixelate {
        /// Pixels of this plane, 1 to 128.
        size: u8,
        /// Blocks are counted from the right.
        from_right: bool,
        /// Blocks are counted from the bottom.
        from_bottom: bool,
    },
}

impl Step {
    /// Whether it needs other rows than the one it makes.
    #[must_use]
    pub fn is_stencil(&self) -> bool {
        match self {
            Self::Blur { .. } | Self::Edges | Self::Pixelate { .. } => true,
            Self::Key { radius, .. } => *radius > 0,
            _ => false,
        }
    }

    /// Whether U depends on V.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        matches!(self, Self::Pair(_) | Self::Key { .. })
    }

    /// Rows that it needs above and below.
    #[must_use]
    pub fn halo(&self) -> usize {
        match self {
            Self::Blur { radius, .. } | Self::Key { radius, .. } => usize::from(*radius),
            Self::Edges => 1,
            Self::Pixelate { size, .. } => usize::from(*size) - 1,
            _ => 0,
        }
    }
}

/// What a chain does to chroma on its way to a key, which luma needs, too: steps of chroma's program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Prefix {
    first: u8,
    end: u8,
    constant: Option<[u8; 2]>,
}

/// What a chain does to one plane.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// The frame's.
    pub format: u32,
    /// The plane does not begin as the frame's, but full of this: even samples, odd samples.
    pub constant: Option<[u8; 2]>,
    /// The frame is read from its last row to its first.
    pub flip: bool,
    mirror: bool,
    /// Of U, V or both.
    is_chroma: bool,
    steps: [Step; MAX_STEPS],
    count: usize,
    /// Steps before this one are there for `prefixes` alone: the plane became constant after them.
    begin: usize,
    prefixes: [Prefix; MAX_FILTERS],
    key_count: u8,
    /// Steps before this one belong to a prefix and stay as they are.
    key_end: usize,
    ops: [Op; MAX_OPS],
    op_count: usize,
    /// Operations before this one are there for `prefixes` alone.
    op_begin: usize,
    /// Operations before this one are there for `prefixes`, too.
    op_key_end: usize,
    table_count: usize,
    temporal_count: u8,
}

impl Program {
    /// The program for plane `index` of a frame in `format`. Filters beyond `MAX_FILTERS` are left out.
    #[must_use]
    #[inline(never)]
    pub fn new(format: u32, index: usize, filters: &[Filter]) -> Self {
        let mut program = Self {
            format,
            constant: None,
            flip: false,
            mirror: false,
            is_chroma: index > 0,
            steps: [Step::Gray; MAX_STEPS],
            count: 0,
            begin: 0,
            prefixes: [Prefix::default(); MAX_FILTERS],
            key_count: 0,
            key_end: 0,
            ops: [Op::Invert; MAX_OPS],
            op_count: 0,
            op_begin: 0,
            op_key_end: 0,
            table_count: 0,
            temporal_count: 0,
        };
        let packed = format == RGBA || format == BGRA;
        for filter in filters.iter().take(MAX_FILTERS) {
            if filter.kind == TEMPORAL_DENOISE {
                program.temporal(Temporal::new(filter.parameter(0), filter.parameter(1)));
            } else if filter.kind == CHROMA_KEY {
                program.key(filter, packed.then_some(format), index > 0);
            } else if packed || index == 0 {
                program.add(filter, packed);
            } else {
                program.add_to_chroma(filter);
            }
        }
        if program.mirror {
            program.push(Step::Mirror);
        }
        if format == I420 && index > 0 && !program.is_joined() {
            // A plane of one channel, U or V.
            let lane = index - 1;
            program.constant = program.constant.map(|value| [value[lane]; 2]);
            for op in &mut program.ops[program.op_begin..program.op_count] {
                *op = op.only(lane);
            }
        }
        program
    }

    /// On luma, or on all of a packed format.
    fn add(&mut self, filter: &Filter, packed: bool) {
        let value = |index: usize| filter.parameter(index);
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
            PIXELATE => self.pixelate(2 * value(0) as u8),
            VIGNETTE => self.vignette(Vignette::new(value(0), value(1), 0)),
            SHARPEN => self.sharpen(percent_of(64, value(0)) as u8, value(1) as u8),
            EDGES => {
                if packed {
                    self.push(Step::Gray);
                }
                self.push(Step::Edges);
            }
            GAUSSIAN_BLUR => self.gaussian(12 * value(0) * value(0), 2),
            _ => self.turn(filter.kind),
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
            PIXELATE => self.pixelate(value(0) as u8),
            VIGNETTE => self.vignette(Vignette::new(value(0), value(1), 128)),
            GAUSSIAN_BLUR => self.gaussian(3 * value(0) * value(0), 3),
            _ => self.turn(filter.kind),
        }
    }

    /// Flip goes to the front and mirror to the end. Everything is symmetrical but blocks, which are counted from an edge.
    fn turn(&mut self, kind: u32) {
        match kind {
            MIRROR => self.mirror = !self.mirror,
            FLIP => {
                self.flip = !self.flip;
                for step in &mut self.steps[..self.count] {
                    if let Step::Pixelate { from_bottom, .. } | Step::Key { from_bottom, .. } = step {
                        *from_bottom = !*from_bottom;
                    }
                }
            }
            _ => {}
        }
        if self.uniform().is_some() {
            (self.flip, self.mirror) = (false, false);
        }
    }

    /// Whatever was done before, every pixel is this now.
    fn fill(&mut self, value: [u8; 2]) {
        self.constant = Some(value);
        (self.flip, self.mirror) = (false, false);
        // What a key sees of chroma is made from what was done before.
        if self.key_count == 0 {
            (self.count, self.op_count, self.table_count) = (0, 0, 0);
        }
        (self.begin, self.op_begin) = (self.count, self.op_count);
    }

    /// The value of every pixel, where they all have the same.
    fn uniform(&mut self) -> Option<&mut [u8; 2]> {
        if self.count == self.begin { self.constant.as_mut() } else { None }
    }

    fn push(&mut self, step: Step) {
        self.steps[self.count] = step;
        self.count += 1;
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

    fn vignette(&mut self, vignette: Vignette) {
        if vignette.slope > 0 && self.uniform() != Some(&mut [128; 2]) {
            self.push(Step::Vignette(vignette));
        }
    }

    fn temporal(&mut self, temporal: Temporal) {
        // What has one value for all pixels has had it before: it depends on the filters alone.
        if temporal.strength > 0 && self.uniform().is_none() {
            self.push(Step::Temporal { index: self.temporal_count, temporal });
        }
        self.temporal_count += 1;
    }

    fn key(&mut self, filter: &Filter, packed: Option<u32>, on_chroma: bool) {
        let index = self.key_count;
        self.prefixes[usize::from(index)] =
            Prefix { first: self.begin as u8, end: self.count as u8, constant: self.constant };
        self.key_count += 1;
        (self.key_end, self.op_key_end) = (self.count, self.op_count);
        let key = Key::new(filter, packed, on_chroma);
        let wanted = filter.parameter(4);
        let radius = if on_chroma { (2 * wanted + 1) >> 2 } else { wanted };
        // A blur that is none, or of one value, is what it is laid under.
        if wanted > 0 && (radius == 0 || self.uniform().is_some()) {
            return;
        }
        match self.uniform() {
            Some(value) => *value = key.apply(*value),
            None => self.push(Step::Key {
                key,
                radius: radius as u8,
                index,
                from_right: self.mirror,
                from_bottom: false,
            }),
        }
    }

    fn pixelate(&mut self, size: u8) {
        if size > 1 && self.uniform().is_none() {
            self.push(Step::Pixelate { size, from_right: self.mirror, from_bottom: false });
        }
    }

    fn sharpen(&mut self, sharpen: u8, radius: u8) {
        if sharpen > 0 {
            self.push(Step::Blur { radius, sharpen });
        }
    }

    /// Box blurs whose variances add up to nearly that of a gaussian: `q` is 1200 sigma squared. At most `narrowest` of
    /// them are of the smaller of two widths, so that even the smallest sigma does something.
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

    fn point(&mut self, op: Op) {
        if op.is_identity() {
            return;
        }
        if let Some(value) = self.uniform() {
            *value = [op.apply(value[0], 0), op.apply(value[1], 1)];
            return;
        }
        self.ops[self.op_count] = op;
        self.op_count += 1;
        if let Some(Step::Points { count, .. }) = self.steps[self.key_end..self.count].last_mut() {
            *count += 1;
            return;
        }
        self.push(Step::Points { first: self.op_count as u8 - 1, count: 1, table: self.table_count as u8 });
        self.table_count += 1;
    }

    fn blur(&mut self, radius: usize) {
        if radius > 0 && self.uniform().is_none() {
            self.push(Step::Blur { radius: radius as u8, sharpen: 0 });
        }
    }

    /// What is done, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps[self.begin..self.count]
    }

    /// Whether luma's keys look at what is there of chroma after step `position` of `steps`.
    #[must_use]
    pub fn is_before_key(&self, position: usize) -> bool {
        self.is_chroma && self.begin + position < self.key_end
    }

    /// What is done before key `index`, and what the plane is full of at first, if anything.
    #[must_use]
    pub fn before_key(&self, index: u8) -> (&[Step], Option<[u8; 2]>) {
        let Prefix { first, end, constant } = self.prefixes[usize::from(index)];
        (&self.steps[first.into()..end.into()], constant)
    }

    /// The point operations of a step.
    #[must_use]
    pub fn ops(&self, first: u8, count: u8) -> &[Op] {
        &self.ops[usize::from(first)..][..usize::from(count)]
    }

    /// Whether the plane stays as it is.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.constant.is_none() && self.steps().is_empty() && !self.flip
    }

    /// What every sample of the plane becomes, as `SlotHeader::filled` has it; 0 where it depends.
    #[must_use]
    pub fn fill_word(&self) -> u32 {
        match self.constant {
            Some([even, odd]) if self.steps().is_empty() => FILLED | u32::from(odd) << 8 | u32::from(even),
            _ => 0,
        }
    }

    /// Rows of halo that a stripe needs above and below.
    #[must_use]
    pub fn halo(&self) -> usize {
        self.steps().iter().map(Step::halo).sum()
    }

    /// Whether two planes are run as one of two channels.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        let shared = self.op_key_end > self.op_begin;
        self.format == I420 && self.is_chroma && (shared || self.steps().iter().any(Step::is_joined))
    }
}

/// Stretches around the middle.
fn stretch(percent: i32) -> Op {
    Op::Line { centre: [128; 2], gain: percent_of(128, percent) as i16 }
}

/// The tables of a program.
pub type Tables = [Composition; MAX_TABLES];

/// What is done to a frame.
#[derive(Clone)]
pub struct Plan {
    /// Plane by plane.
    pub programs: [Program; MAX_PLANES],
    /// Theirs.
    pub tables: [Tables; MAX_PLANES],
}

/// Bytes to set aside for a plan: a multiple of 64.
pub const PLAN_BYTES: usize = size_of::<Plan>().next_multiple_of(64);

impl Plan {
    /// Makes the plan for frames in `format`, where it is to lie: threads' stacks are small. Planes that the format does not
    /// have get a program too.
    #[inline(never)]
    pub fn make<'a>(place: &'a mut MaybeUninit<Self>, format: u32, filters: &[Filter]) -> &'a mut Self {
        let plan = place.as_mut_ptr();
        for index in 0..MAX_PLANES {
            // SAFETY: places inside of one that is valid; nothing is read. Compositions are written one by one, as they are large.
            unsafe {
                (&raw mut (*plan).programs[index]).write(Program::new(format, index, filters));
                for table in 0..MAX_TABLES {
                    (&raw mut (*plan).tables[index][table]).write(Composition::EMPTY);
                }
            }
        }
        // SAFETY: all of its fields were written: those that are named below.
        let plan = unsafe { place.assume_init_mut() };
        let Self { programs, tables } = &mut *plan;
        for (program, tables) in programs.iter().zip(tables) {
            for step in &program.steps[..program.count] {
                if let Step::Points { first, count, table } = *step {
                    tables[usize::from(table)].compose(program.ops(first, count));
                }
            }
        }
        plan
    }
}

/// Rows of halo in luma.
#[must_use]
pub fn halo(format: u32, filters: &[Filter]) -> usize {
    Program::new(format, 0, filters).halo()
}

/// Scratch bytes per thread for a chain on frames of this format and size: a multiple of 64.
#[must_use]
#[inline(never)]
pub fn scratch_bytes(format: u32, width: u32, height: u32, filters: &[Filter]) -> usize {
    let chroma = plane_size(format, width, height, 1);
    let chroma = chroma.map(|(width, ..)| (Program::new(format, 1, filters), width as usize));
    (0..MAX_PLANES)
        .filter_map(|index| {
            let (width, _, channels) = plane_size(format, width, height, index)?;
            let program = Program::new(format, index, filters);
            let chroma = chroma.as_ref().filter(|_| index == 0).map(|(program, width)| (program, *width));
            Some(super::stage::program_bytes(&program, width as usize, channels as usize, chroma))
        })
        .max()
        .unwrap_or(0)
        .next_multiple_of(64)
}
