/**
 * Workers for unit tests. A script tells each what to do: get ready, get ready late or never, fail, hang, die. In: the messages
 * of the code under test. Out: the messages of real threads. Node side.
 */

import { CONTROL } from '../../src/generated/layout.ts';
import { controlWords } from '../../src/memory/shared-memory.ts';

/**
 * The behaviour of a thread when it is started.
 * `late`: it is ready when `open` is called. `error`: its script does not run. `failed`: it reports that it cannot start.
 * `dies`: it holds its lock, then releases it. `refused`: the browser starts no worker. `untransferable`: its first message
 * cannot be sent. `no-feed`: it is ready, but its feed cannot be sent.
 */
export type Behaviour =
  | 'ready'
  | 'late'
  | 'never'
  | 'error'
  | 'failed'
  | 'dies'
  | 'refused'
  | 'untransferable'
  | 'no-feed';

/** The part of `navigator.locks` that reports the death of threads. */
export class FakeLocks {
  readonly #held = new Set<string>();
  readonly #waiting = new Map<string, () => void>();

  /** The number of requests that wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  hold(name: string): void {
    this.#held.add(name);
  }

  /** Gives the lock to all who wait for it. */
  release(name: string): void {
    this.#held.delete(name);
    this.#waiting.get(name)?.();
  }

  request(name: string, { signal }: { signal: AbortSignal }, granted: () => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#waiting.delete(name);
        reject(signal.reason);
      };
      const grant = () => {
        signal.removeEventListener('abort', abort);
        this.#waiting.delete(name);
        resolve(granted());
      };
      if (signal.aborted) abort();
      else if (!this.#held.has(name)) queueMicrotask(grant);
      else {
        this.#waiting.set(name, grant);
        signal.addEventListener('abort', abort);
      }
    });
  }
}

interface Message {
  type?: string;
  setup?: { memory?: WebAssembly.Memory };
  index?: number;
}

/** A worker that follows a script. */
export class FakeWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  terminated = false;
  /** All messages that were posted to it. */
  readonly posted: Message[] = [];
  /** Whether it ends when it is told to. */
  stops = true;
  /** The thread: `pool`, `capture`, `present`, `solo`, `probe`. */
  readonly thread: string;
  readonly #behaviour: Behaviour;
  readonly #locks: FakeLocks;
  readonly #lock: string;

  constructor(thread: string, behaviour: Behaviour, locks: FakeLocks, id: number) {
    this.thread = thread;
    this.#behaviour = behaviour;
    this.#locks = locks;
    this.#lock = `lock ${id}`;
    // The probe waits for no message.
    if (thread === 'probe') queueMicrotask(() => this.#start());
  }

  postMessage(message: Message, transfer: unknown[] = []): void {
    const refused =
      this.#behaviour === 'untransferable' || (this.#behaviour === 'no-feed' && message.type === 'go');
    if (refused) throw new DOMException('could not be cloned', 'DataCloneError');
    // This side cannot use transferred objects any more.
    for (const thing of transfer) {
      if (thing instanceof ReadableStream) thing.getReader();
      else if (thing instanceof WritableStream) thing.getWriter();
    }
    this.posted.push(message);
    if (message.type === 'start') queueMicrotask(() => this.#start());
    if (message.type === 'stop' && this.stops) queueMicrotask(() => this.say({ type: 'stopped' }));
  }

  terminate(): void {
    this.terminated = true;
    this.#locks.release(this.#lock);
  }

  /** Makes it ready, if it is late. */
  open(): void {
    this.#waitForStop();
    this.#live();
    this.say(this.thread === 'probe' ? NOTHING : { type: 'ready' });
  }

  /** Sends a message, also after the end, as if it had been on its way. */
  say(data: unknown): void {
    this.onmessage?.({ data });
  }

  /** Throws an error that nobody catches. */
  throw(message: string): void {
    this.onerror?.({ message });
  }

  /** Dies without a message. */
  die(): void {
    this.#locks.release(this.#lock);
  }

  #start(): void {
    switch (this.#behaviour) {
      case 'ready':
      case 'no-feed':
        this.open();
        break;
      case 'error':
        this.throw('the script broke');
        break;
      case 'failed':
        this.#live();
        this.say({ type: 'failed', message: 'the thread broke', stack: 'a stack' });
        break;
      case 'dies':
        this.#live();
        this.die();
    }
  }

  #live(): void {
    if (this.terminated || this.thread === 'probe') return;
    this.#locks.hold(this.#lock);
    this.say({ type: 'alive', lock: this.#lock });
  }

  /** A pool thread reads no messages. It reads the stop in shared memory. */
  #waitForStop(): void {
    const [start] = this.posted;
    if (this.thread !== 'pool' || !start?.setup?.memory) return;
    const words = controlWords(start.setup.memory.buffer);
    const wake = (CONTROL.wake >> 2) + (start.index ?? 0);
    const { value } = Atomics.waitAsync(words, wake, Atomics.load(words, wake));
    void Promise.resolve(value).then(() => {
      if (this.stops && Atomics.load(words, CONTROL.stop >> 2) === 1) this.say({ type: 'stopped' });
    });
  }
}

const NOTHING = { processor: false, generator: false, webGl: false, fastWebGl: false };

/** All workers of a page. */
export class FakeWorkers {
  readonly locks = new FakeLocks();
  /** All workers that were started. */
  readonly all: FakeWorker[] = [];
  /** The behaviour of threads by name. Others get ready. */
  readonly behaviours = new Map<string, Behaviour>();

  /** The running workers. */
  get running(): FakeWorker[] {
    return this.all.filter(({ terminated }) => !terminated);
  }

  /** The newest worker of a thread. */
  newest(thread: string): FakeWorker {
    const worker = this.all.findLast((other) => other.thread === thread);
    if (!worker) throw new Error(`no ${thread} worker has been started`);
    return worker;
  }

  /** The replacement of `Worker`. */
  get constructorForPage(): new (
    url: URL,
  ) => FakeWorker {
    const start = (url: URL) => this.#start(url);
    // A constructor may return another object. `new` then gives this object.
    return function Worker(url: URL) {
      return start(url);
    } as unknown as new (
      url: URL,
    ) => FakeWorker;
  }

  #start(url: URL): FakeWorker {
    const thread = /([\w-]+)\.worker/.exec(String(url))?.[1] ?? '';
    const behaviour = this.behaviours.get(thread) ?? 'ready';
    if (behaviour === 'refused') throw new DOMException('no worker', 'SecurityError');
    const worker = new FakeWorker(thread, behaviour, this.locks, this.all.length);
    this.all.push(worker);
    return worker;
  }
}
