/**
 * The whole way of a frame. Read it from the top. `createPipeline` opens the source and the sink, then starts the engine.
 * The engine's threads carry frames from the source to the sink. In: options. Out: a `Pipeline`. Main thread.
 *
 *   source -> capture thread -> ring slot -> pool -> ring slot -> present thread -> sink
 *   sources/  worklets/capture.ts  wasm/ring  wasm/kernels      worklets/present.ts  sinks/
 *
 * Sound, if any, takes another way into the same stream: see `audio/sound.ts`. Code that opens a device, a worker or a graph
 * hands it to `life` at once. `life` gives it back when the pipeline ends: see `pipeline/life.ts`.
 */

import { useAssets } from './engine/assets.ts';
import { type EngineParts, THREAD_START } from './engine/engine.ts';
import { loadModules } from './engine/modules.ts';
import { ThreadsEngine } from './engine/threads.ts';
import { UnsupportedError } from './errors.ts';
import { detectEnvironment } from './pipeline/environment.ts';
import { beforeLife, startLife } from './pipeline/life.ts';
import { checkOptions } from './pipeline/options.ts';
import { RunningPipeline } from './pipeline/running-pipeline.ts';
import { openSink } from './sinks/open.ts';
import { openSource } from './sources/open.ts';
import type { AudioOptions, Pipeline, PipelineOptions } from './types.ts';

/**
 * Opens source and sink and starts the threads. Resolves when every thread is ready. Frames flow from then on.
 * @throws TypeError for a bad option, the signal's reason, or an error of `./errors.ts`. Then nothing is left open.
 */
export async function createPipeline(options: PipelineOptions = {}): Promise<Pipeline> {
  const { source: wanted, sink: wantedSink, simd: wantedSimd, signal, ...rest } = checkOptions(options);
  const { filters, audio, traceSeconds, debug, whenSourceEnds } = rest;
  useAssets(rest.assets);
  const openSound = await soundOpener(audio, signal);
  return startLife(signal, async (life) => {
    const detected = detectEnvironment(life);
    // This module loads while the threads start, because frames do not need it.
    const tracing = life.until(import('./trace/tracer.ts'), THREAD_START);
    tracing.catch(() => undefined);
    // Waits for both at once. If one fails while the browser asks the user for a camera, the start fails at once.
    const [environment, source] = await Promise.all([detected, openSource(wanted, detected, life)]);
    const solo = environment.soloReason !== null;
    const simd = chooseSimd(wantedSimd, environment.simd);
    const settings = { filters, simd, threads: solo ? 1 : rest.threads };
    const modules = await loadModules(environment.simd, life.signal);
    const sound = await openSound(environment, simd, life);
    const sink = openSink(wantedSink, environment, life);
    const pipeline = new RunningPipeline({
      ...{ life, environment, source, sound, sink, settings },
      ...{ traceSeconds, debug, whenSourceEnds },
    });
    const parts: EngineParts = {
      modules,
      connect: () => source.connect(),
      sink: sink.feed,
      transfer: sink.transfer,
      expected: source.expected,
      settings,
      traceSeconds,
    };
    // Few pages need the one worker, so its code is loaded on demand.
    const kind = solo
      ? (await life.until(import('./engine/solo.ts'), THREAD_START)).SoloEngine
      : ThreadsEngine;
    const engine = await kind.start(parts, pipeline.events, life);
    const { Tracer } = await tracing;
    life.signal.throwIfAborted();
    pipeline.run(engine, Tracer);
    return pipeline;
  });
}

function chooseSimd(wanted: boolean | 'auto', supported: boolean): boolean {
  if (wanted === true && !supported) {
    throw new UnsupportedError('simd is on, but this browser has no WebAssembly SIMD. Use "auto" or "off".');
  }
  return wanted === 'auto' ? supported : wanted;
}

const SOUND_SCRIPT = { ms: 15_000, what: 'The script of the sound' };

/** Checks the sound's options and loads the sound's code. A page that asks for no sound loads none of it. */
async function soundOpener(audio: AudioOptions | undefined, signal: AbortSignal | undefined) {
  if (audio === undefined) return async () => null;
  const { prepareSound } = await beforeLife(signal, import('./audio/open.ts'), SOUND_SCRIPT);
  return prepareSound(audio);
}
