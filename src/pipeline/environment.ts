/**
 * Finds out what this browser can do. It looks for features, never for the browser's name.
 * In: the window, a worker. Out: an `Environment`. Main thread.
 */

import { simd } from 'wasm-feature-detect';
import { startWorker, workerAddress } from '../engine/assets.ts';
import { THREAD_START } from '../engine/engine.ts';
import type { WorkerProbe } from '../engine/protocol.ts';
import type { Life } from './life.ts';
import { probe } from './probe.ts';

/** Where an API exists. */
export type Place = 'window' | 'worker' | 'none';

/** The facts that decide which sink, feed and engine are chosen. */
export interface Environment {
  /** `crossOriginIsolated`. Threads need it to share memory. */
  isolated: boolean;
  /** See `findSoloReason`. */
  soloReason: string | null;
  simd: boolean;
  processor: Place;
  generator: Place;
  videoFrame: boolean;
  webGl: boolean;
  /** There is WebGL2, and the browser does not call it slow. So there is a GPU. */
  fastWebGl: boolean;
}

/** Looks into the window. If that lacks a feature, also looks into a worker, because sinks run there. */
export async function detectEnvironment(life: Life): Promise<Environment> {
  const [window, worker, hasSimd] = await probeOnce(life);
  const place = (name: 'processor' | 'generator'): Place =>
    window[name] ? 'window' : worker[name] ? 'worker' : 'none';
  return {
    isolated: globalThis.crossOriginIsolated === true,
    soloReason: findSoloReason(),
    simd: hasSimd,
    processor: place('processor'),
    generator: place('generator'),
    videoFrame: typeof VideoFrame !== 'undefined',
    // WebKitGTK has WebGL in a window, but not in its workers.
    webGl: window.webGl && worker.webGl,
    fastWebGl: window.fastWebGl && worker.fastWebGl,
  };
}

/** The features of window and worker, and whether there is SIMD. */
type Findings = readonly [window: WorkerProbe, worker: WorkerProbe, hasSimd: boolean];

/** A browser does not change, so one look per page is enough. */
let findings: Findings | undefined;

async function probeOnce(life: Life): Promise<Findings> {
  if (!findings) {
    const window = probe('MediaStreamTrackGenerator');
    const complete = window.processor && window.generator;
    const [hasSimd, worker] = await life.until(
      Promise.all([simd(), complete ? window : probeWorker(life)]),
      THREAD_START,
    );
    findings = [window, worker, hasSimd];
  }
  return findings;
}

const HEADERS =
  'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp. For Chromium 137 or later, Document-Isolation-Policy: isolate-and-require-corp is enough. See docs/isolation.md.';

/** Says why everything must run in one worker, and what to do. `null`: threads can share memory. */
export function findSoloReason(): string | null {
  if (!globalThis.isSecureContext) {
    return `This page is not served over HTTPS (or from localhost), so threads cannot share memory and everything runs in one worker. Serve it over HTTPS, with ${HEADERS}`;
  }
  if (!globalThis.crossOriginIsolated) {
    return `This page is not cross-origin isolated, so threads cannot share memory and everything runs in one worker. Serve it with ${HEADERS}`;
  }
  if (typeof SharedArrayBuffer === 'undefined') {
    return 'This browser hides SharedArrayBuffer although the page is isolated, so everything runs in one worker. Use a browser that shares memory between threads.';
  }
  if (typeof Atomics.waitAsync !== 'function') {
    return 'This browser has no Atomics.waitAsync, so everything runs in one worker. Update it (Chromium 90, Firefox 145, Safari 16.4 or later).';
  }
  return null;
}

function probeWorker(life: Life): Promise<WorkerProbe> {
  return new Promise((resolve, reject) => {
    const worker = startWorker(
      'probe.worker.js',
      'probe',
      () => new Worker(new URL('../../worklets/probe.worker.ts', import.meta.url), { type: 'module' }),
    );
    life.own({ end: () => worker.terminate() });
    worker.onmessage = ({ data }: MessageEvent<WorkerProbe>) => {
      worker.terminate();
      resolve(data);
    };
    worker.onerror = (event) => {
      worker.terminate();
      import('../engine/script-error.ts')
        .then(({ explainScript }) => explainScript('probe', workerAddress(worker), event))
        .then(reject, reject);
    };
  });
}
