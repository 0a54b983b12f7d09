//! Prints `src/generated/layout.ts`. With the argument `sound`, prints `src/generated/sound-layout.ts` instead:
//! `cargo run -p ringlight-layout --bin generate -- sound`.
//!
//! There are two files, because pages without sound load only one.

#![cfg_attr(target_arch = "wasm32", no_std, no_main)]

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    println!(
        "/** Written by `wasm/layout`; never edit it. Run `npm run build:wasm`. Addresses and sizes in bytes. */\n"
    );
    if std::env::args().any(|argument| argument == "sound") {
        written::sound_constants();
        written::sound_lists();
        written::sound_structs();
    } else {
        written::constants();
        written::lists();
        written::structs();
        println!("\nexport * from './sound-layout.ts';");
    }
}

/// The sections of the generated files.
#[cfg(not(target_arch = "wasm32"))]
mod written {
    use ringlight_layout as layout;
    use ringlight_layout::Described;
    use std::fmt::Display;

    fn camel(name: &str) -> String {
        let mut words = name.split('_');
        let first = words.next().unwrap_or_default().to_lowercase();
        words.fold(first, |text, word| {
            let (head, tail) = word.split_at(1.min(word.len()));
            text + &head.to_uppercase() + &tail.to_lowercase()
        })
    }
    fn constant(name: &str, value: usize) {
        println!("export const {name} = {value};");
    }
    fn offsets<T: Described>(name: &str) {
        println!("\n/** Offsets in bytes. */\nexport const {name} = {{");
        for (field, offset) in T::FIELDS {
            println!("  {}: {offset},", camel(field));
        }
        println!("  size: {},\n}} as const;", size_of::<T>());
    }
    fn codes(name: &str, list: &[(&str, u32)]) {
        println!("\nexport const {name} = {{");
        for (label, value) in list {
            let bare = label.chars().all(|c| c.is_ascii_alphanumeric());
            if bare { println!("  {label}: {value},") } else { println!("  '{label}': {value},") }
        }
        println!("}} as const;");
    }

    fn limits<T: Display + 'static>(
        name: &str,
        kinds: &[(&str, u32)],
        of: impl Fn(u32) -> &'static [(T, T)],
    ) {
        println!("export const {name} = {{");
        for (label, kind) in kinds {
            let list: Vec<_> = of(*kind).iter().map(|(min, max)| format!("[{min}, {max}]")).collect();
            let bare = label.chars().all(|c| c.is_ascii_alphanumeric());
            let quote = if bare { "" } else { "'" };
            println!("  {quote}{label}{quote}: [{}],", list.join(", "));
        }
        println!("}} as const;");
    }

    pub fn constants() {
        constant("MAGIC", layout::MAGIC as usize);
        constant("VERSION", layout::VERSION as usize);
        constant("MAX_THREADS", layout::MAX_THREADS);
        constant("MAX_SLOTS", layout::MAX_SLOTS);
        constant("MAX_FILTERS", layout::MAX_FILTERS);
        constant("FILTER_WORDS", layout::FILTER_WORDS);
        constant("DISABLED", layout::DISABLED as usize);
        constant("SWAPPED", layout::SWAPPED as usize);
        constant("MAX_PLANES", layout::MAX_PLANES);
        constant("MAX_RADIUS", layout::MAX_RADIUS as usize);
        constant("MAX_SIDE", layout::MAX_SIDE as usize);
        constant("MAX_IMAGE_SIDE", layout::MAX_IMAGE_SIDE as usize);
        constant("STACK_BYTES", layout::STACK_BYTES);
        constant("STACKS_BASE", layout::STACKS_BASE);
        constant("CAPTURE_STACK", layout::CAPTURE_STACK);
        constant("PRESENT_STACK", layout::PRESENT_STACK);
        constant("CONTROL_BASE", layout::CONTROL_BASE);
        constant("HEAP_BASE", layout::HEAP_BASE);
        constant("PAGE_BYTES", layout::PAGE_BYTES);
        constant("MAX_PAGES", layout::MAX_PAGES);
        constant("TRACE_LANES", layout::TRACE_LANES);
        constant("CAPTURE_LANE", layout::CAPTURE_LANE);
        constant("PRESENT_LANE", layout::PRESENT_LANE);
        constant("OWNER_LANE", layout::OWNER_LANE);
        constant("AUDIO_LANE", layout::AUDIO_LANE);
        constant("HISTOGRAM_LINEAR", layout::HISTOGRAM_LINEAR as usize);
        constant("HISTOGRAM_SUB_BUCKETS", layout::HISTOGRAM_SUB_BUCKETS as usize);
        constant("HISTOGRAM_BUCKETS", layout::HISTOGRAM_BUCKETS);
    }

    pub fn sound_constants() {
        constant("AUDIO_MAGIC", layout::AUDIO_MAGIC as usize);
        constant("AUDIO_VERSION", layout::AUDIO_VERSION as usize);
        constant("AUDIO_CONTROL_BASE", layout::AUDIO_CONTROL_BASE);
        constant("AUDIO_PAGES", layout::AUDIO_PAGES);
        constant("AUDIO_MAX_QUANTUM", layout::AUDIO_MAX_QUANTUM);
        constant("AUDIO_MAX_CHANNELS", layout::AUDIO_MAX_CHANNELS);
        constant("AUDIO_MIN_SAMPLE_RATE", layout::AUDIO_SAMPLE_RATES.0 as usize);
        constant("AUDIO_MAX_SAMPLE_RATE", layout::AUDIO_SAMPLE_RATES.1 as usize);
        constant("MAX_EFFECTS", layout::MAX_EFFECTS);
        constant("EFFECT_WORDS", layout::EFFECT_WORDS);
        constant("MAX_DELAYS", layout::MAX_DELAYS);
        constant("MAX_DENOISES", layout::MAX_DENOISES);
        constant("AUDIO_MAX_DELAY_MS", layout::AUDIO_MAX_DELAY_MS as usize);
        constant("AUDIO_MAX_DELAY_FRAMES", layout::AUDIO_MAX_DELAY_FRAMES);
        constant("AUDIO_RING_FRAMES", layout::AUDIO_RING_FRAMES);
        constant("SPECTRUM_SAMPLES", layout::SPECTRUM_SAMPLES);
        constant("SPECTRUM_HOP", layout::SPECTRUM_HOP);
        constant("SPECTRUM_BINS", layout::SPECTRUM_BINS);
        constant("SPECTRUM_COLUMNS", layout::SPECTRUM_COLUMNS);
        println!("export const SPECTRUM_FLOOR_DB = {};", layout::SPECTRUM_FLOOR_DB);
        constant("ANALYSIS_BLOCK_BYTES", layout::ANALYSIS_BLOCK_BYTES);
        constant("AUDIO_CLOCK_QUANTA", layout::AUDIO_CLOCK_QUANTA);
        constant("AUDIO_BYPASS", layout::AUDIO_BYPASS as usize);
        constant("AUDIO_MUTE", layout::AUDIO_MUTE as usize);
    }

    pub fn lists() {
        codes("SLOT_STATES", layout::SLOT_STATES);
        codes("DROP_CAUSES", layout::DROP_CAUSES);
        codes("FORMATS", layout::FORMATS);
        codes("FILTER_KINDS", layout::FILTER_KINDS);
        println!("\n/** Smallest and largest value of each parameter, as the kernels count. */");
        limits("FILTER_LIMITS", layout::FILTER_KINDS, layout::parameter_limits);
        codes("HISTOGRAMS", layout::HISTOGRAMS);
        codes("POOL_EXITS", layout::POOL_EXITS);
        codes("TRACE_KINDS", layout::TRACE_KINDS);
        codes("TRACE_VITALS", layout::TRACE_VITALS);
    }

    pub fn sound_lists() {
        codes("EFFECT_KINDS", layout::EFFECT_KINDS);
        println!("\n/** Smallest and largest value of each parameter, in its own unit. */");
        limits("EFFECT_LIMITS", layout::EFFECT_KINDS, layout::effect_limits);
    }

    pub fn structs() {
        offsets::<layout::Control>("CONTROL");
        offsets::<layout::Settings>("SETTINGS");
        offsets::<layout::Filter>("FILTER");
        offsets::<layout::FrameSettings>("FRAME_SETTINGS");
        offsets::<layout::Past>("PAST");
        offsets::<layout::Ring>("RING");
        offsets::<layout::Ledger>("LEDGER");
        offsets::<layout::WorkerRecord>("WORKER_RECORD");
        offsets::<layout::SlotHeader>("SLOT_HEADER");
        offsets::<layout::Plane>("PLANE");
        offsets::<layout::Histogram>("HISTOGRAM");
        offsets::<layout::Trace>("TRACE");
        offsets::<layout::Lane>("LANE");
        offsets::<layout::Record>("RECORD");
    }

    pub fn sound_structs() {
        offsets::<layout::AudioControl>("AUDIO_CONTROL");
        offsets::<layout::AudioSettings>("AUDIO_SETTINGS");
        offsets::<layout::Effect>("EFFECT");
        offsets::<layout::AudioMeter>("AUDIO_METER");
        offsets::<layout::SampleRing>("SAMPLE_RING");
        offsets::<layout::AnalysisBlock>("ANALYSIS_BLOCK");
        offsets::<layout::AudioReading>("AUDIO_READING");
        offsets::<layout::AudioClock>("AUDIO_CLOCK");
    }
}
