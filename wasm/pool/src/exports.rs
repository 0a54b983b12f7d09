//! The functions that JavaScript can call. Addresses and sizes are in bytes. Times are microseconds of the pipeline's
//! clock. -1 means "none".
//!
//! All functions but one are safe. Each is called by the thread that its group is for, on a memory that `check` has
//! accepted. That is the duty of the worklets.

use crate::capture::{self, Arrival, Captured};
use crate::work::{self, Thread};
use crate::{image, present, warm};
use ringlight_kernels::chain::fingerprint::FINGERPRINT;
use ringlight_kernels::fnv;
use ringlight_kernels::pattern::{self, Picture, Target};
use ringlight_layout::sync::Ordering;
use ringlight_layout::{CONTROL_BASE, Control, I420, MAGIC, PAGE_BYTES, VERSION};

#[link(wasm_import_module = "env")]
unsafe extern "C" {
    /// Writes the time to `at`. If JavaScript returned the number, it would be an object on its heap.
    #[link_name = "clock"]
    unsafe fn env_clock(at: *mut f64);
}

const SIMD: bool = cfg!(target_feature = "simd128");

fn clock() -> f64 {
    let mut now_us = 0.0;
    // SAFETY: it writes eight aligned bytes of this thread's own stack.
    unsafe { env_clock(&raw mut now_us) };
    now_us
}

fn control() -> &'static Control {
    // SAFETY: the memory has at least HEAP_BASE bytes. They are zero or in use, and a `Control` of zeros is valid.
    unsafe { &*(CONTROL_BASE as *const Control) }
}

fn grow(bytes: usize) -> bool {
    let have = core::arch::wasm32::memory_size(0) * PAGE_BYTES;
    bytes <= have || core::arch::wasm32::memory_grow(0, (bytes - have).div_ceil(PAGE_BYTES)) != usize::MAX
}

fn thread(index: u32) -> Thread {
    Thread { index, simd: SIMD, clock, memory: core::ptr::null_mut() }
}

fn or_none(slot: Option<usize>) -> i32 {
    slot.map_or(-1, |slot| slot as i32)
}

/// Returns 1 if this module understands the control block.
#[unsafe(no_mangle)]
pub extern "C" fn check() -> u32 {
    let read = |word: &ringlight_layout::sync::AtomicU32| word.load(Ordering::Acquire);
    let control = control();
    u32::from(
        read(&control.magic) == MAGIC
            && read(&control.version) == VERSION
            && read(&control.bytes) == size_of::<Control>() as u32,
    )
}

/// A number for the layouts that both flavours share beside the control block. It must be the same in both flavours.
#[unsafe(no_mangle)]
pub extern "C" fn layout_fingerprint() -> u32 {
    FINGERPRINT
}

/// Returns 1 in the SIMD flavour.
#[unsafe(no_mangle)]
pub extern "C" fn is_simd() -> u32 {
    u32::from(SIMD)
}

/// Capture thread: counts a frame. Returns its slot, or -1 if the frame was dropped (and booked).
#[unsafe(no_mangle)]
pub extern "C" fn capture_begin(at_us: f64, format: u32, width: u32, height: u32, orientation: u32) -> i32 {
    or_none(capture::begin(control(), Arrival { at_us, format, width, height, orientation }, grow))
}

/// Capture thread: the slot's pixels are written. Hands the slot to the pool.
#[unsafe(no_mangle)]
pub extern "C" fn capture_finish(
    slot: u32,
    timestamp_us: f64,
    copied_us: f64,
    colour: u32,
    display_width: u32,
    display_height: u32,
    duration_us: f64,
) {
    let captured = Captured { timestamp_us, copied_us, colour, display_width, display_height, duration_us };
    capture::finish(control(), slot as usize, captured);
}

/// Capture thread: sets alpha to 255 in a slot of format RGBA or BGRA whose fourth samples are padding. Browsers draw
/// what they find there.
#[unsafe(no_mangle)]
pub extern "C" fn capture_opaque(slot: u32) {
    // SAFETY: the slot is in state `writing`, so it belongs to this thread.
    let header = unsafe { &*control().headers[slot as usize].0.get() };
    let plane = &header.planes[0];
    if plane.channels != 4 {
        return;
    }
    for y in 0..plane.height {
        let row = (plane.input + y * plane.stride) as *mut [u8; 4];
        // SAFETY: this is a row of the slot's input. Its samples need no alignment.
        let pixels = unsafe { core::slice::from_raw_parts_mut(row, plane.width as usize) };
        for pixel in pixels {
            pixel[3] = 255;
        }
    }
}

/// Capture thread: the slot's frame is lost for `cause`.
#[unsafe(no_mangle)]
pub extern "C" fn capture_give_up(slot: u32, cause: u32) {
    capture::give_up(control(), slot as usize, clock(), cause);
}

/// Capture thread: counts frames that were lost before they arrived.
#[unsafe(no_mangle)]
pub extern "C" fn capture_discarded(frames: u32) {
    capture::discard_at_source(control(), clock(), frames);
}

/// Capture thread, before the first frame: prepares, as far as possible, for frames of a format and size. It takes
/// about `budget_us`.
#[unsafe(no_mangle)]
pub extern "C" fn capture_warm(format: u32, width: u32, height: u32, budget_us: f64) {
    let expected = Arrival { at_us: 0.0, format, width, height, orientation: 0 };
    // No pool thread works before the first frame, so the scratch of the first one is free.
    warm::warm(control(), thread(0), expected, budget_us, grow);
}

/// Capture thread: draws the test picture into a slot of format I420. It does nothing to a slot of another format.
#[unsafe(no_mangle)]
pub extern "C" fn capture_draw(slot: u32, frame: u32, seed: u32) {
    // SAFETY: the slot is in state `writing`, so it belongs to this thread.
    let header = unsafe { &*control().headers[slot as usize].0.get() };
    if header.format != I420 {
        return;
    }
    let planes = &header.planes;
    let targets = core::array::from_fn(|i| Target {
        data: planes[i].input as *mut u8,
        stride: planes[i].stride as usize,
    });
    let (width, height) = (header.width as usize, header.height as usize);
    // The output half of the slot is free until the pool begins. Its first row is scratch for the noise.
    let spare = planes[2].input + planes[2].stride * planes[2].height;
    // SAFETY: the output is as large as the input, and its first row as long as a luma row.
    unsafe {
        let noise = core::slice::from_raw_parts_mut(spare as *mut u8, width);
        pattern::draw(Picture { width, height, frame, seed }, targets, noise);
    }
}

/// Still images: rows that the filters need above and below.
#[unsafe(no_mangle)]
pub extern "C" fn image_halo() -> u32 {
    image::halo(control())
}

/// Still images: bytes to work in, for `rows` rows of `width` pixels at a time.
#[unsafe(no_mangle)]
pub extern "C" fn image_bytes(width: u32, rows: u32) -> f64 {
    image::bytes(control(), width, rows)
}

/// Still images: hands rows `from` to `to` of an image of `width` x `height` pixels to the pool. They lie at `pixels`,
/// without gaps, and are filtered in place. `room`: `image_bytes`. Returns 1, or 0 if another part is in work.
#[unsafe(no_mangle)]
pub extern "C" fn image_begin(width: u32, height: u32, from: u32, to: u32, pixels: u32, room: u32) -> u32 {
    let part = image::Part { width, height, rows: [from, to], pixels, room };
    u32::from(image::begin(control(), part, clock()))
}

/// Pool thread `index`: works and sleeps until it must come back. Returns one of `POOL_EXITS`.
#[unsafe(no_mangle)]
pub extern "C" fn pool_run(index: u32) -> u32 {
    work::run(control(), thread(index))
}

/// The only thread of a page that is not isolated: works until nothing is left to do.
#[unsafe(no_mangle)]
pub extern "C" fn pool_drain(index: u32) -> u32 {
    work::drain(control(), thread(index))
}

/// Present thread: drops older frames that are done if the sink is slow. See `present::catch_up`.
#[unsafe(no_mangle)]
pub extern "C" fn present_catch_up(before: u32) -> u32 {
    present::catch_up(control(), clock, before as usize) as u32
}

/// Present thread: returns the oldest frame that is done, or -1.
#[unsafe(no_mangle)]
pub extern "C" fn present_next() -> i32 {
    or_none(present::next(control(), clock))
}

/// Present thread: the sink has the slot's pixels.
#[unsafe(no_mangle)]
pub extern "C" fn present_hand_over(slot: u32, now_us: f64) {
    present::hand_over(control(), slot as usize, now_us);
}

/// Present thread: the sink accepted the frame that was handed over last.
#[unsafe(no_mangle)]
pub extern "C" fn present_accepted() {
    present::accepted(control());
}

/// Present thread: the frame that was handed over last is lost for `cause`.
#[unsafe(no_mangle)]
pub extern "C" fn present_refused(cause: u32) {
    present::refused(control(), cause);
}

/// Present thread, when all others have ended: books what is left as dropped.
#[unsafe(no_mangle)]
pub extern "C" fn present_close() {
    present::close(control(), clock());
}

/// FNV-1a of 64 bits over `length` bytes, continuing from `hash`.
///
/// # Safety
/// `bytes` is the address of `length` bytes. Nobody writes them meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fnv1a(hash: u64, bytes: *const u8, length: u32) -> u64 {
    // SAFETY: the caller's.
    fnv::fnv1a(hash, unsafe { core::slice::from_raw_parts(bytes, length as usize) })
}
