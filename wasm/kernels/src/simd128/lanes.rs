//! Instructions that the compiler must leave as they are.
//!
//! The compiler knows what a narrowing does. Where it knows something about the operands, it writes minima, maxima and shuffles
//! instead: a dozen instructions of the machine for one. Calls of the compiler's own intrinsics stay whole.

use core::arch::wasm32::v128;
use core::hint::black_box;
use core::mem::transmute;

/// A constant that nobody knows to be one.
///
/// V8 makes a known constant anew at each use, with three instructions and one more register. A value that it does not know
/// stays in a register. And the compiler shuffles other lanes of a known splat than the code says: V8 then has no single instruction
/// for the pattern. Make it before the loop.
#[inline(always)]
pub fn opaque(constant: v128) -> v128 {
    black_box(constant)
}

#[repr(simd)]
#[derive(Clone, Copy)]
struct I32x4([i32; 4]);
#[repr(simd)]
#[derive(Clone, Copy)]
struct I16x8([i16; 8]);
#[repr(simd)]
#[derive(Clone, Copy)]
struct I8x16([i8; 16]);

#[allow(improper_ctypes, reason = "vectors, as the intrinsics take them")]
unsafe extern "unadjusted" {
    #[link_name = "llvm.wasm.narrow.signed.v8i16.v4i32"]
    fn narrow_signed(a: I32x4, b: I32x4) -> I16x8;
    #[link_name = "llvm.wasm.narrow.unsigned.v16i8.v8i16"]
    fn narrow_unsigned(a: I16x8, b: I16x8) -> I8x16;
}

/// `i16x8.narrow_i32x4_s`: clamped to 16 bits.
#[inline(always)]
pub fn i16x8_narrow_i32x4(a: v128, b: v128) -> v128 {
    // SAFETY: an instruction without a precondition; all of these types are 128 bits.
    unsafe { transmute(narrow_signed(transmute::<v128, I32x4>(a), transmute::<v128, I32x4>(b))) }
}

/// `i8x16.narrow_i16x8_u`: clamped to a byte.
#[inline(always)]
pub fn u8x16_narrow_i16x8(a: v128, b: v128) -> v128 {
    // SAFETY: an instruction without a precondition; all of these types are 128 bits.
    unsafe { transmute(narrow_unsigned(transmute::<v128, I16x8>(a), transmute::<v128, I16x8>(b))) }
}
