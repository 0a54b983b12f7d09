/**
 * Feeds handmade frames to a pipeline and compares its output with them. Tests use it to check what a frame carries besides pixels.
 * In: a page. Out: a `Carrier` in it. Node side. The carrier runs in the page.
 */

import type { Page } from 'playwright/test';
import type { FilterSpec } from '../../src/catalogue/filters.ts';
import type { createPipeline } from '../../src/pipeline.ts';
import type { FrameSample, SinkName } from '../../src/terms.ts';
import type { Pipeline } from '../../src/types.ts';
import type { Frame } from './frame.ts';

/** The properties of the source's frames. */
export interface Look {
  format: VideoPixelFormat;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
  rotation?: number;
  flip?: boolean;
  visibleRect?: { x: number; y: number; width: number; height: number };
  /** The display size before the rotation. */
  display?: { width: number; height: number };
  duration?: number;
  colorSpace?: VideoColorSpaceInit;
}

/** The properties of a `VideoFrame`. */
export interface Facts {
  format: string | null;
  visible: string;
  display: string;
  rotation: number;
  flip: boolean;
  duration: number | null;
  colorSpace: VideoColorSpaceInit;
}

/** The results for one look. */
export interface Seen {
  /** The largest difference of any sample of any pixel between the output and the source's frame. */
  difference: number;
  /** The `display` sizes of the output and of the source's frame. */
  sizes: [string, string];
  source: Facts;
  output: Facts;
  /** The range of alpha in the output. */
  alpha: { min: number; max: number };
}

/** A sampled frame. Its bytes are plain numbers. */
export type CarriedSample = Omit<FrameSample, 'planes'> & { planes: CarriedPlane[] };
type CarriedPlane = Omit<FrameSample['planes'][number], 'data'> & { data: number[] };

/** The expected difference of the output from the source's frame. */
export interface Wish {
  /** The filters swap left and right. */
  mirror?: boolean;
  /** The filters swap top and bottom. */
  flip?: boolean;
  /** Transparent pixels are on black. */
  onBlack?: boolean;
}

/** The tools in the page. */
export interface Carrier {
  /** Starts a pipeline and feeds it with frames of `look`. */
  start(sink: SinkName, look: Look, filters?: FilterSpec[]): Promise<void>;
  /** Feeds frames of another look. Compares until the output is as expected, for at most 60 frames. */
  see(look: Look, wish?: Wish, tolerance?: number): Promise<Seen>;
  /** Takes a sample of a frame of this look, draws it by its properties, and compares it with the source's frame. */
  sample(
    look: Look,
  ): Promise<{ input: CarriedSample; output: CarriedSample; timestamps: boolean; difference: number }>;
  /** Sets other filters, from the next frame on. */
  filter(filters: FilterSpec[]): void;
  stop(): Promise<void>;
}

declare global {
  var carrier: Carrier;
}

/** Opens an isolated page with a `carrier`. */
export async function installCarrier(page: Page): Promise<void> {
  await page.goto('./?source=pattern');
  await page.evaluate(install);
}

/** Turns a carried sample into a frame. */
export function frameOf({ format, codedWidth, codedHeight, planes }: CarriedSample): Frame {
  const restored = planes.map((plane) => ({ ...plane, data: Uint8Array.from(plane.data) }));
  return { format, width: codedWidth, height: codedHeight, planes: restored };
}

function install(): void {
  type Processor = new (init: object) => { readable: ReadableStream<VideoFrame> };
  type Generator = new (init: object) => MediaStreamTrack & { writable: WritableStream<VideoFrame> };
  const { MediaStreamTrackProcessor, MediaStreamTrackGenerator } = globalThis as unknown as {
    MediaStreamTrackProcessor: Processor;
    MediaStreamTrackGenerator: Generator;
  };
  type Turned = VideoFrame & { rotation: number; flip: boolean };
  const MOST_FRAMES = 60;
  const INTERVAL_US = 33_333;

  /** A smooth picture without symmetry. Neighbouring pixels hardly differ. */
  const bytesOf = ({ format, width, height }: Look): Uint8Array<ArrayBuffer> => {
    const across = (x: number, w: number) => (w > 1 ? x / (w - 1) : 0);
    const plane = (w: number, h: number, values: ((u: number, v: number) => number)[]) => {
      const data: number[] = [];
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) {
          for (const value of values) data.push(Math.round(value(across(x, w), across(y, h))));
        }
      }
      return data;
    };
    const chroma = [(width + 1) >> 1, (height + 1) >> 1] as const;
    const luma = (u: number, v: number) => 50 + 110 * u + 60 * v;
    const blue = (u: number, v: number) => 118 + 20 * u - 10 * v;
    const red = (u: number, v: number) => 120 + 20 * v * u;
    const padding = (u: number) => (u < 0.5 ? 0 : 77);
    const alpha = (u: number, v: number) => 250 - 120 * u - 60 * v;
    switch (format) {
      case 'I420':
        return Uint8Array.from([
          ...plane(width, height, [luma]),
          ...plane(...chroma, [blue]),
          ...plane(...chroma, [red]),
        ]);
      case 'I420A':
        return Uint8Array.from([
          ...plane(width, height, [luma]),
          ...plane(...chroma, [blue]),
          ...plane(...chroma, [red]),
          ...plane(width, height, [alpha]),
        ]);
      case 'NV12':
        return Uint8Array.from([...plane(width, height, [luma]), ...plane(...chroma, [blue, red])]);
      default:
        return Uint8Array.from(
          plane(width, height, [luma, blue, red, format.endsWith('X') ? padding : alpha]),
        );
    }
  };

  const make = (look: Look, bytes: Uint8Array<ArrayBuffer>, timestamp: number): Turned => {
    const { width, height, display, ...rest } = look;
    const init = {
      ...rest,
      codedWidth: width,
      codedHeight: height,
      timestamp,
      ...(display && { displayWidth: display.width, displayHeight: display.height }),
    };
    return new VideoFrame(bytes, init) as Turned;
  };

  const factsOf = (frame: Turned): Facts => ({
    format: frame.format,
    visible: `${frame.visibleRect?.width}x${frame.visibleRect?.height}`,
    display: `${frame.displayWidth}x${frame.displayHeight}`,
    rotation: frame.rotation,
    flip: frame.flip,
    duration: frame.duration,
    colorSpace: frame.colorSpace.toJSON(),
  });

  const draw = (
    picture: VideoFrame,
    width: number,
    height: number,
    { mirror = false, flip = false, onBlack = false }: Wish = {},
  ): Uint8ClampedArray => {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', {
      willReadFrequently: true,
    }) as OffscreenCanvasRenderingContext2D;
    context.setTransform(mirror ? -1 : 1, 0, 0, flip ? -1 : 1, mirror ? width : 0, flip ? height : 0);
    context.drawImage(picture, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    // Compares colours as on black, because the colours of transparent pixels mean little.
    for (let at = 0; at < data.length; at += 4) {
      const alpha = (data[at + 3] as number) / 255;
      for (let channel = at; channel < at + 3; channel++) data[channel] = (data[channel] as number) * alpha;
      if (onBlack) data[at + 3] = 255;
    }
    return data;
  };

  const compare = (a: Uint8ClampedArray, b: Uint8ClampedArray): number => {
    if (a.length !== b.length) return 255;
    let most = 0;
    for (let at = 0; at < a.length; at++)
      most = Math.max(most, Math.abs((a[at] as number) - (b[at] as number)));
    return most;
  };

  /** The source's frame as the output must show it. Padding must be opaque. Chromium's own drawing of padding is not. */
  const wanted = (look: Look, wish: Wish) => {
    const bytes = bytesOf(look);
    if (look.format.endsWith('X')) for (let at = 3; at < bytes.length; at += 4) bytes[at] = 255;
    const frame = make(look, bytes, 0);
    const size = [frame.displayWidth, frame.displayHeight] as const;
    const picture = draw(frame, ...size, wish);
    const facts = factsOf(frame);
    frame.close();
    return { picture, size, facts };
  };

  let pipeline: Pipeline;
  let look: Look;
  let bytes: Uint8Array<ArrayBuffer>;
  let feeding = false;
  let number = 0;
  let firstOfLook = 0;
  let fed: Promise<void>;
  let track: MediaStreamTrack & { writable: WritableStream<VideoFrame> };

  const turnTo = (next: Look) => {
    look = next;
    bytes = bytesOf(next);
    firstOfLook = number;
  };
  const feed = async () => {
    const writer = track.writable.getWriter();
    while (feeding) {
      await writer.write(make(look, bytes, INTERVAL_US * number++));
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await writer.close();
  };

  globalThis.carrier = {
    async start(sink, first, filters = []) {
      const library = new URL('./lib/ringlight.js', location.href).href;
      const module = (await import(library)) as { createPipeline: typeof createPipeline };
      track = new MediaStreamTrackGenerator({ kind: 'video' });
      turnTo(first);
      feeding = true;
      fed = feed();
      pipeline = await module.createPipeline({ source: track, filters, threads: 1, sink });
    },

    async see(next, wish = {}, tolerance = 4) {
      turnTo(next);
      const { picture, size, facts } = wanted(next, wish);
      const [output] = pipeline.stream.getVideoTracks();
      const reader = new MediaStreamTrackProcessor({ track: output?.clone() }).readable.getReader();
      let seen: Seen | undefined;
      for (let count = 0; count < MOST_FRAMES; count++) {
        const { value } = await reader.read();
        if (!value) throw new Error('the output has ended');
        const frame = value as Turned;
        const drawn = draw(frame, frame.displayWidth, frame.displayHeight);
        const alphas = drawn.filter((_, at) => at % 4 === 3);
        seen = {
          difference: compare(drawn, picture),
          sizes: [`${frame.displayWidth}x${frame.displayHeight}`, `${size[0]}x${size[1]}`],
          source: facts,
          output: factsOf(frame),
          alpha: { min: Math.min(...alphas), max: Math.max(...alphas) },
        };
        frame.close();
        if (seen.difference <= tolerance && seen.sizes[0] === seen.sizes[1]) break;
      }
      await reader.cancel();
      return seen as Seen;
    },

    async sample(next) {
      turnTo(next);
      for (;;) {
        const { input, output } = await pipeline.sample();
        const index = Math.round(input.timestamp / INTERVAL_US);
        if (index < firstOfLook) continue;
        const carry = (frame: FrameSample): CarriedSample => ({
          ...frame,
          planes: frame.planes.map((plane) => ({ ...plane, data: Array.from(plane.data) })),
        });
        // Draws the sample as the docs of `FrameSample` say.
        const layout = [];
        const data: number[] = [];
        for (const { data: rows, stride } of input.planes) {
          layout.push({ offset: data.length, stride });
          data.push(...rows);
        }
        const { format, codedWidth, codedHeight, rotation, flip, timestamp, colorSpace } = input;
        const init = { format, codedWidth, codedHeight, rotation, flip, timestamp, colorSpace, layout };
        const frame = new VideoFrame(Uint8Array.from(data), init);
        const drawn = draw(frame, input.displayWidth, input.displayHeight);
        frame.close();
        const { picture } = wanted(next, {});
        return {
          input: carry(input),
          output: carry(output),
          timestamps: input.timestamp === INTERVAL_US * index && output.timestamp === input.timestamp,
          difference: compare(drawn, picture),
        };
      }
    },

    filter: (filters) => pipeline.setFilters(filters),

    async stop() {
      await pipeline.close();
      feeding = false;
      await fed;
    },
  };
}
