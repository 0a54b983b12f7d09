/**
 * Two settings of a running pipeline compared on the same live frames: they take turns in short blocks, in random order,
 * and every frame says in the trace which of them it was processed with. In: a running pipeline, two settings.
 * Out: paired differences with their intervals, and whether the bytes are the same. Main thread.
 */

import { remembersFrames } from '../catalogue/filters.ts';
import { loadModules } from '../engine/modules.ts';
import { CAPTURE_LANE, PRESENT_LANE, TRACE_LANES } from '../generated/layout.ts';
import type { TraceReader } from '../memory/lanes.ts';
import { Records } from '../memory/records.ts';
import type { Pipeline, Sample } from '../types.ts';
import { type CheckedExperiment, checkExperiment, type ExperimentOptions } from './check.ts';
import { ExperimentError } from './errors.ts';
import { planBlocks, type Side } from './plan.ts';
import { seededRandom } from './random.ts';
import { findDifference, Replay } from './replay.ts';
import { type BytesResult, describeMachine, type ExperimentResult } from './result.ts';
import { summarize } from './summary.ts';
import { type Block, Tally } from './tally.ts';
import { pause, Watch } from './watch.ts';

export type { ExperimentOptions, ExperimentProgress } from './check.ts';
export { ExperimentError } from './errors.ts';
export type { ExperimentResult } from './result.ts';

/** Between two looks into the trace. */
const LOOK_MS = 50;
/** After this time without a frame the source counts as stalled. */
const STALLED_MS = 5000;
/** Frames of each side whose bytes are checked. */
const CHECKED_FRAMES = 3;
/** Records that a lane's buffer holds before it grows: more than come between two looks. */
const ROOM = 256;
/** Lanes that frames are counted from. */
const READ_LANES = [CAPTURE_LANE, PRESENT_LANE];
const SIDES: readonly Side[] = ['a', 'b'];

/** Pipelines that are being compared. Two comparisons at once would disturb each other. */
const busy = new WeakSet<Pipeline>();

/** What runs frames again. */
export type Replayer = Pick<Replay, 'run'>;

/**
 * Compares two settings. The pipeline's own settings are as before when it ends, however it ends.
 * @param makeReplay how frames are run again to check their bytes.
 * @throws TypeError for a bad argument, `ExperimentError` for what ended it early, the signal's reason when aborted,
 *   DOMException `InvalidStateError` if the pipeline does not run, or is being compared already.
 */
export async function runExperiment(
  pipeline: Pipeline,
  options: ExperimentOptions,
  makeReplay: (withSimd: boolean) => Promise<Replayer> = async (simd) =>
    Replay.create(await loadModules(simd)),
): Promise<ExperimentResult> {
  if (pipeline.state !== 'running') {
    throw new DOMException('The pipeline does not run: start it, then compare.', 'InvalidStateError');
  }
  if (busy.has(pipeline)) {
    throw new DOMException('This pipeline is being compared already.', 'InvalidStateError');
  }
  const wanted = checkExperiment(pipeline, options);
  const watch = new Watch(pipeline, options.signal);
  busy.add(pipeline);
  try {
    return await new Run(pipeline, wanted, watch.signal, options.onProgress).run(makeReplay);
  } finally {
    watch.close();
    pipeline.override(null);
    busy.delete(pipeline);
  }
}

/** One comparison. */
class Run {
  readonly #pipeline: Pipeline;
  readonly #wanted: CheckedExperiment;
  readonly #signal: AbortSignal;
  readonly #report: (phase: 'rehearsing' | 'measuring' | 'checking') => void;
  readonly #reader: TraceReader;
  readonly #lanes = Array.from({ length: TRACE_LANES }, () => new Records(ROOM));
  readonly #missed = new Array<number>(TRACE_LANES).fill(0);
  readonly #tally = new Tally();
  readonly #presentedBefore: number;
  #done = 0;
  #seen = 0;
  #seenAtMs = performance.now();

  constructor(
    pipeline: Pipeline,
    wanted: CheckedExperiment,
    signal: AbortSignal,
    onProgress: ExperimentOptions['onProgress'],
  ) {
    this.#pipeline = pipeline;
    this.#wanted = wanted;
    this.#signal = signal;
    this.#reader = pipeline.traceReader();
    this.#presentedBefore = pipeline.stats().presented;
    const total = SIDES.length + 2 * wanted.pairs + SIDES.length * CHECKED_FRAMES;
    this.#report = (phase) => onProgress?.({ phase, done: this.#done++, total });
  }

  async run(makeReplay: (withSimd: boolean) => Promise<Replayer>): Promise<ExperimentResult> {
    const { a, b, pairs, framesPerBlock, seed } = this.#wanted;
    const { source, sink } = this.#pipeline.stats();
    const where = { date: new Date().toISOString(), source, sink, ...describeMachine() };
    const replay = await makeReplay(this.#pipeline.simdSupported);
    await this.#pipeline.prepareThreads(Math.max(a.threads, b.threads));
    this.#signal.throwIfAborted();
    // These frames are not measured. The browser has not optimized the build yet, and memory grows for a longer chain.
    for (const side of SIDES) await this.#block(side, 'rehearsing');
    const plan = planBlocks(pairs, seededRandom(seed));
    const blocks: { side: Side; block: Block }[] = [];
    for (const side of plan) blocks.push({ side, block: await this.#block(side, 'measuring') });
    // Comes before the summary: these frames follow the last measured one, so all measured frames have ended by then.
    const bytes = await this.#checkBytes(replay);
    this.#report('checking');
    return { ...summarize(this.#wanted, blocks), bytes, framesPerBlock, seed, where };
  }

  /** Puts a side's settings in force until enough of its frames have been presented. */
  async #block(side: Side, phase: 'rehearsing' | 'measuring'): Promise<Block> {
    this.#report(phase);
    const block = this.#switchTo(side, this.#wanted.framesPerBlock);
    await this.#until(() => block.full);
    return block;
  }

  #switchTo(side: Side, frames: number): Block {
    const version = this.#pipeline.override(this.#wanted[side]);
    return this.#tally.begin(version, performance.now() * 1000, frames);
  }

  /** Looks into the trace until `ready`. @throws what ends the comparison. */
  async #until(ready: () => boolean): Promise<void> {
    for (;;) {
      this.#look();
      if (ready()) return;
      await pause(LOOK_MS, this.#signal);
    }
  }

  #look(): void {
    this.#reader.read(this.#lanes, this.#missed);
    for (const lane of READ_LANES) {
      if ((this.#missed[lane] as number) > 0) throw new ExperimentError('records-lost');
    }
    this.#tally.take(this.#lanes);
    const nowMs = performance.now();
    if (this.#tally.presented > this.#seen) {
      this.#seen = this.#tally.presented;
      this.#seenAtMs = nowMs;
    } else if (nowMs - this.#seenAtMs > STALLED_MS) {
      const flows = this.#seen === 0 && this.#pipeline.stats().presented > this.#presentedBefore;
      throw new ExperimentError(flows ? 'trace-off' : 'source-stalled');
    }
  }

  async #checkBytes(replay: Replayer): Promise<BytesResult> {
    const builds: BytesResult['builds'] = this.#pipeline.simdSupported ? ['scalar', 'SIMD'] : ['scalar'];
    const result: BytesResult = { frames: { a: 0, b: 0 }, builds, difference: null };
    for (const side of SIDES) {
      const { version } = this.#switchTo(side, 0);
      const again = !remembersFrames(this.#wanted[side].filters);
      for (let n = 0; n < CHECKED_FRAMES; n++) {
        const sample = await this.#sample(version);
        this.#report('checking');
        if (!again) continue;
        result.frames[side]++;
        result.difference ??= this.#replay(replay, sample, builds, side);
      }
    }
    return result;
  }

  #replay(replay: Replayer, sample: Sample, builds: BytesResult['builds'], side: Side): string | null {
    for (const build of builds) {
      const again = replay.run(sample.input, sample.filters, build === 'SIMD');
      const difference = findDifference(sample.output, again);
      const which = `Frame ${sample.sequence} of ${side.toUpperCase()} differs from the ${build} build on one thread`;
      if (difference) return `${which}: ${difference}.`;
    }
    return null;
  }

  /** A frame that was processed with the settings of `version`, before and after. */
  async #sample(version: number): Promise<Sample> {
    for (;;) {
      let sample: Sample | undefined;
      let failure: unknown;
      this.#pipeline.sample({ signal: this.#signal }).then(
        (taken) => {
          sample = taken;
        },
        (error) => {
          failure = error;
        },
      );
      await this.#until(() => sample !== undefined || failure !== undefined);
      if (failure !== undefined) throw failure;
      const taken = sample as unknown as Sample;
      await this.#until(() => this.#tally.versionOf(taken.sequence) > 0);
      if (this.#tally.versionOf(taken.sequence) === version) return taken;
    }
  }
}
