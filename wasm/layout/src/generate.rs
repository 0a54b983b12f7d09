//! Prints `src/generated/layout.ts`: `cargo run -p ringlight-layout --bin generate`.

#![cfg_attr(target_arch = "wasm32", no_std, no_main)]

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    use ringlight_layout as layout;
    use ringlight_layout::Described;

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

    println!(
        "/** Written by `wasm/layout`; never edit it. Run `npm run build:wasm`. Addresses and sizes in bytes. */\n"
    );
    constant("MAGIC", layout::MAGIC as usize);
    constant("VERSION", layout::VERSION as usize);
    constant("MAX_THREADS", layout::MAX_THREADS);
    constant("MAX_SLOTS", layout::MAX_SLOTS);
    constant("MAX_FILTERS", layout::MAX_FILTERS);
    constant("FILTER_WORDS", layout::FILTER_WORDS);
    constant("DISABLED", layout::DISABLED as usize);
    constant("MAX_PLANES", layout::MAX_PLANES);
    constant("MAX_RADIUS", layout::MAX_RADIUS as usize);
    constant("MAX_SIDE", layout::MAX_SIDE as usize);
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
    constant("HISTOGRAM_LINEAR", layout::HISTOGRAM_LINEAR as usize);
    constant("HISTOGRAM_SUB_BUCKETS", layout::HISTOGRAM_SUB_BUCKETS as usize);
    constant("HISTOGRAM_BUCKETS", layout::HISTOGRAM_BUCKETS);
    codes("SLOT_STATES", layout::SLOT_STATES);
    codes("DROP_CAUSES", layout::DROP_CAUSES);
    codes("FORMATS", layout::FORMATS);
    codes("FILTER_KINDS", layout::FILTER_KINDS);
    println!("\n/** Smallest and largest value of each parameter, as the kernels count. */");
    println!("export const FILTER_LIMITS = {{");
    for (label, kind) in layout::FILTER_KINDS {
        let limits = layout::parameter_limits(*kind).iter();
        let list: Vec<_> = limits.map(|(min, max)| format!("[{min}, {max}]")).collect();
        let bare = label.chars().all(|c| c.is_ascii_alphanumeric());
        let quote = if bare { "" } else { "'" };
        println!("  {quote}{label}{quote}: [{}],", list.join(", "));
    }
    println!("}} as const;");
    codes("HISTOGRAMS", layout::HISTOGRAMS);
    codes("POOL_EXITS", layout::POOL_EXITS);
    codes("TRACE_KINDS", layout::TRACE_KINDS);
    codes("TRACE_VITALS", layout::TRACE_VITALS);
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
