//! A number that tells layouts apart: each flavour of the module exports its own, and a thread starts only where they agree.
//!
//! The flavours are compiled apart. One of them writes a plan, sizes the scratch, and the other one may use both.

use super::compile::MAX_RUNS;
use super::mask::MASK_SOURCE_BYTES;
use super::plan::{Masks, PLAN_BYTES, Plan};
use super::program::{KeyStep, MAX_STEPS, Program, Step};
use crate::filters::blur;
use crate::filters::colour::{Matrix, Pair};
use crate::filters::key::Key;
use crate::filters::lines::Lines;
use crate::filters::point::{Composition, MAX_APART, Op};
use crate::filters::temporal::Temporal;
use crate::filters::vignette::Vignette;
use crate::fixed::{List, Maybe};
use core::mem::offset_of;

/// Continues a 32-bit FNV-1a hash.
const fn mix(mut hash: u32, value: usize) -> u32 {
    let bytes = (value as u32).to_le_bytes();
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash
}

/// Continues a hash over sizes, alignments and the offsets of fields.
macro_rules! layouts {
    ($hash:expr; $($type:ty: $($field:ident)*;)*) => {{
        let mut hash = $hash;
        $(
            hash = mix(mix(hash, size_of::<$type>()), align_of::<$type>());
            $(hash = mix(hash, offset_of!($type, $field));)*
        )*
        hash
    }};
}

/// Of all that the flavours share beside `Control`, which has a version.
pub const FINGERPRINT: u32 = {
    let hash = layouts! { 0x811c_9dc5;
        Plan: programs tables masks;
        Masks: programs tables;
        Program: format read_by_luma constant flip joined in_place steps;
        List<Step, MAX_STEPS>: ;
        Maybe<[u8; 2]>: ;
        Step: ;
        KeyStep: key radius index from_right from_bottom;
        Key: colour low span slope background;
        Matrix: ;
        Pair: ;
        Vignette: start slope centre;
        Temporal: strength most slope;
        Composition: table lines ops;
        Maybe<Lines>: ;
        Lines: slopes bases kept exact begins exact_count flip;
        List<Op, MAX_APART>: ;
        Op: ;
    };
    // The scratch, as `memory` counts it.
    mix(mix(mix(mix(hash, PLAN_BYTES), MASK_SOURCE_BYTES), blur::own_bytes(0)), MAX_RUNS)
};

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C)]
    struct Before {
        wide: u32,
        narrow: u8,
        flag: bool,
    }

    #[repr(C)]
    struct Swapped {
        wide: u32,
        flag: bool,
        narrow: u8,
    }

    #[repr(C)]
    struct Wider {
        wide: u64,
        narrow: u8,
        flag: bool,
    }

    #[test]
    fn a_field_that_moves_or_grows_is_seen() {
        let before = layouts! { 1; Before: wide narrow flag; };
        assert_eq!(before, layouts! { 1; Before: wide narrow flag; });
        assert_ne!(before, layouts! { 1; Swapped: wide narrow flag; });
        assert_ne!(before, layouts! { 1; Wider: wide narrow flag; });
    }
}
