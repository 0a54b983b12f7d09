/** Says for the tables why a result differs from ours: the definition is a different one. By contender, then by filter. */

/** Short enough for a table. */
export const PEER_NOTES: Record<string, Record<string, string>> = {
  'plain JS': {
    contrast: 'fractions where ours has 128ths',
    'gaussian-blur': 'a true gaussian, three sigmas wide',
    hue: "the Filter Effects specification's weights of luma",
    sepia: 'fractions where ours has 4096ths',
    vignette: 'fractions where ours has 16384ths',
    sharpen: 'the blur is not rounded',
  },
  'OpenCV.js': {
    'box-blur': 'mirrors the picture at its borders',
    'gaussian-blur': 'true weights; mirrors the picture at its borders',
    pixelate: 'divides the size evenly into blocks; two `resize`',
    vignette: 'a mask of 8 bits',
    sharpen: 'mirrors the picture at its borders',
  },
  photon: {
    grayscale: 'rounds down',
    'gaussian-blur': 'three boxes for the whole sigma, other borders',
    brightness: 'another rule near white',
    contrast: 'rounds down',
    invert: 'one pixel is left out',
    threshold: 'of luma',
    saturation: 'in HSL',
    hue: 'in HSL',
    sepia: 'other weights',
  },
  StackBlur: {
    'box-blur': 'weights are a triangle, of the same variance',
    'gaussian-blur': 'weights are a triangle, of the same variance',
  },
  canvas: {
    grayscale: 'other weights of luma (BT.709)',
    'box-blur': 'a gaussian of the same variance, transparent beyond the border',
    'gaussian-blur': "the browser's own gaussian, transparent beyond the border",
    brightness: 'multiplies, ours adds',
    contrast: 'rounds otherwise',
    invert: 'rounds otherwise',
    saturation: 'other weights of luma (BT.709)',
    hue: 'other weights of luma (BT.709)',
    sepia: 'rounds otherwise',
  },
};
