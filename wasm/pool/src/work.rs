//! The pool threads' part. They start the next frame, claim its stripes, and hand it on.

use core::mem::MaybeUninit;
use ringlight_kernels::Native;
use ringlight_kernels::chain::mask::Chroma;
use ringlight_kernels::chain::plan::Plan as ChainPlan;
use ringlight_kernels::chain::stripes::stripe_rows;
use ringlight_kernels::chain::{Target, run_plane};
use ringlight_layout::sync::{Ordering, notify, relax, wait};
use ringlight_layout::{
    Control, HIST_FRAME_TIME, POOL_IDLE, POOL_STOPPED, POOL_SWITCH, SlotHeader, TRACE_KERNEL, TRACE_WAIT,
};
use ringlight_ring::histogram;
use ringlight_ring::job::{Claim, Plan, Start, claim, finish_stripe, start, wake};
use ringlight_ring::slots::{begin, finish};

use crate::orientation::turned;
use crate::{Clock, image, past, trace};

/// What a thread needs to work.
#[derive(Clone, Copy)]
pub struct Thread {
    /// 0 to `MAX_THREADS - 1`.
    pub index: u32,
    /// Whether it is the SIMD flavour. It leaves frames that want the other flavour.
    pub simd: bool,
    /// Its clock.
    pub clock: Clock,
    /// Where address 0 is. In the browser this is null. Tests have a memory of their own.
    pub memory: *mut u8,
}

/// Works until the pipeline stops or the next frame wants the other flavour. In between it sleeps, inside WASM.
pub fn run(control: &Control, thread: Thread) -> u32 {
    loop {
        let exit = turn(control, thread);
        if exit != POOL_IDLE {
            return exit;
        }
    }
}

/// Works, then sleeps until there is a reason to look again, and returns `POOL_IDLE`. Or returns the reason why it does
/// not sleep.
///
/// This is a function of its own, and its caller returns its result as it is. With both in one loop, optimised for
/// size, V8 11.3 (Node.js 20) gave `POOL_STOPPED` for `POOL_SWITCH` after a sleep.
#[inline(never)]
fn turn(control: &Control, thread: Thread) -> u32 {
    let word = &control.wake[thread.index as usize];
    // Acquire: pairs with `job::wake`. This comes before the look, so that a reason that comes after the look changes
    // the word.
    let seen = word.load(Ordering::Acquire);
    if drain(control, thread) == POOL_SWITCH {
        return POOL_SWITCH;
    }
    // Acquire: pairs with the main thread's store, which a wake follows.
    if control.stop.load(Ordering::Acquire) != 0 {
        return POOL_STOPPED;
    }
    wait(word, seen);
    POOL_IDLE
}

/// The work of one thread on one frame.
#[derive(Clone, Copy)]
struct Span {
    since_us: f64,
    slot: usize,
    sequence: u32,
    stripes: u32,
}

/// Works until nothing is left to do.
///
/// It waits only for a thread that is about to start a job, and only until the pipeline stops. A thread that trapped
/// never comes back, whatever it had claimed.
pub fn drain(control: &Control, thread: Thread) -> u32 {
    let mut span: Option<Span> = None;
    let exit = loop {
        match claim(&control.job, thread.index, thread.simd) {
            Claim::Stripe { slot, stripe } => {
                let sequence = sequence(control, slot);
                if span.is_some_and(|span| span.sequence != sequence) {
                    book(control, thread, span.take());
                }
                let begin = || Span { since_us: (thread.clock)(), slot, sequence, stripes: 0 };
                span.get_or_insert_with(begin).stripes += 1;
                if work(control, thread, slot, stripe) {
                    book(control, thread, span.take());
                }
            }
            // Relaxed: this is a hint, and `run` looks again. Frames that go on arriving cannot hold up the end. And
            // the thread that starts a job may have trapped: then nobody ends the start.
            Claim::Idle | Claim::Starting if control.stop.load(Ordering::Relaxed) != 0 => break POOL_IDLE,
            Claim::Idle => match start(&control.job, || plan(control, thread)) {
                Start::Started(plan) => wake(&control.wake, plan.threads),
                Start::Lost => {}
                Start::Nothing => break POOL_IDLE,
            },
            Claim::Starting => relax(),
            Claim::Busy => break POOL_IDLE,
            Claim::Switch => break POOL_SWITCH,
        }
    };
    book(control, thread, span);
    exit
}

/// The number of the frame that this thread has a stripe of.
fn sequence(control: &Control, slot: usize) -> u32 {
    // SAFETY: while its job runs, a header is only read.
    unsafe { (*control.headers[slot].0.get()).sequence }
}

/// Picks the next frame, and prepares it.
fn plan(control: &Control, thread: Thread) -> Option<Plan> {
    let slot = begin(&control.ring)?;
    // SAFETY: the slot is in state `processing`, and its job has not started. So it belongs to this thread.
    let header = unsafe { &mut *control.headers[slot].0.get() };
    header.started_us = (thread.clock)();
    let wait = (header.copied_us, header.started_us);
    trace::span(control, thread.index as usize, TRACE_WAIT, header.sequence, wait, [slot as u32, 0, 0]);
    prepare(header, thread);
    image::keep_edges(header, thread);
    past::recall(control, header);
    let settings = &header.settings;
    Some(Plan { slot, threads: settings.threads, simd: settings.simd != 0, stripes: header.stripes })
}

/// Makes the frame's plan, if the plan in its slot is for other settings.
pub(crate) fn prepare(header: &mut SlotHeader, thread: Thread) {
    let SlotHeader { format, width, height, orientation, plan, settings, .. } = *header;
    let key = [settings.version, format, width, height, orientation, plan];
    if header.planned_for != key {
        let filters = turned(&settings, orientation);
        let chain = &filters[..settings.filter_count as usize];
        // SAFETY: `capture` has left room for a plan behind the slot's pixels, on a cache line. This thread owns the
        // slot.
        let place = unsafe { &mut *chain_plan(header, thread).cast::<MaybeUninit<ChainPlan>>() };
        let made = ChainPlan::make(place, format, chain);
        made.programs[0].in_place = image::is_image(header);
        // This comes last, so that a thread that traps leaves no plan that looks whole.
        header.planned_for = key;
    }
}

fn chain_plan(header: &SlotHeader, thread: Thread) -> *mut ChainPlan {
    thread.memory.wrapping_add(header.plan as usize).cast()
}

/// Works on one stripe of the frame. Returns whether it was the frame's last.
fn work(control: &Control, thread: Thread, slot: usize, stripe: u32) -> bool {
    // SAFETY: while its job runs, a header is only read.
    let header = unsafe { &*control.headers[slot].0.get() };
    run_stripe(header, thread, stripe);
    finish_stripe(&control.job, header.stripes, || hand_on(control, thread, slot))
}

/// Runs the chain over one stripe. The frame's plan is made, and no other thread has this stripe.
pub(crate) fn run_stripe(header: &SlotHeader, thread: Thread, stripe: u32) {
    // SAFETY: `plan` made it before the job began. It is only read until the job ends.
    let plan = unsafe { &*chain_plan(header, thread) };
    let at = |address: u32| thread.memory.wrapping_add(address as usize);
    if image::is_image(header) {
        return image::run_stripe(header, plan, thread, stripe);
    }
    let planes = &header.planes[..header.plane_count as usize];
    let remembers = header.past[0] != 0;
    let past_of = |which: (usize, usize)| past::places(header, plan, which, thread.memory);
    let last = planes.len() - 1;
    // The keys of luma look at U and V.
    let chroma_past = if remembers && last > 0 { Some(past_of((1, last))) } else { None };
    let chroma = planes.get(1).map(|plane| Chroma {
        plane,
        input: [plane, &planes[last]].map(|plane| at(plane.input).cast_const()),
        past: chroma_past.as_ref().map_or(&[], |past| past.as_slice()),
        masks: &plan.masks,
    });
    for (index, plane) in planes.iter().enumerate() {
        let (program, tables) = (&plan.programs[index], &plan.tables[index]);
        let filled = header.filled[index];
        if index == 2 && program.is_joined()
            || program.is_identity()
            || filled != 0 && filled == program.fill_word()
        {
            continue;
        }
        let rows = stripe_rows(plane, header.height, stripe, header.stripes);
        let scratch = at(header.scratch + thread.index * header.scratch_stride);
        // U and V go together if one depends on the other.
        let other = if program.is_joined() { last } else { index };
        let both = [plane, &planes[other]];
        let input = both.map(|plane| at(plane.input).cast_const());
        let past = if remembers { Some(past_of((index, other))) } else { None };
        let past = past.as_ref().map_or(&[][..], |past| past.as_slice());
        let output = both.map(|plane| at(plane.output));
        let target = Target { input, output, past, chroma: chroma.filter(|_| index == 0), part: None };
        // SAFETY: `capture` made slot, scratch and past as large as needed. Stripes share no output rows. This claim
        // belongs to this thread alone.
        unsafe { run_plane::<Native>(plane, target, program, tables, rows, scratch) }
    }
}

/// The frame is whole. Hands it to the present thread.
fn hand_on(control: &Control, thread: Thread, slot: usize) {
    // SAFETY: every stripe is finished, so nobody else looks at the header until `finish`.
    let header: &mut SlotHeader = unsafe { &mut *control.headers[slot].0.get() };
    header.finished_us = (thread.clock)();
    // SAFETY: see `work`.
    let plan = unsafe { &*chain_plan(header, thread) };
    past::keep(control, header, plan);
    for (filled, program) in header.filled.iter_mut().zip(&plan.programs) {
        if !program.is_identity() {
            *filled = program.fill_word();
        }
    }
    // There is one writer at a time, because jobs do not overlap.
    histogram::record(&control.histograms[HIST_FRAME_TIME as usize], header.finished_us - header.started_us);
    finish(&control.ring, slot);
    // Release: pairs with the present thread's load. `finish` comes before it.
    control.done.fetch_add(1, Ordering::Release);
    notify(&control.done, 1);
}

/// Records what this thread did for one frame.
fn book(control: &Control, thread: Thread, span: Option<Span>) {
    let Some(Span { since_us, slot, sequence, stripes }) = span else { return };
    let now_us = (thread.clock)();
    let lane = thread.index as usize;
    trace::span(control, lane, TRACE_KERNEL, sequence, (since_us, now_us), [slot as u32, stripes, 0]);
    let record = &control.workers[lane];
    // Relaxed, all of them: only this thread writes them.
    record.frames.fetch_add(1, Ordering::Relaxed);
    record.stripes.fetch_add(stripes, Ordering::Relaxed);
    let sum = f64::from_bits(record.busy_us.load(Ordering::Relaxed)) + now_us - since_us;
    record.busy_us.store(sum.to_bits(), Ordering::Relaxed);
}
