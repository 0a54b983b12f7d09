/** Written by `wasm/layout`; never edit it. Run `npm run build:wasm`. Addresses and sizes in bytes. */

export const MAGIC = 1196312914;
export const VERSION = 5;
export const MAX_THREADS = 8;
export const MAX_SLOTS = 8;
export const MAX_FILTERS = 16;
export const FILTER_WORDS = 5;
export const DISABLED = 2147483648;
export const MAX_PLANES = 3;
export const MAX_RADIUS = 127;
export const MAX_SIDE = 8192;
export const STACK_BYTES = 65536;
export const STACKS_BASE = 262144;
export const CAPTURE_STACK = 8;
export const PRESENT_STACK = 9;
export const CONTROL_BASE = 1048576;
export const HEAP_BASE = 1114112;
export const PAGE_BYTES = 65536;
export const MAX_PAGES = 16384;
export const TRACE_LANES = 12;
export const CAPTURE_LANE = 8;
export const PRESENT_LANE = 9;
export const OWNER_LANE = 10;
export const AUDIO_LANE = 11;
export const HISTOGRAM_LINEAR = 128;
export const HISTOGRAM_SUB_BUCKETS = 64;
export const HISTOGRAM_BUCKETS = 1728;
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

export const SLOT_STATES = {
  free: 0,
  writing: 1,
  ready: 2,
  processing: 3,
  done: 4,
  presenting: 5,
} as const;

export const DROP_CAUSES = {
  'ring-full': 0,
  superseded: 1,
  resizing: 2,
  unsupported: 3,
  'copy-failed': 4,
  'sink-failed': 5,
  closed: 6,
} as const;

export const FORMATS = {
  I420: 1,
  NV12: 2,
  RGBA: 3,
  BGRA: 4,
} as const;

export const FILTER_KINDS = {
  grayscale: 1,
  'box-blur': 2,
  brightness: 3,
  contrast: 4,
  gamma: 5,
  invert: 6,
  threshold: 7,
  posterize: 8,
  saturation: 9,
  hue: 10,
  'white-balance': 11,
  sepia: 12,
  mirror: 13,
  flip: 14,
  pixelate: 15,
  vignette: 16,
  sharpen: 17,
  edges: 18,
  'gaussian-blur': 19,
} as const;

/** Smallest and largest value of each parameter, as the kernels count. */
export const FILTER_LIMITS = {
  grayscale: [],
  'box-blur': [[0, 127]],
  brightness: [[-100, 100]],
  contrast: [[-100, 100]],
  gamma: [[10, 400]],
  invert: [],
  threshold: [[0, 255]],
  posterize: [[2, 16]],
  saturation: [[0, 200]],
  hue: [[-180, 180]],
  'white-balance': [[-100, 100], [-100, 100]],
  sepia: [[0, 100]],
  mirror: [],
  flip: [],
  pixelate: [[1, 64]],
  vignette: [[0, 100], [0, 80]],
  sharpen: [[0, 200], [1, 20]],
  edges: [],
  'gaussian-blur': [[5, 400]],
} as const;

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

export const HISTOGRAMS = {
  frameTime: 0,
  latency: 1,
  gcFreeLatency: 2,
  presentInterval: 3,
  copy: 4,
  wait: 5,
  kernel: 6,
  present: 7,
} as const;

export const POOL_EXITS = {
  stopped: 0,
  switch: 1,
  idle: 2,
} as const;

export const TRACE_KINDS = {
  copy: 1,
  wait: 2,
  kernel: 3,
  present: 4,
  frame: 5,
  drop: 6,
  discard: 7,
  collection: 8,
  settings: 9,
  'long-task': 10,
  vital: 11,
  display: 12,
  quantum: 13,
  glitch: 14,
} as const;

export const TRACE_VITALS = {
  LCP: 1,
  INP: 2,
  CLS: 3,
  TTFB: 4,
} as const;

/** Offsets in bytes. */
export const CONTROL = {
  magic: 0,
  version: 4,
  bytes: 8,
  stop: 12,
  slotLimit: 16,
  heapBase: 20,
  sampleRequest: 24,
  discardedAtSource: 28,
  gcEpoch: 32,
  gcFrames: 40,
  done: 44,
  wake: 48,
  settings: 80,
  source: 416,
  layoutGeneration: 428,
  ring: 432,
  ledger: 468,
  job: 520,
  workers: 536,
  headers: 664,
  heap: 4888,
  handOver: 5288,
  histograms: 5376,
  trace: 60800,
  size: 61632,
} as const;

/** Offsets in bytes. */
export const SETTINGS = {
  version: 0,
  simd: 4,
  threads: 8,
  filterCount: 12,
  filters: 16,
  size: 336,
} as const;

/** Offsets in bytes. */
export const FILTER = {
  kind: 0,
  parameters: 4,
  size: 20,
} as const;

/** Offsets in bytes. */
export const FRAME_SETTINGS = {
  version: 0,
  simd: 4,
  threads: 8,
  filterCount: 12,
  filters: 16,
  size: 336,
} as const;

/** Offsets in bytes. */
export const RING = {
  slotCount: 0,
  words: 4,
  size: 36,
} as const;

/** Offsets in bytes. */
export const LEDGER = {
  captureVersion: 0,
  presentVersion: 4,
  delivered: 8,
  presented: 12,
  inFlight: 16,
  dropped: 20,
  size: 48,
} as const;

/** Offsets in bytes. */
export const WORKER_RECORD = {
  busyUs: 0,
  frames: 8,
  stripes: 12,
  size: 16,
} as const;

/** Offsets in bytes. */
export const SLOT_HEADER = {
  timestampUs: 0,
  arrivalUs: 8,
  copiedUs: 16,
  startedUs: 24,
  finishedUs: 32,
  sequence: 40,
  format: 44,
  width: 48,
  height: 52,
  colour: 56,
  gcEpoch: 60,
  planeCount: 64,
  stripes: 68,
  filled: 72,
  plan: 84,
  plannedFor: 88,
  scratch: 108,
  scratchStride: 112,
  planes: 116,
  settings: 188,
  size: 528,
} as const;

/** Offsets in bytes. */
export const PLANE = {
  input: 0,
  output: 4,
  stride: 8,
  width: 12,
  height: 16,
  channels: 20,
  size: 24,
} as const;

/** Offsets in bytes. */
export const HISTOGRAM = {
  sum: 0,
  count: 8,
  max: 12,
  buckets: 16,
  size: 6928,
} as const;

/** Offsets in bytes. */
export const TRACE = {
  records: 0,
  capacity: 4,
  reserved: 8,
  lanes: 64,
  size: 832,
} as const;

/** Offsets in bytes. */
export const LANE = {
  begun: 0,
  written: 4,
  reserved: 8,
  size: 64,
} as const;

/** Offsets in bytes. */
export const RECORD = {
  kind: 0,
  sequence: 4,
  timeUs: 8,
  durationNs: 16,
  a: 20,
  b: 24,
  c: 28,
  size: 32,
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
