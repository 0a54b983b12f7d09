/**
 * Takes the browser's own trace. It observes our instruments from outside: collections and marks per thread, on its own clock.
 * In: a browser. Out: the collections and marks of each thread. Node side.
 */

import type { Browser, CDPSession } from 'playwright/test';

/** The prefix of the marks that `faults.ts` makes. */
export const MARK_PREFIX = 'truth:';

/** The trace categories for collections per thread and for `performance.mark`. */
const CATEGORIES = ['devtools.timeline', 'v8', 'blink.user_timing', '__metadata'];

/** An event of Chrome's trace event format. Times are in microseconds of the trace's clock. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  args: { usedHeapSizeBefore?: number; usedHeapSizeAfter?: number; type?: string };
}

/** One garbage collection, as V8 reports it to the browser's trace. */
export interface BrowserCollection {
  kind: 'minor' | 'major';
  /** Microseconds of the trace's clock. */
  startUs: number;
  endUs: number;
  usedBytesBefore: number;
  usedBytesAfter: number;
  /** The reason in V8's words. */
  cause: string;
}

/** A `performance.mark` that a worker made. */
export interface BrowserMark {
  /** The name without `MARK_PREFIX`. */
  name: string;
  /** Microseconds of the trace's clock. */
  atUs: number;
}

/** The events of one thread. */
export interface BrowserThread {
  collections: BrowserCollection[];
  marks: BrowserMark[];
}

/** A running trace. A browser can have one at a time. */
export class BrowserTrace {
  readonly #session: CDPSession;
  readonly #events: TraceEvent[] = [];

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on('Tracing.dataCollected', ({ value }) => {
      for (const event of value) this.#events.push(event as unknown as TraceEvent);
    });
  }

  /** Begins the trace. Call it before the page starts its workers, because each thread's first mark names the thread. */
  static async start(browser: Browser): Promise<BrowserTrace> {
    const session = await browser.newBrowserCDPSession();
    const trace = new BrowserTrace(session);
    await session.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: {
        recordMode: 'recordUntilFull',
        includedCategories: CATEGORIES,
        excludedCategories: ['*'],
      },
    });
    return trace;
  }

  /** Ends the trace. Returns threads by the name of their worker, such as `capture` or `pool 0`. */
  async stop(): Promise<Map<string, BrowserThread>> {
    const complete = new Promise<{ dataLossOccurred: boolean }>((resolve) =>
      this.#session.once('Tracing.tracingComplete', resolve),
    );
    await this.#session.send('Tracing.end');
    const { dataLossOccurred } = await complete;
    await this.#session.detach();
    if (dataLossOccurred) throw new Error('the browser lost some of its own trace');
    return byThread(this.#events);
  }
}

function byThread(events: TraceEvent[]): Map<string, BrowserThread> {
  const threads = new Map<string, BrowserThread>();
  const byId = new Map<string, BrowserThread>();
  const begin = `${MARK_PREFIX}thread:`;
  // The file has one thread's buffer after the other, so events are not in order.
  events.sort((a, b) => a.ts - b.ts);
  for (const { name, pid, tid } of events) {
    if (!name.startsWith(begin)) continue;
    const thread = { collections: [], marks: [] };
    threads.set(name.slice(begin.length), thread);
    byId.set(`${pid} ${tid}`, thread);
  }
  for (const { name, ph, pid, tid, ts, dur = 0, args } of events) {
    const thread = byId.get(`${pid} ${tid}`);
    if (!thread) continue;
    if (ph === 'I' && name.startsWith(MARK_PREFIX)) {
      thread.marks.push({ name: name.slice(MARK_PREFIX.length), atUs: ts });
    } else if (ph === 'X' && (name === 'MinorGC' || name === 'MajorGC')) {
      thread.collections.push({
        kind: name === 'MinorGC' ? 'minor' : 'major',
        startUs: ts,
        endUs: ts + dur,
        usedBytesBefore: args.usedHeapSizeBefore ?? Number.NaN,
        usedBytesAfter: args.usedHeapSizeAfter ?? Number.NaN,
        cause: args.type ?? '',
      });
    }
  }
  return threads;
}

/** The thread with this name. */
export function threadOf(threads: ReadonlyMap<string, BrowserThread>, name: string): BrowserThread {
  const thread = threads.get(name);
  if (!thread) throw new Error(`the browser's trace knows ${[...threads.keys()]}, not "${name}"`);
  return thread;
}

/** The times of the marks whose names begin with `prefix`, in order. */
export function marksOf(thread: BrowserThread, prefix: string): number[] {
  return thread.marks.filter(({ name }) => name.startsWith(prefix)).map(({ atUs }) => atUs);
}

/**
 * The bytes that a thread allocated between its first and its last collection. It compares the heap's size after each
 * collection with the size before the next. `NaN` if there are fewer than two.
 */
export function allocatedBytes({ collections }: BrowserThread): number {
  if (collections.length < 2) return Number.NaN;
  let bytes = 0;
  for (const [index, { usedBytesBefore }] of collections.entries()) {
    const before = collections[index - 1];
    if (before) bytes += usedBytesBefore - before.usedBytesAfter;
  }
  return bytes;
}
