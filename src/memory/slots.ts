/**
 * JavaScript's views of the slots. They are made once, so that nothing is allocated per frame.
 * In: a slot's header. Out: its bytes, and the place of each plane. Capture and present threads.
 */

import {
  CONTROL,
  CONTROL_BASE,
  FORMATS,
  MAX_PLANES,
  MAX_SLOTS,
  PLANE,
  SLOT_HEADER,
} from '../generated/layout.ts';
import type { FrameSample, PixelFormat } from '../terms.ts';
import { isFlipped, rotationOf, unpackColour } from './frame-codes.ts';

/** The place of a plane in the slot's bytes. `VideoFrame` takes it as a `PlaneLayout`. */
export interface PlaneLayout {
  offset: number;
  stride: number;
}

/** A half of a slot. */
export type Half = 'input' | 'output';

const HEADERS = CONTROL_BASE + CONTROL.headers;
const NAMES = Object.entries(FORMATS) as [PixelFormat, number][];

/** Views of the headers and the pixels of every slot. */
export class SlotViews {
  readonly #memory: WebAssembly.Memory;
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;
  #bytes: Uint8Array;
  /** By slot, then by number of planes. `layout` fills and reuses them. */
  readonly #layouts: PlaneLayout[][][];

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
    this.#words = new Uint32Array(memory.buffer, HEADERS, (MAX_SLOTS * SLOT_HEADER.size) >> 2);
    this.#doubles = new Float64Array(memory.buffer, HEADERS, (MAX_SLOTS * SLOT_HEADER.size) >> 3);
    this.#bytes = new Uint8Array(memory.buffer);
    const planes = (count: number) => Array.from({ length: count }, () => ({ offset: 0, stride: 0 }));
    this.#layouts = Array.from({ length: MAX_SLOTS }, () =>
      Array.from({ length: MAX_PLANES + 1 }, (_, count) => planes(count)),
    );
  }

  /** A 32-bit field of a slot's header. Hot: allocates nothing. */
  word(slot: number, field: number): number {
    return this.#words[(slot * SLOT_HEADER.size + field) >> 2] as number;
  }

  /** A time in a slot's header, in microseconds. NaN: there is none. Hot: allocates nothing. */
  double(slot: number, field: number): number {
    return this.#doubles[(slot * SLOT_HEADER.size + field) >> 3] as number;
  }

  /** A field of one of a slot's planes. Hot: allocates nothing. */
  plane(slot: number, plane: number, field: number): number {
    return this.word(slot, SLOT_HEADER.planes + plane * PLANE.size + field);
  }

  /** The whole memory. Makes a new view only if the slot is beyond the old one. Hot: allocates nothing. */
  bytes(slot: number): Uint8Array {
    let end = 0;
    for (let plane = 0; plane < this.word(slot, SLOT_HEADER.planeCount); plane++) {
      end = Math.max(end, this.plane(slot, plane, PLANE.output) + this.#planeBytes(slot, plane));
    }
    if (end > this.#bytes.length) this.#bytes = new Uint8Array(this.#memory.buffer);
    return this.#bytes;
  }

  /** The places of the slot's planes in `bytes`. Returns the same objects each time. Hot: allocates nothing. */
  layout(slot: number, half: Half): PlaneLayout[] {
    const layout = this.#layouts[slot]?.[this.word(slot, SLOT_HEADER.planeCount)] as PlaneLayout[];
    for (let plane = 0; plane < layout.length; plane++) {
      const entry = layout[plane] as PlaneLayout;
      entry.offset = this.plane(slot, plane, PLANE[half]);
      entry.stride = this.plane(slot, plane, PLANE.stride);
    }
    return layout;
  }

  #planeBytes(slot: number, plane: number): number {
    return this.plane(slot, plane, PLANE.stride) * this.plane(slot, plane, PLANE.height);
  }

  /** A copy of one half of a slot. */
  copy(slot: number, half: Half): FrameSample {
    const code = this.word(slot, SLOT_HEADER.format);
    const bytes = this.bytes(slot);
    const orientation = this.word(slot, SLOT_HEADER.orientation);
    const duration = this.double(slot, SLOT_HEADER.durationUs);
    return {
      format: formatName(code),
      codedWidth: this.word(slot, SLOT_HEADER.width),
      codedHeight: this.word(slot, SLOT_HEADER.height),
      displayWidth: this.word(slot, SLOT_HEADER.displayWidth),
      displayHeight: this.word(slot, SLOT_HEADER.displayHeight),
      rotation: rotationOf(orientation),
      flip: isFlipped(orientation),
      timestamp: this.double(slot, SLOT_HEADER.timestampUs),
      duration: Number.isNaN(duration) ? null : duration,
      colorSpace: unpackColour(this.word(slot, SLOT_HEADER.colour)),
      planes: Array.from({ length: this.word(slot, SLOT_HEADER.planeCount) }, (_, plane) => {
        const address = this.plane(slot, plane, PLANE[half]);
        return {
          // `slice` copies from shared memory into private memory.
          data: bytes.slice(address, address + this.#planeBytes(slot, plane)),
          stride: this.plane(slot, plane, PLANE.stride),
          width: this.plane(slot, plane, PLANE.width),
          height: this.plane(slot, plane, PLANE.height),
          channels: this.plane(slot, plane, PLANE.channels),
        };
      }),
    };
  }
}

/** The name of a format's code. Hot: allocates nothing. */
export function formatName(code: number): PixelFormat {
  for (const entry of NAMES) {
    if (entry[1] === code) return entry[0];
  }
  throw new Error(`there is no pixel format ${code}`);
}
