//! Numbers that stand for names, in Rust and in TypeScript: states, causes, formats, filters, histograms, records.

/// Declares numeric constants for Rust, and lists them by name for the generator.
macro_rules! codes {
    ($(#[$meta:meta])* $list:ident: $($(#[$doc:meta])* $name:ident = $value:literal => $label:literal,)*) => {
        $($(#[$doc])* pub const $name: u32 = $value;)*
        $(#[$meta])*
        pub const $list: &[(&str, u32)] = &[$(($label, $value),)*];
    };
}

codes! {
    /// States of a slot, in the order that a frame goes through them.
    SLOT_STATES:
    /// Nobody owns it. Only the capture thread takes it.
    FREE = 0 => "free",
    /// The capture thread fills it.
    WRITING = 1 => "writing",
    /// It waits for the pool.
    READY = 2 => "ready",
    /// The pool works on it.
    PROCESSING = 3 => "processing",
    /// It waits for the present thread.
    DONE = 4 => "done",
    /// The present thread reads it.
    PRESENTING = 5 => "presenting",
}

codes! {
    /// Why a delivered frame was not presented.
    DROP_CAUSES:
    /// Every slot was busy.
    DROP_RING_FULL = 0 => "ring-full",
    /// A newer frame came before the pool began it.
    DROP_SUPERSEDED = 1 => "superseded",
    /// The frame needed larger slots while other frames were still in the old ones.
    DROP_RESIZING = 2 => "resizing",
    /// The pipeline cannot carry this format or size.
    DROP_UNSUPPORTED = 3 => "unsupported",
    /// The browser failed to copy the frame's pixels.
    DROP_COPY_FAILED = 4 => "copy-failed",
    /// The sink refused the frame.
    DROP_SINK_FAILED = 5 => "sink-failed",
    /// The pipeline was closed while the frame was on its way.
    DROP_CLOSED = 6 => "closed",
}
/// Number of `DROP_CAUSES`.
pub const DROP_CAUSE_COUNT: usize = 7;

codes! {
    /// Pixel formats.
    FORMATS:
    /// Planes of Y, U and V. Chroma has half the width and height, rounded up.
    I420 = 1 => "I420",
    /// A plane of Y, and one of interleaved U and V.
    NV12 = 2 => "NV12",
    /// Red, green, blue, alpha.
    RGBA = 3 => "RGBA",
    /// Blue, green, red, alpha.
    BGRA = 4 => "BGRA",
}

/// In `SlotHeader::orientation`: after the turn, left and right are swapped.
pub const SWAPPED: u32 = 4;
/// Added to the kind of a filter or effect that is switched off. It keeps its place in the chain and does nothing.
pub const DISABLED: u32 = 1 << 31;
/// Says in `SlotHeader::filled` that there is a value.
pub const FILLED: u32 = 1 << 16;

codes! {
    /// Histograms, each of one duration in nanoseconds.
    HISTOGRAMS:
    /// From the first kernel that touches a frame to the last one that leaves it. Written by the pool.
    HIST_FRAME_TIME = 0 => "frameTime",
    /// From arrival to hand-over. The present thread writes this histogram and all that follow.
    HIST_LATENCY = 1 => "latency",
    /// Latency of the frames that no collection touched.
    HIST_GC_FREE_LATENCY = 2 => "gcFreeLatency",
    /// Between two presented frames.
    HIST_PRESENT_INTERVAL = 3 => "presentInterval",
    /// From arrival until the pixels are in the slot.
    HIST_COPY = 4 => "copy",
    /// From there until the first kernel.
    HIST_WAIT = 5 => "wait",
    /// From the first kernel to the last.
    HIST_KERNEL = 6 => "kernel",
    /// From the last kernel to hand-over.
    HIST_PRESENT = 7 => "present",
}
/// Number of `HISTOGRAMS`.
pub const HISTOGRAM_COUNT: usize = 8;

codes! {
    /// Why `pool_run` came back to JavaScript.
    POOL_EXITS:
    /// The pipeline closes.
    POOL_STOPPED = 0 => "stopped",
    /// The frame at hand wants the other flavour.
    POOL_SWITCH = 1 => "switch",
    /// Nothing is left to do. Only `pool_drain` returns this.
    POOL_IDLE = 2 => "idle",
}

/// Every value below this has a bucket of its own.
pub const HISTOGRAM_LINEAR: u32 = 128;
/// Buckets per octave above that. A bucket's width is at most 1/64 of the value, so its middle is at most 0.8 % off.
pub const HISTOGRAM_SUB_BUCKETS: u32 = 64;
/// Buckets for all values of u32: 128 linear ones and 25 octaves.
pub const HISTOGRAM_BUCKETS: usize = 128 + 25 * 64;

codes! {
    /// What a trace record tells. `Record` describes its fields.
    TRACE_KINDS:
    /// Capture: a frame arrived, and its pixels were copied. a: settings version, b: slots used, c: width << 16 |
    /// height.
    TRACE_COPY = 1 => "copy",
    /// Pool: the frame lay ready until a thread began. a: slot.
    TRACE_WAIT = 2 => "wait",
    /// Pool: one thread's stripes of one frame. a: slot, b: stripes.
    TRACE_KERNEL = 3 => "kernel",
    /// Present: the frame was taken, and handed over. a: slot.
    TRACE_PRESENT = 4 => "present",
    /// Present: the sink accepted the frame. Time: its arrival. Duration: copy. a: wait, b: kernel, c: present. All are
    /// nanoseconds, and they add up to the latency. `detail`: collections seen until hand-over, and until arrival, 12
    /// bits each.
    TRACE_FRAME = 5 => "frame",
    /// A frame was dropped. a: one of `DROP_CAUSES`.
    TRACE_DROP = 6 => "drop",
    /// Capture: frames were lost before they arrived. a: how many.
    TRACE_DISCARD = 7 => "discard",
    /// A garbage collection on this thread was noticed, some time after it.
    TRACE_COLLECTION = 8 => "collection",
    /// Main: settings were changed. a: their version. The frames that are processed with them carry it.
    TRACE_SETTINGS = 9 => "settings",
    /// Main: a task of 50 ms or more.
    TRACE_LONG_TASK = 10 => "long-task",
    /// Main: a web-vital of the page. a: one of `TRACE_VITALS`, b: its value in thousandths (of a ms; CLS: of 1).
    TRACE_VITAL = 11 => "vital",
    /// Main: a frame reached the screen. a: frames presented by the element so far.
    TRACE_DISPLAY = 12 => "display",
    /// Audio: a quantum of sound was processed. Only some quanta are measured. a: about how many there were so far.
    TRACE_QUANTUM = 13 => "quantum",
    /// Audio: gaps in the sound were noticed, some time after them. a: how many.
    TRACE_GLITCH = 14 => "glitch",
}

codes! {
    /// web-vitals, as trace records name them.
    TRACE_VITALS:
    /// Largest Contentful Paint.
    VITAL_LCP = 1 => "LCP",
    /// Interaction to Next Paint.
    VITAL_INP = 2 => "INP",
    /// Cumulative Layout Shift.
    VITAL_CLS = 3 => "CLS",
    /// Time to First Byte.
    VITAL_TTFB = 4 => "TTFB",
}
