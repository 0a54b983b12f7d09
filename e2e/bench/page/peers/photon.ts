/**
 * photon as a peer. It filters its `PhotonImage` in place, so each run gets a new image. The time to make the image does not
 * count.
 */

import * as photon from '@silvia-odwyer/photon';
import type { FilterSpec } from '../../../../src/catalogue/filters.ts';
import type { Contender, Peer, Source } from '../contender.ts';

type Pass = (image: photon.PhotonImage) => void;

/** Puts the frame into its memory. */
export function openPhoton(source: Source): Peer {
  return new Photon(source);
}

class Photon implements Peer {
  readonly name = 'photon';
  readonly #source: Source;
  #image: photon.PhotonImage | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  contend(filters: readonly FilterSpec[]): Contender | null {
    const passes = filters.map(passOf);
    if (passes.includes(null)) return null;
    return {
      name: this.name,
      prepare: () => {
        const { width, height, pixels } = this.#source;
        this.#image?.free();
        this.#image = new photon.PhotonImage(new Uint8Array(pixels.buffer), width, height);
      },
      run: () => {
        for (const pass of passes as Pass[]) pass(this.#image as photon.PhotonImage);
      },
      result: () => new Uint8ClampedArray((this.#image as photon.PhotonImage).get_raw_pixels()),
    };
  }

  close(): void {
    this.#image?.free();
    this.#image = undefined;
  }
}

/** Its function that is nearest to our filter. `null`: it has none, or only one with another fixed size. */
function passOf(spec: FilterSpec): Pass | null {
  switch (spec.name) {
    case 'grayscale':
      return photon.grayscale_human_corrected;
    case 'gaussian-blur':
      return (image) => photon.gaussian_blur(image, Math.round(spec.sigma as number));
    case 'brightness':
      return (image) => photon.inc_brightness(image, Math.round(2.55 * (spec.amount as number)));
    case 'contrast': {
      // Its factor is 259 (c + 255) / (255 (259 - c)).
      const gain = 1 + (spec.amount as number) / 100;
      return (image) => photon.adjust_contrast(image, (255 * 259 * (gain - 1)) / (259 + 255 * gain));
    }
    case 'invert':
      return photon.invert;
    case 'threshold':
      return (image) => photon.threshold(image, spec.level as number);
    case 'saturation':
      return (image) => photon.saturate_hsl(image, (spec.amount as number) / 100 - 1);
    case 'hue':
      return (image) => photon.hue_rotate_hsl(image, spec.angle as number);
    case 'sepia':
      return photon.sepia;
    case 'mirror':
      return photon.fliph;
    case 'flip':
      return photon.flipv;
    default:
      return null;
  }
}
