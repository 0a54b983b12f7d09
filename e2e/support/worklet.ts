/**
 * Makes faults on the audio thread, without a hook in our worklet. A script runs there before the worklet. In: that script. It
 * registers a processor. Out: a browser whose page can make the processor and send it a message. The script comes from a blob, so
 * tests need `bypassCSP`. Node side.
 */

import type { Page } from 'playwright/test';

/** The data in the page. */
interface WorkletScope {
  tellWorklet(message: unknown): void;
}

/** Runs `script` on the audio threads of pages that are opened from now on. It registers a processor called `name`. */
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

/** Makes such a processor in the newest context, and sends it a message. */
export function tellWorklet(page: Page, message: unknown): Promise<void> {
  return page.evaluate((message) => (globalThis as unknown as WorkletScope).tellWorklet(message), message);
}
