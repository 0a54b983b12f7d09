/** Written by `wasm/layout`; never edit it. Run `npm run build:wasm`. Addresses and sizes in bytes. */

export const AUDIO_MAGIC = 1314213715;
export const AUDIO_VERSION = 1;
export const AUDIO_CONTROL_BASE = 262144;
export const AUDIO_PAGES = 128;
export const AUDIO_MAX_QUANTUM = 2048;
export const AUDIO_MAX_CHANNELS = 2;
export const AUDIO_MIN_SAMPLE_RATE = 8000;
export const AUDIO_MAX_SAMPLE_RATE = 192000;
export const MAX_EFFECTS = 16;
export const EFFECT_WORDS = 7;
export const MAX_DELAYS = 2;
export const MAX_DENOISES = 1;
export const AUDIO_MAX_DELAY_MS = 1000;
export const AUDIO_MAX_DELAY_FRAMES = 129024;
export const AUDIO_RING_FRAMES = 32768;
export const SPECTRUM_SAMPLES = 2048;
export const SPECTRUM_HOP = 1024;
export const SPECTRUM_BINS = 1025;
export const SPECTRUM_COLUMNS = 16;
export const SPECTRUM_FLOOR_DB = -140;
export const ANALYSIS_BLOCK_BYTES = 65664;
export const AUDIO_CLOCK_QUANTA = 32;
export const AUDIO_BYPASS = 1;
export const AUDIO_MUTE = 2;

export const EFFECT_KINDS = {
  gain: 1,
  'high-pass': 2,
  equalizer: 3,
  gate: 4,
  compressor: 5,
  limiter: 6,
  delay: 7,
  denoise: 8,
} as const;

/** Smallest and largest value of each parameter, in its own unit. */
export const EFFECT_LIMITS = {
  gain: [[-60, 24]],
  'high-pass': [[10, 5000], [0.3, 4]],
  equalizer: [[-24, 24], [-24, 24], [-24, 24], [20, 1000], [100, 10000], [1000, 20000]],
  gate: [[-90, 0], [0, 24], [0.5, 100], [10, 2000], [5, 2000], [-90, 0]],
  compressor: [[-60, 0], [1, 20], [0.1, 200], [5, 2000], [0, 30], [0, 24]],
  limiter: [[-30, 0], [1, 10], [5, 1000]],
  delay: [[1, 1000], [0, 95], [0, 100]],
  denoise: [[0, 100]],
} as const;

/** Offsets in bytes. */
export const AUDIO_CONTROL = {
  magic: 0,
  version: 4,
  bytes: 8,
  sampleRate: 12,
  channels: 16,
  applied: 20,
  latencyFrames: 24,
  quanta: 28,
  frames: 32,
  repaired: 40,
  clipped: 44,
  glitches: 48,
  settings: 56,
  inputMeters: 524,
  outputMeters: 540,
  gains: 556,
  reserved: 620,
  ring: 640,
  samples: 768,
  quantum: 262912,
  clock: 269840,
  size: 270112,
} as const;

/** Offsets in bytes. */
export const AUDIO_SETTINGS = {
  version: 0,
  simd: 4,
  flags: 8,
  delayMs: 12,
  effectCount: 16,
  effects: 20,
  size: 468,
} as const;

/** Offsets in bytes. */
export const EFFECT = {
  kind: 0,
  parameters: 4,
  size: 28,
} as const;

/** Offsets in bytes. */
export const AUDIO_METER = {
  meanSquare: 0,
  peak: 4,
  size: 8,
} as const;

/** Offsets in bytes. */
export const SAMPLE_RING = {
  written: 0,
  lost: 4,
  reserved: 8,
  read: 64,
  listening: 68,
  reservedToo: 72,
  size: 128,
} as const;

/** Offsets in bytes. */
export const ANALYSIS_BLOCK = {
  sequence: 0,
  readings: 4,
  spectra: 8,
  overruns: 12,
  sampleRate: 16,
  channels: 20,
  reading: 24,
  size: 64,
} as const;

/** Offsets in bytes. */
export const AUDIO_READING = {
  rmsDb: 0,
  peakDb: 8,
  truePeakDb: 16,
  maxTruePeakDb: 24,
  momentaryLufs: 28,
  shortTermLufs: 32,
  integratedLufs: 36,
  size: 40,
} as const;

/** Offsets in bytes. */
export const AUDIO_CLOCK = {
  tick: 0,
  sleep: 4,
  measured: 8,
  collections: 12,
  ticks: 16,
  size: 272,
} as const;
