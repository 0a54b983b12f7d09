/**
 * Faults on the audio thread, without a hook in our worklet: a script runs there before it. In: that script, which registers a
 * processor. Out: a browser whose page can make one and send it a message. The script comes from a blob: tests want `bypassCSP`.
 */

import type { Page } from 'playwright/test';

/** What the page is given. */
interface WorkletScope {
  tellWorklet(message: unknown): void;
}

/** Runs `script` on the audio threads of pages that are opened from now on; it registers a processor called `name`. */
export async function prepareWorklet(page: Page, name: string, script: string): Promise<void> {
  await page.addInitScript(
    ([name, script]) => {
      const { addModule } = AudioWorklet.prototype;
      AudioWorklet.prototype.addModule = async function (url) {
        await addModule.call(this, URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
        await addModule.call(this, url);
      };
      const Real = AudioContext;
      globalThis.AudioContext = class extends Real {
        constructor(options?: AudioContextOptions) {
          super(options);
          (globalThis as unknown as WorkletScope).tellWorklet = (message) =>
            new AudioWorkletNode(this, name).port.postMessage(message);
        }
      };
    },
    [name, script] as const,
  );
}

/** Makes such a processor, in the newest context, and sends it a message. */
export function tellWorklet(page: Page, message: unknown): Promise<void> {
  return page.evaluate((message) => (globalThis as unknown as WorkletScope).tellWorklet(message), message);
}
