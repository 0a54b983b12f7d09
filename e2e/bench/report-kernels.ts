/** The kernels' part of the documents: a table of the main figures at 4K, and tables of all figures. Pure. */

import { BENCH_CASES, BENCH_SIZES, type BenchCase, wantedOf } from './cases.ts';
import type { Figures } from './figures.ts';
import { type KernelFigures, median, type OtherFigure, type OurFigure } from './kernel-figures.ts';
import { PEER_NOTES } from './peer-notes.ts';

/** In the order of the columns. */
const OTHERS = ['best JS', 'plain JS', 'OpenCV.js', 'photon', 'StackBlur', 'canvas'] as const;
const PEERS: readonly string[] = OTHERS.slice(2);
const NONE = '–';

/** Writes three digits. The times are noisy, so more digits mean nothing. */
export function digits(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NONE;
  if (value === 0) return '0';
  if (value < 0.995) return value.toFixed(2);
  return value < 9.95 ? value.toFixed(value < 1.95 ? 2 : 1) : value.toFixed(0);
}

/** Values that are looked up again and again. */
class Tables {
  readonly #figures: KernelFigures;

  constructor(figures: KernelFigures) {
    this.#figures = figures;
  }

  ours(name: string, size: string, format: string, flavour: string, threads: number): OurFigure | undefined {
    return this.#figures.ours.find(
      (one) =>
        one.case === name &&
        one.size === size &&
        one.format === format &&
        one.flavour === flavour &&
        one.threads === threads,
    );
  }

  other(name: string, size: string, who: string): OtherFigure | undefined {
    return this.#figures.others.find((one) => one.case === name && one.size === size && one.name === who);
  }

  /** Cases that were measured at a size, in the order of the tables. */
  cases(size: string): BenchCase[] {
    return BENCH_CASES.filter(({ name }) => this.ours(name, size, 'RGBA', 'simd', 1));
  }

  /** Median time of a size's copies. */
  copy(size: string, format: string): { ms: number; gbPerSecond: number } {
    const copies = this.#figures.copies.filter((one) => one.size === size && one.format === format);
    return {
      ms: median(copies.map(({ ms }) => ms)),
      gbPerSecond: median(copies.map(({ gbPerSecond }) => gbPerSecond ?? 0)),
    };
  }
}

/** The summary, for docs/benchmarks.md. */
export function writeKernels({ kernels }: Figures): string {
  const tables = new Tables(kernels);
  const size = BENCH_SIZES.at(-1)?.name ?? '';
  const cases = tables.cases(size);
  if (cases.length === 0) return '';
  const missed: string[] = [];
  const rows = cases.map((one) => summaryRow(tables, one, size, missed));
  const copy = tables.copy(size, 'RGBA');
  const alone = cases.filter((one) => OTHERS.every((who) => !tables.other(one.name, size, who)));
  return `
## Filters: 3840x2160, SIMD

RGBA and I420: milliseconds of one thread, in **copies**: the time of one \`memory.copy\` of the 33 MB RGBA frame in the same run (${copy.ms.toFixed(1)} ms, \
${copy.gbPerSecond.toFixed(0)} GB/s). *SIMD*, *threads*: how many times as long the scalar build takes, and one thread instead of two,
on RGBA. The others: how many times as long as we, one thread, on RGBA. In brackets what is wanted, where something is.

| filter | RGBA | I420 | SIMD | threads | best JS | plain JS | fastest other library |
|---|---|---|---|---|---|---|---|
${rows.join('\n')}

${missed.length > 0 ? `Wanted, and not reached in this run: ${missed.join('; ')}.\n` : ''}\
${alone.length > 0 ? `Nobody else here has ${alone.map(({ label }) => `\`${label}\``).join(', ')}.\n` : ''}
What is measured: frames that lie in the ring's memory already go through the pipeline's own pool, and the figure is its frame time, from the first
kernel touching a frame to the last one leaving it. *Best JS*: the same bytes, by tables, running sums and 32-bit words. *Plain JS*: two loops per
window, as pages have it. Libraries get their input in their own memory and as many buffers as their API lets them
be given; what they allocate themselves is theirs. [benchmarks-filters.md](benchmarks-filters.md) has every size, format and library in
milliseconds, and how far their results are from ours.

- A copy of 33 MB is as fast as memory; what fits the processor's cache (I420, 720p) is copied faster, so filters there take more copies
  although they take less time.
- On I420 grayscale and all of sepia take nothing: luma is presented from where it was captured, and constant chroma was written once.
- Flip copies rows and does nothing else: what a second thread gives there is what memory gives to two. Filters near one copy can gain no more;
  on a virtual machine, whose memory is others' too, that is anything from nothing to double (docs/decisions.md).
`;
}

function summaryRow(tables: Tables, { name, label }: BenchCase, size: string, missed: string[]): string {
  const wanted = wantedOf(name);
  const one = (format: string) => tables.ours(name, size, format, 'simd', 1);
  const [rgba, i420, two] = [one('RGBA'), one('I420'), tables.ours(name, size, 'RGBA', 'simd', 2)];
  const over = wanted.over && tables.ours(wanted.over.name, size, 'RGBA', 'simd', 1);
  const most = over && wanted.over ? over.rgbaCopies * wanted.over.ratio : wanted.rgba;
  const cell = (what: string, value: number | null | undefined, limit: number | undefined, least = false) => {
    if (limit === undefined) return digits(value);
    if (typeof value === 'number' && (least ? value < limit : value > limit)) {
      missed.push(`\`${label}\` ${what} ${digits(value)} (${digits(limit)})`);
    }
    return `${digits(value)} (${digits(limit)})`;
  };
  const peers = PEERS.map((who) => ({ who, times: rgba?.ratios[who] ?? Number.POSITIVE_INFINITY }));
  const fastest = peers.sort((a, b) => a.times - b.times)[0];
  const cells = [
    `\`${label}\``,
    cell('RGBA', rgba?.rgbaCopies, most),
    cell('I420', i420?.rgbaCopies, wanted.i420),
    cell('SIMD', rgba?.ratios.scalar, wanted.simdOverScalar, true),
    cell('threads', two?.ratios['one thread'], wanted.threads, true),
    digits(rgba?.ratios['best JS']),
    digits(rgba?.ratios['plain JS']),
    fastest && Number.isFinite(fastest.times) ? `${digits(fastest.times)} ${fastest.who}` : NONE,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** All figures, for docs/benchmarks-filters.md. */
export function writeDetails(figures: Figures): string {
  const tables = new Tables(figures.kernels);
  const sizes = BENCH_SIZES.filter(({ name }) => tables.cases(name).length > 0);
  if (sizes.length === 0) return '';
  const { date, machine, peers } = figures;
  return `# Benchmarks of the filters

Made by \`npm run bench -- --docs\` on ${date}, in the run of [benchmarks.md](benchmarks.md), which says what is measured: ${machine.browser}, ${machine.cores} cores, \
${machine.cpu}. Medians; everyone in turn with everyone else and with a copy.

## Ours

Milliseconds with one thread and with two; what SIMD makes of that in GB/s (the frame's bytes, read once and written once) and in copies of the
frame, each in its own format. The others: how many times as long they take on RGBA as SIMD with one thread takes on this format. That a page
with a canvas has only RGBA to work on is part of what it costs.
${sizes.map((size) => ourTable(tables, size)).join('')}
## The others

On RGBA, one thread, milliseconds. *Differs*: the largest difference of a sample of R, G or B from our result, and in brackets that
of samples at least 64 pixels away from the border where it is smaller. ${NONE}: more than 2.5 s for one frame.

- Best and plain JS: \`e2e/bench/page/js\`. Typed arrays that are made once.
- OpenCV.js (${peers['OpenCV.js']}): \`Mat\`s that are made once, of ways to the same result the fastest. Its builds on npm have neither SIMD nor threads; one's own
  build may.
- photon (${peers.photon}): in place, on an image that is made anew before each run, which does not count.
- StackBlur (${peers.StackBlur}): in place, on an \`ImageData\` that gets the frame back before each run, which does not count.
- canvas: \`filter\` and transformations of the 2D canvas, one \`drawImage\` of an \`ImageBitmap\`, then one pixel read back, so that it is drawn.

${otherTable(
  tables,
  sizes.map(({ name }) => name),
)}
`;
}

function ourTable(tables: Tables, { name: size, width, height }: (typeof BENCH_SIZES)[number]): string {
  const copies = (['RGBA', 'I420'] as const).map((format) => {
    const { ms, gbPerSecond } = tables.copy(size, format);
    return `${format} ${ms.toFixed(2)} ms, ${gbPerSecond.toFixed(0)} GB/s`;
  });
  const rows = tables
    .cases(size)
    .flatMap((one) => ['RGBA', 'I420'].map((format) => ourRow(tables, one, size, format)));
  return `
### ${width}x${height}

One copy: ${copies.join('; ')}.

| filter | format | scalar | SIMD | GB/s | copies | ${OTHERS.join(' | ')} |
|---|---|---|---|---|---|${OTHERS.map(() => '---|').join('')}
${rows.join('\n')}
`;
}

function ourRow(tables: Tables, { name, label }: BenchCase, size: string, format: string): string {
  const pair = (flavour: string, read: (figure: OurFigure) => string) =>
    [1, 2]
      .map((threads) => tables.ours(name, size, format, flavour, threads))
      .map((figure) => (figure ? read(figure) : NONE))
      .join(' / ');
  const single = tables.ours(name, size, format, 'simd', 1);
  const cells = [
    `\`${label}\``,
    format,
    pair('scalar', ({ ms }) => ms.toFixed(2)),
    pair('simd', ({ ms }) => ms.toFixed(2)),
    pair('simd', ({ gbPerSecond }) => (gbPerSecond && gbPerSecond < 1000 ? gbPerSecond.toFixed(1) : NONE)),
    pair('simd', ({ copies }) => digits(copies)),
    ...OTHERS.map((who) => digits(single?.ratios[who])),
  ];
  return `| ${cells.join(' | ')} |`;
}

function otherTable(tables: Tables, sizes: readonly string[]): string {
  const rows = BENCH_CASES.flatMap(({ name, label }) =>
    OTHERS.flatMap((who) => {
      const found = sizes.map((size) => tables.other(name, size, who));
      if (found.every((figure) => figure === undefined)) return [];
      const compared = found.find((figure) => figure?.difference)?.difference;
      const note = compared && compared.most > 0 ? (PEER_NOTES[who]?.[name] ?? '') : '';
      return `| \`${label}\` | ${who} | ${found.map((one) => one?.ms?.toFixed(2) ?? NONE).join(' | ')} | ${differs(compared)} | ${note} |`;
    }),
  );
  return `| filter | who | ${sizes.join(' | ')} | differs | why |
|---|---|${sizes.map(() => '---|').join('')}---|---|
${rows.join('\n')}`;
}

function differs(difference: OtherFigure['difference']): string {
  if (!difference) return NONE;
  const { most, mostInside } = difference;
  return most === mostInside ? `${most}` : `${most} (${mostInside})`;
}
