/**
 * What this browser can do, found out by asking for features, never for names.
 * In: the window. Out: an `Environment`. Main thread.
 */

import { simd } from 'wasm-feature-detect';
import { startWorker, workerAddress } from '../engine/assets.ts';
import { THREAD_START } from '../engine/engine.ts';
import type { WorkerProbe } from '../engine/protocol.ts';
import type { Life } from './life.ts';
import { probe } from './probe.ts';

/** Where an API can be used from. */
export type Place = 'window' | 'worker' | 'none';

/** What the choices of sink, feed and engine depend on. */
export interface Environment {
  /** `crossOriginIsolated`, which shared memory between threads needs. */
  isolated: boolean;
  /** Why everything must run in one worker, and what to do; `null` if threads can share memory. */
  soloReason: string | null;
  simd: boolean;
  processor: Place;
  generator: Place;
  videoFrame: boolean;
  webGl: boolean;
  /** WebGL2 that the browser does not call slow: a GPU. */
  fastWebGl: boolean;
}

/** Asks the window and, where that lacks something, a worker: there it is that sinks draw. */
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
    // A window may have what its workers lack (WebKitGTK).
    webGl: window.webGl && worker.webGl,
    fastWebGl: window.fastWebGl && worker.fastWebGl,
  };
}

/** What window and worker have, and whether there is SIMD. */
type Findings = readonly [window: WorkerProbe, worker: WorkerProbe, hasSimd: boolean];

/** A browser does not change: it is asked once per page. */
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

/** Why everything must run in one worker here, and what to do; `null` if threads can share memory. */
export function findSoloReason(): string | null {
  if (!globalThis.isSecureContext) {
    return 'This page is not served over HTTPS (or from localhost), so threads cannot share memory and everything runs in one worker. Serve it over HTTPS with the headers in _headers.';
  }
  if (!globalThis.crossOriginIsolated) {
    return 'This page is not cross-origin isolated, so threads cannot share memory and everything runs in one worker. Serve it with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, as in _headers.';
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
