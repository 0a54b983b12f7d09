/** What still images are made of. Any thread. */

/** RGBA, 8 bits each, rows without gaps. */
export type Pixels = Uint8Array | Uint8ClampedArray;
