/** How a worker speaks to the thread that started it. */

import type { FromWorker } from '../src/engine/protocol.ts';

/** Sends a message to the thread that started this worker. */
export function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

/** Tells the owner that this thread cannot go on. */
export function fail(error: unknown): void {
  post({
    type: 'failed',
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  });
}
