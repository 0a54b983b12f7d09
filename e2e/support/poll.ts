/** Waits for a condition that no event reports. Node side. */

import { expect } from 'playwright/test';

/** `expect.poll`, but it looks twenty times a second. Playwright's own intervals grow to a second, which makes a suite slow. */
export function poll<T>(actual: () => T | Promise<T>, options: { message?: string; timeout?: number } = {}) {
  return expect.poll(actual, { intervals: [50], ...options });
}
