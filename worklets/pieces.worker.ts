/** Entry of the worker that reads a track's sound. In: `ToPieces`, then the track's pieces. Out: samples in a `TrackRing`. */

import type { FromPieces, ToPieces } from '../src/audio/protocol.ts';
import { type Piece, RING_STATE, TrackRing } from '../src/audio/track-ring.ts';

/** The part of `AudioData` that this file needs. */
interface Sound extends Piece {
  readonly sampleRate: number;
  close(): void;
}

let reader: ReadableStreamDefaultReader<Sound> | undefined;

async function read({
  buffer,
  channels,
  sampleRate,
  readable,
}: Extract<ToPieces, { type: 'start' }>): Promise<void> {
  const ring = new TrackRing(buffer, channels);
  reader = (readable as ReadableStream<Sound>).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const fits = value.sampleRate === sampleRate;
    if (fits) ring.write(value);
    value.close();
    // The device has changed. From now on the browser's own node takes over, because it converts.
    if (!fits) return off();
  }
  ring.state = RING_STATE.ended;
}

async function off(): Promise<void> {
  self.postMessage({ type: 'off' } satisfies FromPieces);
  await reader?.cancel();
}

async function stop(): Promise<void> {
  await reader?.cancel();
  self.postMessage({ type: 'stopped' } satisfies FromPieces);
}

self.onmessage = ({ data }: MessageEvent<ToPieces>) => {
  if (data.type === 'stop') stop().catch(console.error);
  else {
    read(data).catch((error: unknown) => {
      console.error(error);
      return off();
    });
  }
};
