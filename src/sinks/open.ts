/**
 * Chooses and opens the sink. In: the caller's wish and the browser's abilities. Out: a `MediaStream`, the present thread's
 * end of it, and the reason for the choice. Main thread.
 */

import type { SinkFeed } from '../engine/protocol.ts';
import { UnsupportedError } from '../errors.ts';
import type { Environment } from '../pipeline/environment.ts';
import type { Life } from '../pipeline/life.ts';
import type { SinkName } from '../terms.ts';
import { showRelayed } from './relay.ts';

/** An open sink. */
export interface OpenSink {
  readonly name: SinkName;
  /** One sentence that says why this sink was chosen. */
  readonly reason: string;
  readonly feed: SinkFeed;
  readonly transfer: Transferable[];
  /** Contains the output track, once there is one. */
  readonly stream: MediaStream;
  /** The output track. `null` until the worker has sent the track of its generator. */
  track: MediaStreamTrack | null;
  /** The canvas that shows the output of `webgl` and `canvas`. `null` for `video`. */
  readonly canvas: HTMLCanvasElement | null;
}

/** Chooses a sink. `'auto'` takes the first possible one. docs/decisions.md has the figures behind the order. */
export function chooseSink(
  wanted: SinkName | 'auto',
  environment: Environment,
): { name: SinkName; reason: string } {
  const { generator, fastWebGl, videoFrame, webGl } = environment;
  if (wanted !== 'auto') {
    if (wanted === 'video' && generator === 'none') {
      throw new UnsupportedError(
        'sink is "video", but this browser has no MediaStreamTrackGenerator or VideoTrackGenerator. Use "auto", "webgl" or "canvas".',
      );
    }
    if (wanted === 'webgl' && !environment.webGl) {
      throw new UnsupportedError(
        'sink is "webgl", but this browser has no WebGL2 here. Use "auto" or "canvas".',
      );
    }
    return { name: wanted, reason: 'You asked for it.' };
  }
  if (generator !== 'none') {
    return {
      name: 'video',
      reason: 'The browser has a track generator, which costs least and drops nothing.',
    };
  }
  if (fastWebGl) {
    return {
      name: 'webgl',
      reason: 'The browser has no track generator, and a GPU draws straight from shared memory.',
    };
  }
  if (!videoFrame && webGl) {
    return {
      name: 'webgl',
      reason: 'The browser has no VideoFrame, so only WebGL can draw every format.',
    };
  }
  return { name: 'canvas', reason: 'The browser has neither a track generator nor a fast WebGL2.' };
}

/** Chooses a sink and opens it. @throws UnsupportedError if the browser does not support the wish. */
export function openSink(wanted: SinkName | 'auto', environment: Environment, life: Life): OpenSink {
  const { name, reason } = chooseSink(wanted, environment);
  const sink: OpenSink = { name, reason, track: null, ...openEnd(name, environment, life) };
  sink.track = sink.stream.getVideoTracks()[0] ?? null;
  life.own({ end: () => sink.track?.stop() });
  return sink;
}

type SinkEnd = Pick<OpenSink, 'feed' | 'transfer' | 'stream' | 'canvas'>;

function openEnd(name: SinkName, environment: Environment, life: Life): SinkEnd {
  if (name !== 'video') return openCanvas(name === 'webgl' ? 'webgl2' : '2d', life);
  if (environment.generator === 'worker') {
    return { feed: { type: 'generator' }, transfer: [], stream: new MediaStream(), canvas: null };
  }
  const Generator = (
    globalThis as unknown as { MediaStreamTrackGenerator: MediaStreamTrackGeneratorConstructor }
  ).MediaStreamTrackGenerator;
  const generator = new Generator({ kind: 'video' });
  const { writable } = generator;
  return {
    feed: { type: 'writable', writable },
    transfer: [writable as unknown as Transferable],
    stream: new MediaStream([generator]),
    canvas: null,
  };
}

function openCanvas(context: '2d' | 'webgl2', life: Life): SinkEnd {
  const element = document.createElement('canvas');
  if (typeof element.transferControlToOffscreen !== 'function') {
    throw new UnsupportedError(
      'This browser cannot draw on a canvas from a worker (no OffscreenCanvas). Update it.',
    );
  }
  const canvas = element.transferControlToOffscreen();
  let stream: MediaStream;
  try {
    stream = element.captureStream();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    // Firefox cannot capture a canvas that a worker draws on.
    const { port1, port2 } = new MessageChannel();
    const shown = showRelayed(port1);
    life.own({ end: () => port1.close() });
    return {
      feed: { type: 'relay', port: port2, context },
      transfer: [port2],
      stream: shown.captureStream(),
      canvas: shown,
    };
  }
  return { feed: { type: 'canvas', canvas, context }, transfer: [canvas], stream, canvas: element };
}
