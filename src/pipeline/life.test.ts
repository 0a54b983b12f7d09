/** A life gives every resource back once, devices first, newest first. It meets its deadline, whatever hangs or throws. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../e2e/support/node-20.ts';
import { NoCameraError, PipelineFailedError, StartTimeoutError } from '../errors.ts';
import { Life, startLife } from './life.ts';

const LIMIT_MS = 2000;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A signal that counts its listeners. */
function countedSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  vi.spyOn(signal, 'addEventListener').mockImplementation((type: string, listener: unknown) => {
    listeners.add(listener);
    EventTarget.prototype.addEventListener.call(signal, type, listener as EventListener);
  });
  vi.spyOn(signal, 'removeEventListener').mockImplementation((type: string, listener: unknown) => {
    listeners.delete(listener);
    EventTarget.prototype.removeEventListener.call(signal, type, listener as EventListener);
  });
  return { controller, signal, listeners };
}

/** Notes the steps that resources go through. */
class Log {
  readonly lines: string[] = [];

  resource(name: string) {
    return {
      off: () => void this.lines.push(`off ${name}`),
      stop: async () => void this.lines.push(`stop ${name}`),
      end: () => void this.lines.push(`end ${name}`),
    };
  }
}

const never = new Promise<never>(() => undefined);

describe('Life.close', () => {
  it('turns every device off before it returns, then stops all, then ends all, the newest first', async () => {
    const log = new Log();
    const life = new Life();
    for (const name of ['a', 'b', 'c']) life.own(log.resource(name));
    const closed = life.close(true);
    expect(log.lines.slice(0, 3)).toEqual(['off c', 'off b', 'off a']);
    expect(log.lines.filter((line) => line.startsWith('end'))).toEqual([]);
    await closed;
    expect(log.lines.slice(3)).toEqual(['stop c', 'stop b', 'stop a', 'end c', 'end b', 'end a']);
  });

  it('waits for one stop before it begins the next', async () => {
    const log = new Log();
    const life = new Life();
    const stopping = Promise.withResolvers<void>();
    life.own(log.resource('old'));
    life.own({ stop: () => stopping.promise });
    const closed = life.close(true);
    await vi.advanceTimersByTimeAsync(10);
    expect(log.lines).toEqual(['off old']);
    stopping.resolve();
    await closed;
    expect(log.lines).toEqual(['off old', 'stop old', 'end old']);
  });

  it('ends everything by the deadline when a stop hangs', async () => {
    const log = new Log();
    const life = new Life();
    life.own(log.resource('old'));
    life.own({ stop: () => never });
    let closed = false;
    void life.close(true).then(() => {
      closed = true;
    });
    await vi.advanceTimersByTimeAsync(LIMIT_MS);
    expect(closed).toBe(true);
    expect(log.lines).toEqual(['off old', 'end old']);
  });

  it('skips the good order on demand', async () => {
    const log = new Log();
    const life = new Life();
    life.own(log.resource('a'));
    await life.close(false);
    expect(log.lines).toEqual(['off a', 'end a']);
  });

  it('gives the others back if one throws, at every step', async () => {
    const log = new Log();
    const life = new Life();
    const fail = () => {
      throw new Error('broken');
    };
    life.own(log.resource('a'));
    life.own({ off: fail, stop: fail, end: fail });
    life.own({ stop: () => Promise.reject(new Error('broken')) });
    life.own(log.resource('b'));
    await life.close(true);
    expect(log.lines).toEqual(['off b', 'off a', 'stop b', 'stop a', 'end b', 'end a']);
    expect(console.warn).toHaveBeenCalledTimes(4);
  });

  it('ends once, however often and from wherever it is called', async () => {
    const log = new Log();
    const life = new Life();
    life.own(log.resource('a'));
    let inner: Promise<void> | undefined;
    life.own({
      off: () => {
        inner = life.close(true);
      },
    });
    const closed = life.close(true);
    expect(life.close(false)).toBe(closed);
    await Promise.all([closed, inner]);
    expect(inner).toBe(closed);
    expect(log.lines).toEqual(['off a', 'stop a', 'end a']);
  });

  it('aborts its signal and leaves no listener at the caller’s signal', async () => {
    const { signal, listeners } = countedSignal();
    const life = new Life(signal);
    expect(listeners.size).toBe(1);
    await life.close(true);
    expect(life.signal.aborted).toBe(true);
    expect(life.signal.reason).toMatchObject({ name: 'AbortError' });
    expect(listeners.size).toBe(0);
  });
});

describe('Life.own', () => {
  it('gives a resource back at once after the end', async () => {
    const log = new Log();
    const life = new Life();
    await life.close(true);
    life.own(log.resource('late'));
    expect(log.lines).toEqual(['off late', 'end late']);
  });

  it('gives a resource back at once during the end', async () => {
    const log = new Log();
    const life = new Life();
    const stopping = Promise.withResolvers<void>();
    life.own({ stop: () => stopping.promise });
    const closed = life.close(true);
    life.own(log.resource('late'));
    expect(log.lines).toEqual(['off late', 'end late']);
    stopping.resolve();
    await closed;
    expect(log.lines).toHaveLength(2);
  });
});

describe('Life.until', () => {
  /** Counts the listeners of `life.signal`. */
  function follow(life: Life): { readonly count: number } {
    const { signal } = life;
    const listeners = new Set<unknown>();
    const [add, remove] = [signal.addEventListener, signal.removeEventListener];
    signal.addEventListener = (type: string, listener: unknown) => {
      listeners.add(listener);
      add.call(signal, type, listener as EventListener);
    };
    signal.removeEventListener = (type: string, listener: unknown) => {
      listeners.delete(listener);
      remove.call(signal, type, listener as EventListener);
    };
    return {
      get count() {
        return listeners.size;
      },
    };
  }

  it('passes on the result of the promise, and leaves no listener and no timer', async () => {
    const life = new Life();
    const listeners = follow(life);
    const deadline = { ms: 100, what: 'The test' };
    expect(await life.until(Promise.resolve(7), deadline)).toBe(7);
    const error = new Error('no');
    await expect(life.until(Promise.reject(error), deadline)).rejects.toBe(error);
    const pending = Promise.withResolvers<number>();
    const waiting = life.until(pending.promise, deadline);
    expect(listeners.count).toBe(1);
    pending.resolve(8);
    expect(await waiting).toBe(8);
    expect(listeners.count).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects with the reason of the caller’s signal, before and while it waits', async () => {
    const { controller, signal } = countedSignal();
    const life = new Life(signal);
    const listeners = follow(life);
    const waiting = life.until(never, { ms: 100, what: 'The test' });
    const reason = { not: 'an error' };
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(life.until(never, { ms: 100, what: 'The test' })).rejects.toBe(reason);
    expect(listeners.count).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('rejects when the life ends', async () => {
    const life = new Life();
    const waiting = life.until(never);
    const rejected = expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await life.close(true);
    await rejected;
  });

  it('names the thing that did not answer by the deadline', async () => {
    const life = new Life();
    const listeners = follow(life);
    const caught = life.until(never, { ms: 3000, what: 'The letter' }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(3000);
    const error = await caught;
    expect(error).toBeInstanceOf(StartTimeoutError);
    expect(error).toMatchObject({ code: 'start-timeout' });
    expect((error as Error).message).toContain('The letter did not answer within 3 seconds');
    expect(listeners.count).toBe(0);
  });
});

describe('onAbort', () => {
  it('is called instead of the abort of the start', async () => {
    const { controller, signal } = countedSignal();
    const life = new Life(signal);
    const onAbort = vi.fn();
    life.onAbort = onAbort;
    controller.abort();
    expect(onAbort).toHaveBeenCalledOnce();
    expect(life.signal.aborted).toBe(false);
    await life.close(true);
    expect(life.onAbort).toBe(null);
  });
});

describe('startLife', () => {
  it('returns the result of the start, and keeps the life', async () => {
    const log = new Log();
    const life = await startLife(undefined, async (started) => {
      started.own(log.resource('a'));
      return started;
    });
    expect(log.lines).toEqual([]);
    await life.close(true);
  });

  it('opens nothing if the signal has aborted already', async () => {
    const { controller, signal, listeners } = countedSignal();
    const reason = new Error('too late');
    controller.abort(reason);
    const start = vi.fn();
    await expect(startLife(signal, start)).rejects.toBe(reason);
    expect(start).not.toHaveBeenCalled();
    expect(listeners.size).toBe(0);
  });

  it.each([0, 1, 2])(
    'rejects with the signal’s reason at await %i, and gives everything back',
    async (stuck) => {
      const { controller, signal, listeners } = countedSignal();
      const log = new Log();
      const reason = new DOMException('enough', 'AbortError');
      const started = startLife(signal, async (life) => {
        for (let step = 0; step < 3; step++) {
          life.own(log.resource(`${step}`));
          // The last await does not look at the life.
          await (step < stuck ? Promise.resolve() : step % 2 === 0 ? never : life.until(never));
        }
      });
      const rejected = expect(started).rejects.toBe(reason);
      await vi.advanceTimersByTimeAsync(0);
      controller.abort(reason);
      await rejected;
      const opened = Array.from({ length: stuck + 1 }, (_, step) => stuck - step);
      expect(log.lines).toEqual([...opened.map((n) => `off ${n}`), ...opened.map((n) => `end ${n}`)]);
      expect(listeners.size).toBe(0);
    },
  );

  it('rejects with the reason, not with an error that the abort caused', async () => {
    const { controller, signal } = countedSignal();
    const reason = new Error('enough');
    const started = startLife(signal, async () => {
      controller.abort(reason);
      throw new Error('consequence');
    });
    await expect(started).rejects.toBe(reason);
  });

  it('gives back a resource that an aborted start opens later', async () => {
    const { controller, signal } = countedSignal();
    const log = new Log();
    const late = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    const started = startLife(signal, async (life) => {
      await late.promise;
      life.own(log.resource('late'));
      opened.resolve();
    });
    controller.abort();
    await expect(started).rejects.toMatchObject({ name: 'AbortError' });
    late.resolve();
    await opened.promise;
    expect(log.lines).toEqual(['off late', 'end late']);
  });

  it('keeps an error that has a code', async () => {
    const error = new NoCameraError('none');
    await expect(startLife(undefined, () => Promise.reject(error))).rejects.toBe(error);
  });

  it.each([new Error('some reason'), new RangeError('some reason'), 'some reason'])(
    'makes a PipelineFailedError of %s, with its cause',
    async (cause) => {
      const log = new Log();
      const caught = startLife(undefined, async (life) => {
        life.own(log.resource('a'));
        throw cause;
      }).catch((error: unknown) => error);
      const error = await caught;
      expect(error).toBeInstanceOf(PipelineFailedError);
      expect(error).toMatchObject({ code: 'pipeline-failed', cause });
      expect((error as Error).message).toContain('some reason');
      expect(log.lines).toEqual(['off a', 'end a']);
    },
  );
});
