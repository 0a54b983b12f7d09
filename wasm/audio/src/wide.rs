//! One frame of all channels in f64, for recursions. A stereo frame has both channels side by side. A mono frame has
//! one.

use core::ops::{Add, Mul, Sub};

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use core::arch::wasm32::*;

/// A frame of one or two channels.
pub trait Wide: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> {
    /// The same in every channel.
    fn splat(value: f64) -> Self;
    /// Takes, from two channels' values, those of the channels that it has.
    fn of(values: [f64; 2]) -> Self;
    /// Its values. The second is 0 if there is one channel.
    fn values(self) -> [f64; 2];
    /// The magnitude.
    #[must_use]
    fn abs(self) -> Self;
    /// The larger one. The receiver, unless the other is larger.
    #[must_use]
    fn most(self, other: Self) -> Self;
    /// Frame `i` of the planes.
    fn load(planes: &[&mut [f32]; 2], i: usize) -> Self;
    /// Writes into frame `i` of the planes.
    fn store(self, planes: &mut [&mut [f32]; 2], i: usize);
}

impl Wide for f64 {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn of(values: [f64; 2]) -> Self {
        values[0]
    }
    #[inline(always)]
    fn values(self) -> [f64; 2] {
        [self, 0.0]
    }
    #[inline(always)]
    fn abs(self) -> Self {
        f64::abs(self)
    }
    #[inline(always)]
    fn most(self, other: Self) -> Self {
        if self < other { other } else { self }
    }
    #[inline(always)]
    fn load(planes: &[&mut [f32]; 2], i: usize) -> Self {
        f64::from(planes[0][i])
    }
    #[inline(always)]
    fn store(self, planes: &mut [&mut [f32]; 2], i: usize) {
        planes[0][i] = self as f32;
    }
}

/// Two channels.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[derive(Clone, Copy)]
pub struct Stereo(v128);
/// Two channels.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[derive(Clone, Copy)]
pub struct Stereo([f64; 2]);

macro_rules! operators {
    ($($trait:ident $name:ident $vector:ident $operator:tt,)*) => {$(
        impl $trait for Stereo {
            type Output = Self;
            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
                return Self($vector(self.0, other.0));
                #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
                Self([self.0[0] $operator other.0[0], self.0[1] $operator other.0[1]])
            }
        }
    )*};
}

operators! {
    Add add f64x2_add +,
    Sub sub f64x2_sub -,
    Mul mul f64x2_mul *,
}

impl Wide for Stereo {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        Self::of([value; 2])
    }
    #[inline(always)]
    fn of(values: [f64; 2]) -> Self {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        return Self(f64x2(values[0], values[1]));
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        Self(values)
    }
    #[inline(always)]
    fn values(self) -> [f64; 2] {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        return [f64x2_extract_lane::<0>(self.0), f64x2_extract_lane::<1>(self.0)];
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        self.0
    }
    #[inline(always)]
    fn abs(self) -> Self {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        return Self(f64x2_abs(self.0));
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        Self(self.0.map(f64::abs))
    }
    #[inline(always)]
    fn most(self, other: Self) -> Self {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        return Self(f64x2_pmax(self.0, other.0));
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        Self([self.0[0].most(other.0[0]), self.0[1].most(other.0[1])])
    }
    #[inline(always)]
    fn load(planes: &[&mut [f32]; 2], i: usize) -> Self {
        let (left, right) = (planes[0][i], planes[1][i]);
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        return Self(f64x2_promote_low_f32x4(f32x4(left, right, 0.0, 0.0)));
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        Self([f64::from(left), f64::from(right)])
    }
    #[inline(always)]
    fn store(self, planes: &mut [&mut [f32]; 2], i: usize) {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        {
            let narrow = f32x4_demote_f64x2_zero(self.0);
            planes[0][i] = f32x4_extract_lane::<0>(narrow);
            planes[1][i] = f32x4_extract_lane::<1>(narrow);
        }
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        {
            planes[0][i] = self.0[0] as f32;
            planes[1][i] = self.0[1] as f32;
        }
    }
}
