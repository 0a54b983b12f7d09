/**
 * Runs the built `.wasm` files in Node, without the pipeline. Both flavours share one memory. One thread plays main, capture,
 * pool and present thread in turn. In: frames. Out: frames. The files are in `wasm/prebuilt`, or in the folder that the
 * environment variable `RINGLIGHT_WASM_DIR` names.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkFilters, encodeFilter, type FilterSpec } from '../../src/catalogue/filters.ts';
import * as layout from '../../src/generated/layout.ts';
import type { ImageExports } from '../../src/image/engine.ts';
import type { DropCause, PixelFormat, SamplePlane } from '../../src/terms.ts';
import { type Frame, planeShapes } from './frame.ts';

/** The two builds of the module. */
export type Flavour = 'scalar' | 'simd';

/** Both flavours, in the order of their `simd` setting. */
export const FLAVOURS: readonly Flavour[] = ['scalar', 'simd'];

/** All exports of the module. */
export interface RingExports extends ImageExports {
  is_simd(): number;
}

/** Reads the bytes of a built module. */
export function readWasm(flavour: Flavour): Buffer<ArrayBuffer> {
  const folder =
    process.env.RINGLIGHT_WASM_DIR ?? fileURLToPath(new URL('../../wasm/prebuilt', import.meta.url));
  return readFileSync(`${folder}/ringlight.${flavour}.wasm`) as Buffer<ArrayBuffer>;
}

/** The compiled modules. */
export const MODULES: Record<Flavour, WebAssembly.Module> = {
  scalar: new WebAssembly.Module(readWasm('scalar')),
  simd: new WebAssembly.Module(readWasm('simd')),
};

/** The place of a slot's plane: byte addresses, stride in bytes, sizes in pixels. */
export interface PlaneAddress {
  input: number;
  output: number;
  stride: number;
  width: number;
  height: number;
  channels: number;
}

/** The counters of the ledger. */
export interface LedgerReading {
  delivered: number;
  presented: number;
  inFlight: number;
  dropped: Record<DropCause, number>;
}

/** The settings for frames, see `Ring.configure`. */
export interface RingSettings {
  filters: readonly FilterSpec[];
  /** 1 to 8. Default 1. */
  threads?: number;
  flavour: Flavour;
}

/** A memory with a control block, and the exports of both flavours on it. */
export class Ring {
  readonly memory: WebAssembly.Memory;
  readonly exports: Record<Flavour, RingExports>;
  /** The time of the module's clock in microseconds. It moves on by one at every look. */
  now = 0;

  /** `pages`: the memory may grow to so many pages of 64 KiB. */
  constructor(pages = 2048) {
    const initial = layout.HEAP_BASE / layout.PAGE_BYTES;
    this.memory = new WebAssembly.Memory({ initial, maximum: pages, shared: true });
    const instantiate = (flavour: Flavour) => {
      const doubles = new Float64Array(this.memory.buffer);
      const clock = (at: number) => {
        doubles[at >> 3] = this.now++;
      };
      const imports = { env: { memory: this.memory, clock } };
      const exports = new WebAssembly.Instance(MODULES[flavour], imports).exports as unknown as RingExports;
      exports.__stack_pointer.value = layout.STACKS_BASE + layout.STACK_BYTES;
      return exports;
    };
    this.exports = { scalar: instantiate('scalar'), simd: instantiate('simd') };
    const words = this.words(layout.CONTROL_BASE);
    words[layout.CONTROL.magic / 4] = layout.MAGIC;
    words[layout.CONTROL.version / 4] = layout.VERSION;
    words[layout.CONTROL.bytes / 4] = layout.CONTROL.size;
  }

  /** All bytes of the memory. The view is new after the memory has grown. */
  bytes(): Uint8Array {
    return new Uint8Array(this.memory.buffer);
  }

  /** The memory from `address` on, as unsigned 32-bit words. */
  words(address: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address);
  }

  /** Writes the settings as the main thread does. */
  configure({ filters, threads = 1, flavour }: RingSettings): void {
    const words = this.words(layout.CONTROL_BASE + layout.CONTROL.settings);
    const { version, simd, threads: count, filterCount, filters: first } = layout.SETTINGS;
    Atomics.add(words, version / 4, 1);
    Atomics.store(words, simd / 4, flavour === 'simd' ? 1 : 0);
    Atomics.store(words, count / 4, threads);
    Atomics.store(words, filterCount / 4, filters.length);
    for (const [index, filter] of checkFilters(filters).entries()) {
      for (const [word, value] of encodeFilter(filter).entries()) {
        Atomics.store(words, first / 4 + layout.FILTER_WORDS * index + word, value);
      }
    }
    Atomics.add(words, version / 4, 1);
  }

  /** Makes temporal filters start anew, as after another frame. */
  forget(): void {
    this.words(layout.CONTROL_BASE + layout.CONTROL.past + layout.PAST.shape).fill(0, 0, 4);
  }

  /** Capture thread: takes a slot for a frame of this format and size. -1: the frame was dropped. */
  begin(format: PixelFormat, width: number, height: number): number {
    return this.exports.scalar.capture_begin(this.now++, layout.FORMATS[format], width, height);
  }

  /** Capture thread: hands a slot to the pool. */
  finish(slot: number, timestampUs = 0): void {
    this.exports.scalar.capture_finish(slot, timestampUs, this.now++, 0);
  }

  /** Capture thread: copies a frame into a slot and returns the slot. -1: the frame was dropped. */
  push(frame: Frame): number {
    const slot = this.begin(frame.format, frame.width, frame.height);
    if (slot < 0) return slot;
    this.write(slot, frame);
    this.finish(slot);
    return slot;
  }

  /** The only pool thread: works until nothing is left to do, in the flavour of each frame. */
  drain(index = 0): void {
    let flavour = 0;
    while (this.exports[FLAVOURS[flavour] as Flavour].pool_drain(index) === layout.POOL_EXITS.switch)
      flavour ^= 1;
  }

  /** Present thread: hands over and accepts the oldest finished frame. `null`: there is none. */
  pop(): { frame: Frame; sequence: number } | null {
    const slot = this.exports.scalar.present_next();
    if (slot < 0) return null;
    const result = { frame: this.read(slot), sequence: this.header(slot, 'sequence') };
    this.exports.scalar.present_hand_over(slot, this.now++);
    this.exports.scalar.present_accepted();
    return result;
  }

  /** Reads a 32-bit field of a slot's header. */
  header(slot: number, field: keyof typeof layout.SLOT_HEADER): number {
    return this.words(this.headerAddress(slot))[layout.SLOT_HEADER[field] / 4] as number;
  }

  /** Changes a 32-bit field of a slot's header, or word `index` of a longer one. */
  setHeader(slot: number, field: keyof typeof layout.SLOT_HEADER, value: number, index = 0): void {
    this.words(this.headerAddress(slot))[layout.SLOT_HEADER[field] / 4 + index] = value;
  }

  /** The planes of a slot. */
  planes(slot: number): PlaneAddress[] {
    return Array.from({ length: this.header(slot, 'planeCount') }, (_, index) => {
      const words = this.words(this.planeAddress(slot, index));
      const at = (field: keyof typeof layout.PLANE) => words[layout.PLANE[field] / 4] as number;
      return {
        input: at('input'),
        output: at('output'),
        stride: at('stride'),
        width: at('width'),
        height: at('height'),
        channels: at('channels'),
      };
    });
  }

  /** Changes the place of a slot's plane. */
  setPlane(slot: number, index: number, plane: Partial<PlaneAddress>): void {
    const words = this.words(this.planeAddress(slot, index));
    for (const [field, value] of Object.entries(plane))
      words[layout.PLANE[field as keyof PlaneAddress] / 4] = value;
  }

  /** Copies a frame's visible bytes into a slot. */
  write(slot: number, frame: Frame): void {
    const bytes = this.bytes();
    for (const [index, { input, stride }] of this.planes(slot).entries()) {
      const plane = frame.planes[index] as SamplePlane;
      const row = plane.width * plane.channels;
      for (let y = 0; y < plane.height; y++) {
        bytes.set(plane.data.subarray(y * plane.stride, y * plane.stride + row), input + y * stride);
      }
    }
  }

  /** Copies a slot's output or input. */
  read(slot: number, side: 'input' | 'output' = 'output'): Frame {
    const bytes = this.bytes();
    const [format] = Object.entries(layout.FORMATS).find(
      ([, code]) => code === this.header(slot, 'format'),
    ) as [PixelFormat, number];
    const [width, height] = [this.header(slot, 'width'), this.header(slot, 'height')];
    const addresses = this.planes(slot);
    const planes = planeShapes(format, width, height).map((shape, index) => {
      const { stride, [side]: start } = addresses[index] as PlaneAddress;
      return { ...shape, stride, data: bytes.slice(start, start + stride * shape.height) };
    });
    return { format, width, height, planes };
  }

  /** The ledger. */
  ledger(): LedgerReading {
    const words = this.words(layout.CONTROL_BASE + layout.CONTROL.ledger);
    const { delivered, presented, inFlight, dropped } = layout.LEDGER;
    const counts = Object.entries(layout.DROP_CAUSES).map(([name, cause]) => [
      name,
      words[dropped / 4 + cause],
    ]);
    return {
      delivered: words[delivered / 4] as number,
      presented: words[presented / 4] as number,
      inFlight: words[inFlight / 4] as number,
      dropped: Object.fromEntries(counts) as Record<DropCause, number>,
    };
  }

  /** The number of slots. 0 before the first frame. */
  slotCount(): number {
    return this.words(layout.CONTROL_BASE + layout.CONTROL.ring)[layout.RING.slotCount / 4] as number;
  }

  private headerAddress(slot: number): number {
    return layout.CONTROL_BASE + layout.CONTROL.headers + slot * layout.SLOT_HEADER.size;
  }

  private planeAddress(slot: number, index: number): number {
    return this.headerAddress(slot) + layout.SLOT_HEADER.planes + index * layout.PLANE.size;
  }
}

/** The sum of all drops. */
export function droppedTotal(ledger: LedgerReading): number {
  return Object.values(ledger.dropped).reduce((sum, count) => sum + count, 0);
}

/** The ledger's error: delivered minus all that it must be equal to. 0: the ledger is right. */
export function ledgerError(ledger: LedgerReading): number {
  return ledger.delivered - ledger.presented - droppedTotal(ledger) - ledger.inFlight;
}
