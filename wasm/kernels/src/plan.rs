//! A chain of filters as the kernels run it: one [`Program`] per plane, made once for each change of settings.
//!
//! What is decided here, so that no kernel has to: identities vanish; a plane that becomes constant forgets what was done
//! to it before; point filters that follow each other become one step; flip goes to the front, where it is a matter of
//! which row is read, and mirror to the end. All other filters commute with the two.

use crate::point::{Op, Table, compose, percent_of};
use ringlight_layout::geometry::plane_size;
use ringlight_layout::{
    BGRA, BOX_BLUR, BRIGHTNESS, CONTRAST, FILLED, Filter, GAMMA, GRAYSCALE, I420, INVERT, MAX_FILTERS,
    MAX_PLANES, POSTERIZE, RGBA, THRESHOLD,
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
    /// A box blur, in pixels of this plane.
    Blur {
        /// 1 to `MAX_RADIUS`.
        radius: u8,
    },
}

impl Step {
    /// Whether it needs other rows than the one it makes.
    #[must_use]
    pub fn is_stencil(&self) -> bool {
        matches!(self, Self::Blur { .. })
    }

    /// Rows that it needs above and below.
    #[must_use]
    pub fn halo(&self) -> usize {
        match self {
            Self::Blur { radius } => usize::from(*radius),
            _ => 0,
        }
    }
}

/// What a chain does to one plane.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// The frame's.
    pub format: u32,
    /// The plane does not begin as the frame's, but full of this: even samples, odd samples.
    pub constant: Option<[u8; 2]>,
    steps: [Step; MAX_STEPS],
    count: usize,
    ops: [Op; MAX_OPS],
    op_count: usize,
    table_count: usize,
}

impl Program {
    /// The program for plane `index` of a frame in `format`. Filters beyond `MAX_FILTERS` are left out.
    #[must_use]
    pub fn new(format: u32, index: usize, filters: &[Filter]) -> Self {
        let mut program = Self {
            format,
            constant: None,
            steps: [Step::Gray; MAX_STEPS],
            count: 0,
            ops: [Op::Invert; MAX_OPS],
            op_count: 0,
            table_count: 0,
        };
        let packed = format == RGBA || format == BGRA;
        for filter in filters.iter().take(MAX_FILTERS) {
            if packed || index == 0 { program.add(filter, packed) } else { program.add_to_chroma(filter) }
        }
        if let (Some(value), I420) = (program.constant, format) {
            // A plane of one channel: U or V.
            program.constant = Some([value[(index + 1) % 2]; 2]);
        }
        program
    }

    /// On luma, or on all of a packed format.
    fn add(&mut self, filter: &Filter, packed: bool) {
        match filter.kind {
            GRAYSCALE if packed => self.push(Step::Gray),
            BOX_BLUR => self.blur(filter.parameter(0) as usize),
            BRIGHTNESS => self.point(Op::Add([percent_of(255, filter.parameter(0)) as i16; 2])),
            CONTRAST => self.stretch(100 + filter.parameter(0)),
            GAMMA => self.point(Op::Gamma(filter.parameter(0) as u16)),
            INVERT => self.point(Op::Invert),
            THRESHOLD => self.point(Op::Threshold(filter.parameter(0) as u8)),
            POSTERIZE => self.point(Op::Levels(filter.parameter(0) as u8)),
            _ => {}
        }
    }

    /// On U, V, or both.
    fn add_to_chroma(&mut self, filter: &Filter) {
        match filter.kind {
            GRAYSCALE | THRESHOLD => self.fill([128; 2]),
            BOX_BLUR => self.blur((2 * filter.parameter(0) as usize + 1) >> 2),
            CONTRAST => self.stretch(100 + filter.parameter(0)),
            INVERT => {
                // 256 - p, because the middle is 128.
                self.point(Op::Invert);
                self.point(Op::Add([1; 2]));
            }
            _ => {}
        }
    }

    /// Whatever was done before, every pixel is this now.
    fn fill(&mut self, value: [u8; 2]) {
        self.constant = Some(value);
        (self.count, self.op_count, self.table_count) = (0, 0, 0);
    }

    /// The value of every pixel, where they all have the same.
    fn uniform(&mut self) -> Option<&mut [u8; 2]> {
        if self.count == 0 { self.constant.as_mut() } else { None }
    }

    fn push(&mut self, step: Step) {
        self.steps[self.count] = step;
        self.count += 1;
    }

    /// Stretches around the middle.
    fn stretch(&mut self, percent: i32) {
        self.point(Op::Line { centre: [128; 2], gain: percent_of(128, percent) as i16 });
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
        if let Some(Step::Points { count, .. }) = self.steps[..self.count].last_mut() {
            *count += 1;
            return;
        }
        self.push(Step::Points { first: self.op_count as u8 - 1, count: 1, table: self.table_count as u8 });
        self.table_count += 1;
    }

    fn blur(&mut self, radius: usize) {
        if radius > 0 && self.uniform().is_none() {
            self.push(Step::Blur { radius: radius as u8 });
        }
    }

    /// What is done, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps[..self.count]
    }

    /// The point operations of a step.
    #[must_use]
    pub fn ops(&self, first: u8, count: u8) -> &[Op] {
        &self.ops[usize::from(first)..][..usize::from(count)]
    }

    /// Whether the plane stays as it is.
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.constant.is_none() && self.count == 0
    }

    /// What every sample of the plane becomes, as `SlotHeader::filled` has it; 0 where it depends.
    #[must_use]
    pub fn fill_word(&self) -> u32 {
        match self.constant {
            Some([even, odd]) if self.count == 0 => FILLED | u32::from(odd) << 8 | u32::from(even),
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
        false
    }
}

/// The tables of a program.
pub type Tables = [Table; MAX_TABLES];

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
    /// The plan for frames in `format`. Planes that the format does not have get a program too.
    #[must_use]
    pub fn new(format: u32, filters: &[Filter]) -> Self {
        let programs = core::array::from_fn(|index| Program::new(format, index, filters));
        let mut plan = Self { programs, tables: [[[[0; 256]; 2]; MAX_TABLES]; MAX_PLANES] };
        for (program, tables) in plan.programs.iter().zip(&mut plan.tables) {
            for step in program.steps() {
                if let Step::Points { first, count, table } = *step {
                    compose(program.ops(first, count), &mut tables[usize::from(table)]);
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
pub fn scratch_bytes(format: u32, width: u32, height: u32, filters: &[Filter]) -> usize {
    (0..MAX_PLANES)
        .filter_map(|index| {
            let (width, _, channels) = plane_size(format, width, height, index)?;
            let program = Program::new(format, index, filters);
            Some(crate::chain::program_bytes(&program, width as usize, channels as usize))
        })
        .max()
        .unwrap_or(0)
        .next_multiple_of(64)
}
