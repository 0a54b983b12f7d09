/** Starts the worker of a pool thread, for video and for still images. Main thread. */

import { startWorker } from './assets.ts';

/** @throws LoadFailedError if the page's rules forbid the script */
export function startPoolWorker(name: string): Worker {
  return startWorker(
    'pool.worker.js',
    name,
    () => new Worker(new URL('../../worklets/pool.worker.ts', import.meta.url), { type: 'module' }),
  );
}
