//! Four samples at a time: the operations that effects are made of, for both flavours.
//!
//! An effect is written once, on [`F4`]. In the SIMD flavour that is one vector. Elsewhere it is an array. Each lane is
//! computed by the same IEEE 754 operations in the same order, and none of them is fused. So both flavours give the
//! same bits, and a stream may be cut anywhere.
//!
//! `least` and `most` are WebAssembly's `pmin` and `pmax`, one comparison each. If one of the two is NaN, the receiver
//! is the result.

use core::ops::{Add, Div, Mul, Sub};

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use core::arch::wasm32::*;

/// Lanes of an [`F4`].
pub const LANES: usize = 4;

/// Four samples.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[derive(Clone, Copy)]
pub struct F4(v128);
/// Four samples.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[derive(Clone, Copy)]
pub struct F4([f32; LANES]);

/// Both flavours of each operation, next to each other.
macro_rules! lanes {
    ($($(#[$doc:meta])* fn $name:ident($a:ident $(, $b:ident)*) = $vector:expr, $scalar:expr;)*) => {
        impl F4 {$(
            $(#[$doc])*
            #[inline(always)]
            #[must_use]
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            pub fn $name(self $(, $b: Self)*) -> Self {
                let ($a, ($($b,)*)) = (self.0, ($($b.0,)*));
                Self($vector)
            }
            $(#[$doc])*
            #[inline(always)]
            #[must_use]
            #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
            pub fn $name(self $(, $b: Self)*) -> Self {
                Self(core::array::from_fn(|i| {
                    let ($a, ($($b,)*)) = (self.0[i], ($($b.0[i],)*));
                    $scalar
                }))
            }
        )*}
    };
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn flag(condition: bool) -> u32 {
    if condition { u32::MAX } else { 0 }
}

lanes! {
    /// The sum.
    fn plus(a, b) = f32x4_add(a, b), a + b;
    /// The difference.
    fn minus(a, b) = f32x4_sub(a, b), a - b;
    /// The product.
    fn times(a, b) = f32x4_mul(a, b), a * b;
    /// The quotient.
    fn over(a, b) = f32x4_div(a, b), a / b;
    /// The magnitude.
    fn abs(a) = f32x4_abs(a), a.abs();
    /// The smaller one. The receiver, unless the other is smaller.
    fn least(a, b) = f32x4_pmin(a, b), if b < a { b } else { a };
    /// The larger one. The receiver, unless the other is larger.
    fn most(a, b) = f32x4_pmax(a, b), if a < b { b } else { a };
    /// A mask of all ones or all zeros: whether the receiver is below the other.
    fn below(a, b) = f32x4_lt(a, b), f32::from_bits(flag(a < b));
    /// The bits where the mask is all ones. Zero elsewhere.
    fn masked(a, mask) = v128_and(a, mask), f32::from_bits(a.to_bits() & mask.to_bits());
    /// The receiver where the mask is all ones. The other elsewhere.
    fn or_else(a, mask, b) = v128_bitselect(a, b, mask),
        f32::from_bits(a.to_bits() & mask.to_bits() | b.to_bits() & !mask.to_bits());
    /// Adds the bits as whole numbers.
    fn plus_bits(a, b) = i32x4_add(a, b), f32::from_bits(a.to_bits().wrapping_add(b.to_bits()));
    /// Subtracts the bits as whole numbers.
    fn minus_bits(a, b) = i32x4_sub(a, b), f32::from_bits(a.to_bits().wrapping_sub(b.to_bits()));
    /// The bits shifted up by 23. That moves a whole number to the place of the exponent.
    fn to_exponent(a) = i32x4_shl(a, 23), f32::from_bits(a.to_bits() << 23);
    /// The bits shifted down by 23, with their sign. That gives the whole number in the place of the exponent.
    fn from_exponent(a) = i32x4_shr(a, 23), f32::from_bits((a.to_bits() as i32 >> 23) as u32);
    /// The number whose bits as a whole number are these.
    fn whole(a) = f32x4_convert_i32x4(a), a.to_bits() as i32 as f32;
}

impl F4 {
    /// The same in every lane.
    #[inline(always)]
    #[must_use]
    pub fn splat(value: f32) -> Self {
        Self::new([value; LANES])
    }

    /// Four lanes.
    #[inline(always)]
    #[must_use]
    pub fn new(values: [f32; LANES]) -> Self {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        return Self(f32x4(values[0], values[1], values[2], values[3]));
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        Self(values)
    }

    /// The first four of a slice.
    ///
    /// # Panics
    /// If the slice has fewer, which is a mistake in an effect.
    #[inline(always)]
    #[must_use]
    pub fn load(from: &[f32]) -> Self {
        let from: &[f32; LANES] = from[..LANES].try_into().expect("as many");
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        // SAFETY: the array is as large as the vector, and the load needs no alignment.
        return Self(unsafe { v128_load(from.as_ptr().cast()) });
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        Self(*from)
    }

    /// The first four of a slice. If it has fewer, zeros fill the rest.
    #[inline(always)]
    #[must_use]
    pub fn load_some(from: &[f32]) -> Self {
        if from.len() >= LANES {
            return Self::load(from);
        }
        let mut four = [0.0; LANES];
        four[..from.len()].copy_from_slice(from);
        Self::new(four)
    }

    /// Its lanes.
    #[inline(always)]
    #[must_use]
    pub fn lanes(self) -> [f32; LANES] {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        return [
            f32x4_extract_lane::<0>(self.0),
            f32x4_extract_lane::<1>(self.0),
            f32x4_extract_lane::<2>(self.0),
            f32x4_extract_lane::<3>(self.0),
        ];
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        self.0
    }

    /// Writes the lanes into the first four of a slice.
    ///
    /// # Panics
    /// If the slice has fewer, which is a mistake in an effect.
    #[inline(always)]
    pub fn store(self, to: &mut [f32]) {
        let to: &mut [f32; LANES] = (&mut to[..LANES]).try_into().expect("as many");
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        // SAFETY: the array is as large as the vector, and the store needs no alignment.
        unsafe {
            v128_store(to.as_mut_ptr().cast(), self.0);
        }
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        {
            *to = self.0;
        }
    }

    /// Keeps lanes between `-limit` and `limit`. A lane that is NaN stays NaN.
    #[inline(always)]
    #[must_use]
    pub fn within(self, limit: f32) -> Self {
        self.least(Self::splat(limit)).most(Self::splat(-limit))
    }
}

impl Add for F4 {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.plus(other)
    }
}

impl Sub for F4 {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.minus(other)
    }
}

impl Mul for F4 {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.times(other)
    }
}

impl Div for F4 {
    type Output = Self;
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.over(other)
    }
}

/// Applies `f` to every four samples. `f` is given the index of the first. Zeros fill up the last four.
#[inline(always)]
pub fn each(samples: &mut [f32], mut f: impl FnMut(usize, F4) -> F4) {
    let mut at = 0;
    let mut fours = samples.chunks_exact_mut(LANES);
    for four in &mut fours {
        f(at, F4::load(four)).store(four);
        at += LANES;
    }
    let rest = fours.into_remainder();
    if !rest.is_empty() {
        let mut four = [0.0; LANES];
        four[..rest.len()].copy_from_slice(rest);
        let out = f(at, F4::new(four)).lanes();
        rest.copy_from_slice(&out[..rest.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_does_not_win() {
        let nan = F4::splat(f32::NAN);
        let one = F4::splat(1.0);
        assert_eq!(one.least(nan).lanes(), [1.0; 4]);
        assert_eq!(one.most(nan).lanes(), [1.0; 4]);
        assert!(nan.within(1.0).lanes()[0].is_nan());
        assert_eq!(F4::splat(f32::INFINITY).within(2.0).lanes(), [2.0; 4]);
    }

    #[test]
    fn every_sample_goes_through_once() {
        for length in 0..13 {
            let mut samples: Vec<f32> = (0..length).map(|i| i as f32).collect();
            each(&mut samples, |at, four| {
                assert_eq!(at % LANES, 0);
                four + F4::splat(at as f32)
            });
            let expected: Vec<f32> = (0..length).map(|i| (i + i / LANES * LANES) as f32).collect();
            assert_eq!(samples, expected);
        }
    }
}
