/**
 * The whole way of a frame, to be read from the top: `createPipeline` opens the source, opens the sink, and starts the
 * engine whose threads carry frames from the one to the other. In: options. Out: a `Pipeline`. Main thread.
 *
 *   source -> capture thread -> ring slot -> pool -> ring slot -> present thread -> sink
 *   sources/  worklets/capture.ts  wasm/ring  wasm/kernels      worklets/present.ts  sinks/
 *
 * Sound, if there is to be any, goes a way of its own into the same stream: `audio/sound.ts`.
 */

import type { Sound } from './audio/sound.ts';
import type { Engine, EngineEvents } from './engine/engine.ts';
import { loadModules } from './engine/modules.ts';
import { ThreadsEngine } from './engine/threads.ts';
import { UnsupportedError } from './errors.ts';
import { detectEnvironment } from './pipeline/environment.ts';
import { checkOptions } from './pipeline/options.ts';
import { RunningPipeline } from './pipeline/running-pipeline.ts';
import { openSink } from './sinks/open.ts';
import { openSource } from './sources/open.ts';
import type { AudioOptions, Pipeline, PipelineOptions } from './types.ts';

/**
 * Opens source and sink and starts the threads. Resolves when every thread is ready; frames flow from then on.
 * @throws TypeError for a bad option, and the errors of `./errors.ts`; nothing is left open then.
 */
export async function createPipeline(options: PipelineOptions = {}): Promise<Pipeline> {
  const {
    source: wanted,
    sink: wantedSink,
    simd: wantedSimd,
    filters,
    audio,
    signal,
    traceSeconds,
    debug,
    ...rest
  } = checkOptions(options);
  const openSound = await soundOpener(audio);
  signal?.throwIfAborted();
  const detected = detectEnvironment();
  const source = await openSource(wanted, detected, signal);
  let sound: Sound | null = null;
  try {
    const environment = await detected;
    if (wantedSimd === true && !environment.simd) {
      throw new UnsupportedError(
        'simd is on, but this browser has no WebAssembly SIMD. Use "auto" or "off".',
      );
    }
    const solo = environment.soloReason !== null;
    const simd = wantedSimd === 'auto' ? environment.simd : wantedSimd;
    const settings = { filters, simd, threads: solo ? 1 : rest.threads };
    const modules = await loadModules(environment.simd);
    sound = await openSound(environment, simd, signal);
    const sink = openSink(wantedSink, environment);
    const pipeline = new RunningPipeline({ environment, source, sound, sink, settings, traceSeconds, debug });
    const parts = {
      modules,
      feed: source.feed,
      sink: sink.feed,
      transfer: { feed: source.transfer, sink: sink.transfer },
      settings,
      traceSeconds,
    };
    const events: EngineEvents = pipeline.events;
    // Loaded only where it is needed.
    const kind = solo ? (await import('./engine/solo.ts')).SoloEngine : ThreadsEngine;
    const engine: Engine = await kind.start(parts, events);
    pipeline.run(engine, signal);
    return pipeline;
  } catch (error) {
    source.close();
    await sound?.close();
    throw error;
  }
}

/** Checks what is asked for in sound, and loads what opens it: nothing of it is there for a page that asks for none. */
async function soundOpener(audio: AudioOptions | undefined) {
  if (audio === undefined) return async () => null;
  const { prepareSound } = await import('./audio/open.ts');
  return prepareSound(audio);
}
