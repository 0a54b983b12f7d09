/** Written by `wasm/layout`; never edit it. Run `npm run build:wasm`. Addresses and sizes in bytes. */

export const MAGIC = 1196312914;
export const VERSION = 7;
export const MAX_THREADS = 8;
export const MAX_SLOTS = 8;
export const MAX_FILTERS = 16;
export const FILTER_WORDS = 6;
export const DISABLED = 2147483648;
export const SWAPPED = 4;
export const MAX_PLANES = 3;
export const MAX_RADIUS = 127;
export const MAX_SIDE = 8192;
export const MAX_IMAGE_SIDE = 65535;
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
  'temporal-denoise': 20,
  'chroma-key': 21,
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
  'temporal-denoise': [[0, 95], [1, 64]],
  'chroma-key': [[0, 16777215], [0, 127], [0, 127], [0, 16777215], [0, 127]],
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
  source: 480,
  layoutGeneration: 492,
  ring: 496,
  ledger: 532,
  job: 584,
  workers: 600,
  headers: 728,
  past: 6488,
  heap: 6932,
  handOver: 7464,
  histograms: 7552,
  trace: 62976,
  size: 63808,
} as const;

/** Offsets in bytes. */
export const SETTINGS = {
  version: 0,
  simd: 4,
  threads: 8,
  filterCount: 12,
  filters: 16,
  size: 400,
} as const;

/** Offsets in bytes. */
export const FILTER = {
  kind: 0,
  parameters: 4,
  size: 24,
} as const;

/** Offsets in bytes. */
export const FRAME_SETTINGS = {
  version: 0,
  simd: 4,
  threads: 8,
  filterCount: 12,
  filters: 16,
  size: 400,
} as const;

/** Offsets in bytes. */
export const PAST = {
  shape: 0,
  kept: 20,
  second: 32,
  settings: 44,
  size: 444,
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
  durationUs: 8,
  arrivalUs: 16,
  copiedUs: 24,
  startedUs: 32,
  finishedUs: 40,
  sequence: 48,
  format: 52,
  width: 56,
  height: 60,
  displayWidth: 64,
  displayHeight: 68,
  orientation: 72,
  colour: 76,
  gcEpoch: 80,
  planeCount: 84,
  stripes: 88,
  filled: 92,
  plan: 104,
  plannedFor: 108,
  scratch: 132,
  scratchStride: 136,
  layoutGeneration: 140,
  past: 144,
  pastValid: 208,
  pastSecond: 220,
  rows: 232,
  edges: 240,
  halo: 244,
  planes: 248,
  settings: 320,
  size: 720,
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

export * from './sound-layout.ts';
