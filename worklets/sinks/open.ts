/** Opens the present thread's end of a sink. In: a `SinkFeed`. Out: a `WorkerSink`. */

import type { SinkFeed } from '../../src/protocol.ts';
import { post } from '../post.ts';
import { CanvasSink } from './canvas.ts';
import { GeneratorSink } from './generator.ts';
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
      return feed.context === 'webgl2' ? new WebGlSink(feed.canvas) : new CanvasSink(feed.canvas);
  }
}
