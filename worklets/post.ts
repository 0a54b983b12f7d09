/** Sends a worker's messages to the thread that started it. */

import type { FromWorker } from '../src/engine/protocol.ts';

/** Sends a message to the thread that started this worker. */
export function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

/** Tells the owner that this thread cannot go on. */
export function fail(error: unknown): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  post({
    type: 'failed',
    message: name === 'Error' ? message : `${name}: ${message}`,
    ...(stack && { stack }),
  });
}

/** Reports unhandled rejections of this thread to the owner. Uncaught errors reach the owner by themselves. */
export function failOnRejections(): void {
  self.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    fail(event.reason);
  });
}

/**
 * Takes a unique lock for as long as this thread lives, and tells the owner its name. A dying thread sends no message, but the
 * browser passes its lock on to the next one who waits. There are no locks without HTTPS or in sandboxed documents. Resolves
 * when the lock is held. A thread that will block for good must wait for that first.
 */
export function holdLock(): Promise<void> {
  const { locks } = navigator as { locks?: LockManager };
  if (!locks) return Promise.resolve();
  const lock = `ringlight ${crypto.randomUUID()}`;
  const { promise, resolve } = Promise.withResolvers<void>();
  const held = new Promise<void>(() => undefined);
  const hold = () => {
    post({ type: 'alive', lock });
    resolve();
    return held;
  };
  locks.request(lock, hold).catch(() => resolve());
  return promise;
}
