/** Finds the features of one realm: of the window, or of a worker. In: the realm. Out: a `WorkerProbe`. Any thread. */

import type { WorkerProbe } from '../engine/protocol.ts';

/** @param generator the name of the track generator in this realm. */
export function probe(generator: 'MediaStreamTrackGenerator' | 'VideoTrackGenerator'): WorkerProbe {
  return {
    processor: 'MediaStreamTrackProcessor' in globalThis,
    generator: generator in globalThis,
    webGl: hasWebGl(false),
    fastWebGl: hasWebGl(true),
  };
}

function hasWebGl(failIfMajorPerformanceCaveat: boolean): boolean {
  if (typeof OffscreenCanvas === 'undefined') return false;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2', { failIfMajorPerformanceCaveat });
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null;
}
