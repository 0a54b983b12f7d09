/**
 * The browsers that open a consumer's page. One small interface for playwright (Chromium) and puppeteer (Firefox). Node.
 * The page evaluates `script` over the automation protocol, which no Content-Security-Policy forbids.
 */

import { type Browser as Chromium, chromium } from 'playwright';
import puppeteer, { type Browser as Firefox } from 'puppeteer-core';
import {
  CHROMIUM_FLAGS,
  FAKE_CAMERA_FLAGS,
  requireChromium,
  requireFirefox,
} from '../../../scripts/browsers.mjs';

/** A page of a fresh profile. */
export interface Tab {
  open(url: string): Promise<void>;
  evaluate<T>(script: string): Promise<T>;
  /** Errors on the console, and errors that nobody caught. */
  errors: string[];
  workers(): number;
  close(): Promise<void>;
}

/** A running browser. */
export interface Browser {
  /** `Chromium 156`. */
  name: string;
  /** Whether an `AudioContext` runs where there is no output device, as on most test machines. */
  hearsWithoutDevice: boolean;
  newTab(): Promise<Tab>;
  close(): Promise<void>;
}

/** Keeps an error and its address. A browser requests an icon by itself, so a missing icon is not an error. */
function note(errors: string[], text: string, url = ''): void {
  const entry = url === '' ? text : `${text} (${url})`;
  if (!entry.includes('/favicon.ico')) errors.push(entry);
}

export async function launchChromium(): Promise<Browser> {
  const browser: Chromium = await chromium.launch({
    executablePath: await requireChromium(),
    args: [...CHROMIUM_FLAGS, ...FAKE_CAMERA_FLAGS, '--autoplay-policy=no-user-gesture-required'],
  });
  return {
    name: `Chromium ${browser.version().split('.')[0]}`,
    hearsWithoutDevice: true,
    async newTab() {
      const context = await browser.newContext();
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => note(errors, String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') note(errors, message.text(), message.location().url);
      });
      return {
        errors,
        open: async (url) => void (await page.goto(url)),
        evaluate: <T>(script: string) => page.evaluate<T>(script),
        workers: () => page.workers().length,
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

export async function launchFirefox(): Promise<Browser> {
  const browser: Firefox = await puppeteer.launch({
    browser: 'firefox',
    executablePath: await requireFirefox(),
    headless: true,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
    },
  });
  return {
    name: `Firefox ${/\d+/.exec(await browser.version())?.[0]}`,
    hearsWithoutDevice: false,
    async newTab() {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => note(errors, String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') note(errors, message.text(), message.location().url);
      });
      return {
        errors,
        open: async (url) => void (await page.goto(url)),
        evaluate: <T>(script: string) => page.evaluate(script) as Promise<T>,
        workers: () => page.workers().length,
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}
