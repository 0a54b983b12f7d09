//! The functions that JavaScript can call. Samples are 32-bit floats, where 1 is full scale.

use crate::spectrum::Fft;
use crate::{Analyser, MAX_FRAMES};
use ringlight_count::Counting;
use ringlight_layout::AudioReading;
use std::cell::{Cell, RefCell};
use std::ptr;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

thread_local! {
    static ANALYSER: RefCell<Option<Box<Analyser>>> = const { RefCell::new(None) };
    static READING: Cell<AudioReading> = const { Cell::new(AudioReading {
        rms_db: [0.0; 2], peak_db: [0.0; 2], true_peak_db: [0.0; 2],
        max_true_peak_db: 0.0, momentary_lufs: 0.0, short_term_lufs: 0.0, integrated_lufs: 0.0,
    }) };
    static FFT: RefCell<Option<Fft>> = const { RefCell::new(None) };
}

fn with<T>(otherwise: T, use_it: impl FnOnce(&mut Analyser) -> T) -> T {
    ANALYSER.with_borrow_mut(|analyser| analyser.as_mut().map_or(otherwise, |analyser| use_it(analyser)))
}

/// Begins anew. Returns 1, or 0 if the rate or the number of channels is not possible. Only this and `fft_init`
/// allocate.
#[unsafe(no_mangle)]
pub extern "C" fn analysis_init(sample_rate: u32, channels: u32) -> u32 {
    ANALYSER.with_borrow_mut(|analyser| {
        *analyser = None;
        *analyser = Analyser::new(sample_rate, channels as usize).map(Box::new);
        u32::from(analyser.is_some())
    })
}

/// Address of the interleaved frames to push. There is room for `analysis_capacity` frames. The address stays until the
/// next `analysis_init`.
#[unsafe(no_mangle)]
pub extern "C" fn analysis_input() -> *mut f32 {
    with(ptr::null_mut(), |analyser| analyser.input.as_mut_ptr())
}

/// The most frames that one `analysis_push` takes.
#[unsafe(no_mangle)]
pub extern "C" fn analysis_capacity() -> u32 {
    MAX_FRAMES as u32
}

/// Hot: allocates nothing. Takes the first `frames` frames. Returns the number of spectra so far.
#[unsafe(no_mangle)]
pub extern "C" fn analysis_push(frames: u32) -> u32 {
    with(0, |analyser| {
        analyser.push(frames as usize);
        analyser.spectra.count
    })
}

/// Address of the last spectra, f32, as `AnalysisBlock` has them. The address stays until the next `analysis_init`.
#[unsafe(no_mangle)]
pub extern "C" fn analysis_spectra() -> *const f32 {
    with(ptr::null(), |analyser| analyser.spectra.columns.as_ptr())
}

/// Hot: allocates nothing. Takes a reading. Returns the address of the `AudioReading`, which is always the same.
#[unsafe(no_mangle)]
pub extern "C" fn analysis_read() -> *const AudioReading {
    READING.with(|reading| {
        with((), |analyser| reading.set(analyser.take_reading()));
        reading.as_ptr().cast_const()
    })
}

/// Prepares a real FFT of `length` samples. Returns the address of its input.
#[unsafe(no_mangle)]
pub extern "C" fn fft_init(length: u32) -> *mut f32 {
    FFT.with_borrow_mut(|fft| fft.insert(Fft::new(length as usize)).input.as_mut_ptr())
}

/// Hot: allocates nothing. Transforms the input, and destroys it. Returns the address of `length / 2 + 1` pairs.
#[unsafe(no_mangle)]
pub extern "C" fn fft_run() -> *const f32 {
    FFT.with_borrow_mut(|fft| {
        fft.as_mut().map_or(ptr::null(), |fft| {
            fft.run();
            fft.output.as_ptr().cast()
        })
    })
}

/// Number of allocations of this module so far. Hot calls never change it.
#[unsafe(no_mangle)]
pub extern "C" fn analysis_allocations() -> u32 {
    ALLOCATOR.allocations()
}

/// Returns 1 in the SIMD flavour.
#[unsafe(no_mangle)]
pub extern "C" fn analysis_is_simd() -> u32 {
    u32::from(cfg!(target_feature = "simd128"))
}
