//! Temporal denoise with 128-bit vectors: sixteen samples at a time, in halves of eight.

use super::Simd128;
use super::lanes::{opaque, u8x16_narrow_i16x8};
use crate::filters::temporal::Temporal;
use crate::rows::Scalar;
use crate::rows::temporal::TemporalRows;
use core::arch::wasm32::*;

impl TemporalRows for Simd128 {
    #[inline(never)]
    unsafe fn temporal(
        from: *const u8,
        to: *mut u8,
        samples: usize,
        past: (*const i16, *mut i16),
        temporal: Temporal,
        keep_alpha: bool,
    ) {
        let (read, write) = past;
        let (most, slope) = (u16x8_splat(temporal.most), u16x8_splat(temporal.slope));
        let (strength, one) = (i16x8_splat(temporal.strength), opaque(i16x8_splat(1 << 14)));
        let (end, half) = (opaque(i16x8_splat(128)), opaque(i16x8_splat(64)));
        let alpha = u32x4_splat(if keep_alpha { 0xff00_0000 } else { 0 });
        // SAFETY: the caller's. Eight samples, widened, from `i` on.
        let eight = |p: v128, i: usize| unsafe {
            let now = i16x8_shl(p, 7);
            let d = i16x8_sub(now, v128_load(read.add(i).cast()));
            let a = u16x8_min(u16x8_shr(i16x8_abs(d), 3), most);
            let u = i16x8_min(u16x8_shr(i16x8_mul(a, slope), 8), end);
            let w = i16x8_shl(i16x8_q15mulr_sat(i16x8_sub(one, i16x8_mul(u, u)), strength), 1);
            let h = i16x8_sub(now, i16x8_q15mulr_sat(d, w));
            if !write.is_null() {
                v128_store(write.add(i).cast(), h);
            }
            i16x8_shr(i16x8_add(h, half), 7)
        };
        let mut i = 0;
        while i + 16 <= samples {
            // SAFETY: the caller's.
            unsafe {
                let p = v128_load(from.add(i).cast());
                let low = eight(u16x8_extend_low_u8x16(p), i);
                let high = eight(u16x8_extend_high_u8x16(p), i + 8);
                let out = v128_bitselect(p, u8x16_narrow_i16x8(low, high), alpha);
                v128_store(to.add(i).cast(), out);
            }
            i += 16;
        }
        // SAFETY: the caller's.
        unsafe { Scalar::temporal_from(from, to, samples, past, temporal, keep_alpha, i) }
    }
}
