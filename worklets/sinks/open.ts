/** Opens the present thread's end of a sink. Loads sinks that draw only when needed. In: a `SinkFeed`. Out: a `WorkerSink`. */

import type { SinkFeed } from '../../src/engine/protocol.ts';
import { post } from '../post.ts';
import { GeneratorSink } from './generator.ts';
import type { WorkerSink } from './sink.ts';

/** @throws Error if the browser lacks what the sink needs. */
export async function openSink(feed: SinkFeed): Promise<WorkerSink> {
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
      const { RelaySink } = await import('./relay.ts');
      const canvas = new OffscreenCanvas(1, 1);
      return new RelaySink(await openCanvas(canvas, feed.context), canvas, feed.port);
    }
  }
}

async function openCanvas(canvas: OffscreenCanvas, context: '2d' | 'webgl2'): Promise<WorkerSink> {
  if (context === 'webgl2') return new (await import('./webgl.ts')).WebGlSink(canvas);
  return new (await import('./canvas.ts')).CanvasSink(canvas);
}
