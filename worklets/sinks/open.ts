/** Opens the present thread's end of a sink. In: a `SinkFeed`. Out: a `WorkerSink`. */

import type { SinkFeed } from '../../src/engine/protocol.ts';
import { post } from '../post.ts';
import { CanvasSink } from './canvas.ts';
import { GeneratorSink } from './generator.ts';
import { RelaySink } from './relay.ts';
import type { WorkerSink } from './sink.ts';
import { WebGlSink } from './webgl.ts';

/** @throws Error if the browser lacks what the sink needs. */
export function openSink(feed: SinkFeed): WorkerSink {
  switch (feed.type) {
    case 'writable':
      return new GeneratorSink(feed.writable);
    case 'generator': {
      const Generator = (globalThis as { VideoTrackGenerator?: VideoTrackGeneratorConstructor })
        .VideoTrackGenerator;
      if (!Generator) throw new Error('this worker has no VideoTrackGenerator');
      const { track, writable } = new Generator();
      post({ type: 'track', track }, [track as unknown as Transferable]);
      return new GeneratorSink(writable);
    }
    case 'canvas':
      return openCanvas(feed.canvas, feed.context);
    case 'relay': {
      const canvas = new OffscreenCanvas(1, 1);
      return new RelaySink(openCanvas(canvas, feed.context), canvas, feed.port);
    }
  }
}

function openCanvas(canvas: OffscreenCanvas, context: '2d' | 'webgl2'): WorkerSink {
  return context === 'webgl2' ? new WebGlSink(canvas) : new CanvasSink(canvas);
}
