/** Helpers for tests of the page: open it, read it, wait for it. Node side. Callbacks run in the page. */

import { expect, type Locator, type Page } from 'playwright/test';
import type { RlApp } from '../../src/elements/rl-app/rl-app.ts';
import type { Stats } from '../../src/types.ts';
import { poll } from './poll.ts';

/** A picture that is small enough for any machine. */
export const SMALL = 'source=pattern&width=320&height=180&fps=30';

/** The button that starts and stops. */
export const power = (page: Page): Locator => page.getByRole('button', { name: /^(Start |Stop$)/ });

/** The page's polite status with this text. */
export const status = (page: Page, text: string | RegExp): Locator =>
  page.getByRole('status').filter({ hasText: text });

/** Opens the page and waits until its controls are there. */
export async function open(page: Page, query = ''): Promise<void> {
  await page.goto(query === '' ? './' : `./?${query}`);
  await expect(page.getByRole('button', { name: /^Start / })).toBeVisible();
}

/** The pipeline's numbers. `null`: there is no pipeline. */
export function stats(page: Page): Promise<Stats | null> {
  return page.evaluate(() => document.querySelector<RlApp>('rl-app')?.pipeline?.stats() ?? null);
}

/** Waits until a pipeline has presented `frames`. */
export async function untilPresented(page: Page, frames = 10): Promise<void> {
  await poll(async () => (await stats(page))?.presented ?? 0).toBeGreaterThanOrEqual(frames);
}

/** Opens the page, starts it by its button and waits for pictures. */
export async function openAndStart(page: Page, query = SMALL): Promise<void> {
  await open(page, query);
  await page.getByRole('button', { name: /^Start / }).click();
  await untilPresented(page);
}

/** Waits until a parameter of the page's address has this value. */
export async function expectParameter(page: Page, name: string, value: string): Promise<void> {
  await poll(() => new URL(page.url()).searchParams.get(name)).toBe(value);
}

/** Makes the browser refuse the camera with this DOMException, as a real browser does. */
export async function refuseCamera(page: Page, name: string, message: string): Promise<void> {
  await page.addInitScript(
    ([name, message]) => {
      MediaDevices.prototype.getUserMedia = () => Promise.reject(new DOMException(message, name));
    },
    [name, message] as const,
  );
}
