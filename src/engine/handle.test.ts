/** Tests the main thread's side of one worker: its messages, its failures, its death, and that nothing comes after its end. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../e2e/support/node-20.ts';
import { type Behaviour, type FakeWorker, FakeWorkers } from '../../e2e/support/scripted-worker.ts';
import { type HandleEvents, WorkerHandle } from './handle.ts';

let workers: FakeWorkers;
let events: { [Name in keyof HandleEvents]-?: ReturnType<typeof vi.fn> };

beforeEach(() => {
  workers = new FakeWorkers();
  events = { onFailed: vi.fn(), onMessage: vi.fn() };
  vi.stubGlobal('navigator', { locks: workers.locks });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

interface Start {
  type: string;
}

function start(behaviour: Behaviour): { handle: WorkerHandle<Start>; worker: FakeWorker } {
  workers.behaviours.set('pool', behaviour);
  const worker = new workers.constructorForPage(new URL('file:///pool.worker.ts'));
  const handle = new WorkerHandle<Start>(
    'pool',
    worker as unknown as Worker,
    { type: 'start' },
    [],
    events as HandleEvents,
  );
  return { handle, worker };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as Error,
  );

/** Waits until all messages and promises on the way have arrived. */
const calm = () => new Promise((resolve) => setImmediate(resolve));

/** Each way in which a thread can fail, and words of its error. */
const FAILURES: [string, (worker: FakeWorker) => void, string][] = [
  [
    'a failed message',
    (worker) => worker.say({ type: 'failed', message: 'it broke', stack: 'there' }),
    'it broke',
  ],
  ['an error event', (worker) => worker.throw('it broke'), 'it broke'],
  ['an error event without words', (worker) => worker.throw(''), 'pool'],
  ['a message that cannot be read', (worker) => worker.onmessageerror?.(), 'pool thread could not be read'],
  ['its death', (worker) => worker.die(), 'the pool thread died'],
];

describe('before it is ready', () => {
  it('resolves ready with its message, and reports nothing else', async () => {
    const { handle, worker } = start('late');
    let ready = false;
    void handle.ready.then(() => {
      ready = true;
    });
    await calm();
    expect(ready).toBe(false);
    worker.open();
    await handle.ready;
    expect(events.onFailed).not.toHaveBeenCalled();
    expect(events.onMessage).not.toHaveBeenCalled();
  });

  it.each<[Behaviour, object]>([
    ['failed', { message: 'the thread broke', stack: 'a stack' }],
    ['error', { code: 'load-failed', message: expect.stringContaining('pool.worker') }],
    ['error', { message: expect.stringContaining('the script broke') }],
    ['dies', { message: 'the pool thread died' }],
  ])('only rejects ready if the worker does this: %s', async (behaviour, error) => {
    const { handle } = start(behaviour);
    expect(await failure(handle.ready)).toMatchObject(error);
    await calm();
    expect(events.onFailed).not.toHaveBeenCalled();
    expect(workers.locks.waiting).toBe(0);
  });

  it('is terminated if its first message cannot be sent', () => {
    expect(() => start('untransferable')).toThrow(DOMException);
    expect(workers.running).toEqual([]);
  });

  it('rejects ready when it is terminated', async () => {
    const { handle } = start('never');
    handle.terminate();
    expect(await failure(handle.ready)).toMatchObject({ name: 'AbortError' });
    expect(events.onFailed).not.toHaveBeenCalled();
  });
});

describe('when it is ready', () => {
  it.each(FAILURES)('reports %s once', async (_, fail, words) => {
    const { handle, worker } = start('ready');
    await handle.ready;
    fail(worker);
    await calm();
    for (const [, again] of FAILURES) again(worker);
    await calm();
    expect(events.onFailed).toHaveBeenCalledOnce();
    const [error] = events.onFailed.mock.calls[0] as [Error];
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toContain(words);
    await handle.ready;
  });

  it('keeps the stack that the thread has sent', async () => {
    const { handle, worker } = start('ready');
    await handle.ready;
    worker.say({ type: 'failed', message: 'it broke', stack: 'there' });
    expect(events.onFailed.mock.calls[0]?.[0]).toMatchObject({ stack: 'there' });
  });

  it('passes on other messages', async () => {
    const { handle, worker } = start('ready');
    await handle.ready;
    worker.say({ type: 'first-frame' });
    expect(events.onMessage.mock.calls).toEqual([[{ type: 'first-frame' }]]);
  });

  it('works without locks', async () => {
    vi.stubGlobal('navigator', {});
    const { handle, worker } = start('never');
    worker.say({ type: 'ready' });
    await handle.ready;
    handle.post({ type: 'go' });
    expect(workers.newest('pool').posted.map(({ type }) => type)).toEqual(['start', 'go']);
  });
});

describe('stop', () => {
  it('sends its message, waits for the thread, and removes it', async () => {
    const { handle, worker } = start('ready');
    await handle.ready;
    worker.stops = false;
    const stopped = handle.stop({ type: 'stop' });
    await calm();
    expect(worker.posted.at(-1)).toEqual({ type: 'stop' });
    expect(worker.terminated).toBe(false);
    worker.say({ type: 'stopped' });
    await stopped;
    expect(worker.terminated).toBe(true);
    expect(workers.locks.waiting).toBe(0);
  });

  it('sends nothing if there is no message', async () => {
    const { handle, worker } = start('ready');
    await handle.ready;
    const stopped = handle.stop();
    worker.say({ type: 'stopped' });
    await stopped;
    expect(worker.posted).toHaveLength(1);
  });

  it.each(FAILURES.slice(0, 4))(
    'does not wait for a thread that ends with %s, and does not report it',
    async (_, fail) => {
      const { handle, worker } = start('ready');
      await handle.ready;
      worker.stops = false;
      const stopped = handle.stop({ type: 'stop' });
      fail(worker);
      await stopped;
      expect(worker.terminated).toBe(true);
      expect(events.onFailed).not.toHaveBeenCalled();
    },
  );

  it('does not wait for a thread that failed before', async () => {
    const { handle, worker } = start('ready');
    await handle.ready;
    worker.throw('it broke');
    worker.stops = false;
    await handle.stop({ type: 'stop' });
    expect(worker.terminated).toBe(true);
  });

  it('resolves when the thread is terminated meanwhile', async () => {
    const { handle, worker } = start('ready');
    await handle.ready;
    worker.stops = false;
    const stopped = handle.stop({ type: 'stop' });
    handle.terminate();
    await stopped;
  });
});

describe('terminate', () => {
  it('ignores everything that comes later', async () => {
    const { handle, worker } = start('ready');
    await handle.ready;
    const { onmessage, onerror } = worker;
    expect(onmessage).not.toBe(null);
    expect(onerror).not.toBe(null);
    handle.terminate();
    handle.terminate();
    expect(worker.terminated).toBe(true);
    expect(workers.locks.waiting).toBe(0);
    for (const [, fail] of FAILURES) fail(worker);
    worker.say({ type: 'first-frame' });
    await calm();
    expect(events.onFailed).not.toHaveBeenCalled();
    expect(events.onMessage).not.toHaveBeenCalled();
  });

  it('ignores that a worker gets ready later', async () => {
    const { handle, worker } = start('late');
    handle.terminate();
    worker.open();
    expect(await failure(handle.ready)).toMatchObject({ name: 'AbortError' });
    expect(workers.locks.waiting).toBe(0);
  });

  it('reports no failure for an error that is still being explained', async () => {
    const { handle, worker } = start('never');
    worker.throw('it broke');
    handle.terminate();
    await calm();
    expect(await failure(handle.ready)).toMatchObject({ name: 'AbortError' });
    expect(events.onFailed).not.toHaveBeenCalled();
  });
});
