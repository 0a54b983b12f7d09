/** Expects that an example works unchanged: it is served as its README says, and its filtered camera plays. In: a server. Node. */

import { expect } from 'vitest';
import type { Browser } from './browsers.ts';
import type { RunningServer } from './project.ts';
import { PLAYS } from './tests.ts';

export async function expectPicture(browser: Browser, server: RunningServer): Promise<void> {
  const tab = await browser.newTab();
  try {
    await tab.open(server.url);
    const shown = async () => ({ errors: tab.errors, plays: await tab.evaluate(PLAYS) });
    await expect.poll(shown, { timeout: 30_000 }).toEqual({ errors: [], plays: true });
    expect(await tab.evaluate('crossOriginIsolated')).toBe(true);
    expect(tab.workers()).toBeGreaterThan(0);
    expect(tab.errors).toEqual([]);
  } finally {
    await tab.close();
  }
}
