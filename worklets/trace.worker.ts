/**
 * Entry of the thread that opens traces for `<rl-trace-viewer>`. It lives for one request. In: `ToOpener`. Out: `FromOpener`.
 */

import { buffersOf, type FromOpener, openTraces, type ToOpener } from '../src/trace/opening/opening.ts';

function post(message: FromOpener, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.onmessage = ({ data: { wanted } }: MessageEvent<ToOpener>) => {
  openTraces(wanted, (progress) => post({ type: 'progress', progress })).then(
    (opened) => post({ type: 'opened', opened }, buffersOf(opened)),
    (error: unknown) =>
      post({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
};
