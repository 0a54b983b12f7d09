/** Waiting for a condition that no event tells of. Node side. */

import { expect } from 'playwright/test';

/** `expect.poll` that looks twenty times a second: its own intervals grow to a second, which adds up over a suite. */
export function poll<T>(actual: () => T | Promise<T>, options: { message?: string; timeout?: number } = {}) {
  return expect.poll(actual, { intervals: [50], ...options });
}
