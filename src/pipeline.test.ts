/** Tests the start of a pipeline. An abort or a failure at any step is reported, and leaves nothing open. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { calm, type Differences, FakePlatform, until } from '../e2e/support/fake-platform.ts';
import { html, late, module, never, status } from '../e2e/support/fake-server.ts';
import type { EngineEvents, EngineParts } from './engine/engine.ts';
import type { ThreadsEngine } from './engine/threads.ts';
import type { Pipeline, PipelineOptions } from './types.ts';

let platform: FakePlatform;
/** Scripts that the library loads on demand. `gate` lets them arrive. `asked` counts requests. `on` counts scripts that load now. */
let scripts: { gate: Promise<void>; asked: number; on: number };
let createPipeline: (options: PipelineOptions) => Promise<Pipeline>;

async function open(differences: Differences = {}): Promise<void> {
  platform = new FakePlatform().install(differences);
  // Each test gets a fresh page, without the loaded files and probes of an earlier one.
  vi.resetModules();
  const wanted = { gate: Promise.resolve(), asked: 0, on: 0 };
  scripts = wanted;
  const wait = async (original: () => Promise<object>) => {
    wanted.asked++;
    await wanted.gate;
    wanted.on++;
    const module = await original();
    wanted.on--;
    return module;
  };
  vi.doMock('./engine/solo.ts', wait);
  vi.doMock('./audio/open.ts', wait);
  ({ createPipeline } = await import('./pipeline.ts'));
}

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});

afterEach(async () => {
  // Waits until no script is being loaded, so that the next test does not meet half of one.
  await until(() => scripts.on === 0);
  await calm();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const OPTIONS: PipelineOptions = { source: 'camera', threads: 2 };

/** Makes a signal, and a set of its listeners. */
function listened() {
  const controller = new AbortController();
  const { signal } = controller;
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
  return { controller, signal, listeners };
}

/** Checks that the next pipeline starts, runs, and leaves nothing open after its close. */
async function startsAndCloses(): Promise<void> {
  platform.workers.behaviours.clear();
  const pipeline = await createPipeline(OPTIONS);
  expect(pipeline.state).toBe('starting');
  const capture = platform.workers.all.findLast(({ thread }) => thread === 'capture' || thread === 'solo');
  capture?.say({ type: 'first-frame' });
  expect(pipeline.state).toBe('running');
  await pipeline.close();
  await calm();
  expect(platform.left).toEqual([]);
}

/** One step of the start that waits. `hold` makes it last. `reached` says whether the start has come there. */
interface Step {
  name: string;
  differences?: Differences;
  options?: PipelineOptions;
  hold(gate: Promise<void>): void;
  reached(): boolean;
  /** Lets the step end. Only for steps that the gate does not end. */
  release?(): void;
}

const file = (name: string): Step => ({
  name: `the fetch of ${name}`,
  hold: (gate) => platform.server.answer(name, late(gate, module(name))),
  reached: () => platform.server.requests.some((url) => url.includes(name)),
  release: () => platform.server.answer(name, null),
});

const thread = (name: string, differences: Differences = {}): Step => ({
  name: `the ${name} thread`,
  differences,
  hold: () => platform.workers.behaviours.set(name, 'late'),
  reached: () => platform.workers.all.some((worker) => worker.thread === name),
  release: () => {
    for (const worker of platform.workers.all) if (worker.thread === name) worker.open();
  },
});

const script = (name: string, differences: Differences, options: PipelineOptions): Step => ({
  name: `the script of ${name}`,
  ...{ differences, options },
  hold: (gate) => {
    scripts.gate = gate;
  },
  reached: () => scripts.asked > 0,
});

const STEPS: Step[] = [
  {
    name: 'the question for a camera',
    hold: (gate) => {
      platform.camera = gate;
    },
    reached: () => platform.asked > 0,
    release: () => {
      platform.camera = null;
    },
  },
  thread('probe', { breakout: 'none' }),
  file('ringlight.scalar'),
  file('ringlight.simd'),
  thread('pool'),
  thread('present'),
  thread('capture'),
  thread('solo', { isolated: false }),
  script('one worker', { isolated: false }, OPTIONS),
  script('sound', {}, { ...OPTIONS, audio: { source: 'off' } }),
];

describe.each(STEPS.map((step) => [step.name, step] as const))('at %s', (_, step) => {
  const options = step.options ?? OPTIONS;

  /** Starts a pipeline and waits until it has reached the step. */
  async function begin(signal?: AbortSignal) {
    await open(step.differences);
    const gate = Promise.withResolvers<void>();
    step.hold(gate.promise);
    const started = createPipeline({ ...options, ...(signal && { signal }) });
    const caught = started.then(
      (pipeline) => pipeline,
      (error: unknown) => error,
    );
    await until(step.reached);
    await calm();
    return { started, caught, gate };
  }

  it('an abort rejects with its very reason, leaves nothing, and gives back late resources', async () => {
    const { controller, signal, listeners } = listened();
    const { caught, gate } = await begin(signal);
    const reason = { the: 'reason' };
    controller.abort(reason);
    expect(await caught).toBe(reason);
    await calm();
    expect(platform.left).toEqual([]);
    expect(listeners.size).toBe(0);
    gate.resolve();
    step.release?.();
    await calm();
    expect(platform.left).toEqual([]);
    await startsAndCloses();
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 21, 40])(
    'an abort %i moments after it goes on leaves nothing',
    async (moments) => {
      const { controller, signal, listeners } = listened();
      const { caught, gate } = await begin(signal);
      gate.resolve();
      step.release?.();
      for (let moment = 0; moment < moments; moment++) await null;
      const reason = { the: 'reason' };
      controller.abort(reason);
      const result = await caught;
      // The start may have ended just before the abort. Then there is a pipeline to close.
      if (result !== reason) await (result as Pipeline).close();
      await calm();
      expect(platform.left).toEqual([]);
      expect(listeners.size).toBe(0);
    },
  );

  it('the start goes on when the step ends late', async () => {
    const { caught, gate } = await begin();
    gate.resolve();
    step.release?.();
    const pipeline = (await caught) as Pipeline;
    await pipeline.close();
    await calm();
    expect(platform.left).toEqual([]);
  });
});

describe.each([
  ['ThreadsEngine', './engine/threads.ts'],
  ['SoloEngine', './engine/solo.ts'],
])('%s', (name, path) => {
  it('starts nothing for a life that is over', async () => {
    await open();
    const { Life } = await import('./pipeline/life.ts');
    const kind = (await import(path))[name] as typeof ThreadsEngine;
    const life = new Life();
    await life.close(false);
    const parts = {
      modules: { scalar: {} as WebAssembly.Module, simd: null },
      ...{ connect: () => ({ feed: { type: 'pattern' }, transfer: [] }) },
      ...{ sink: { type: 'generator' }, transfer: [] },
      ...{ settings: { filters: [], threads: 2, simd: false }, traceSeconds: 0 },
    } as unknown as EngineParts;
    const started = kind.start(parts, {} as EngineEvents, life);
    await expect(started).rejects.toMatchObject({ name: 'AbortError' });
    expect(platform.left).toEqual([]);
  });
});

describe('a start whose signal has aborted already', () => {
  it('opens nothing', async () => {
    await open();
    const reason = new Error('too late');
    await expect(createPipeline({ ...OPTIONS, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(platform.asked).toBe(0);
    expect(platform.workers.all).toEqual([]);
    expect(platform.left).toEqual([]);
  });
});

/** One way to fail. `fail` breaks something. `error` has the expected properties of the error. */
type Failure = [name: string, differences: Differences, fail: () => void, error: Record<string, unknown>];

const says = (...words: string[]) => expect.stringMatching(new RegExp(words.join('.*')));
const threads: Failure[] = ['pool', 'present', 'capture', 'solo'].flatMap((name): Failure[] => {
  const differences = { isolated: name !== 'solo' };
  const set = (behaviour: Parameters<FakePlatform['workers']['behaviours']['set']>[1]) => () =>
    void platform.workers.behaviours.set(name, behaviour);
  const failed = (message: string) => ({
    ...{ name: 'PipelineFailedError', code: 'pipeline-failed', message: says(message) },
    cause: expect.objectContaining({ message: says(message) }),
  });
  return [
    [
      `the script of the ${name} thread does not run`,
      differences,
      set('error'),
      { name: 'LoadFailedError', code: 'load-failed', message: says(`${name}.worker`, 'the script broke') },
    ],
    [`the ${name} thread tells of a failure`, differences, set('failed'), failed('the thread broke')],
    [`the ${name} thread dies`, differences, set('dies'), failed(`the ${name} thread died`)],
    [`the ${name} thread cannot be sent its message`, differences, set('untransferable'), failed('cloned')],
    [`the browser starts no ${name} worker`, differences, set('refused'), failed('no worker')],
  ];
});

const refuse = (name: string) => () => {
  platform.camera = Promise.reject(new DOMException('no', name));
};

const FAILURES: Failure[] = [
  ...threads,
  ...([true, false] as const).flatMap((isolated) =>
    (['window', 'none'] as const).map((breakout): Failure => {
      const thread = isolated ? 'capture' : 'solo';
      return [
        `the ${thread} thread cannot be sent its ${breakout === 'window' ? 'stream' : 'port'}`,
        { isolated, breakout },
        () => void platform.workers.behaviours.set(thread, 'no-feed'),
        { code: 'pipeline-failed', message: says('cloned'), cause: expect.any(DOMException) },
      ];
    }),
  ),
  [
    'the probe does not run',
    { breakout: 'none' },
    () => void platform.workers.behaviours.set('probe', 'error'),
    { code: 'load-failed', message: says('probe.worker') },
  ],
  ...(
    [
      ['NotAllowedError', 'CameraDeniedError', 'camera-denied'],
      ['NotReadableError', 'CameraInUseError', 'camera-in-use'],
      ['NotFoundError', 'NoCameraError', 'no-camera'],
      ['NotSupportedError', 'UnsupportedError', 'unsupported'],
      ['SomeOtherError', 'PipelineFailedError', 'pipeline-failed'],
    ] as const
  ).map(
    ([given, name, code]): Failure => [
      `the camera is refused with ${given}`,
      {},
      refuse(given),
      { name, code, cause: expect.objectContaining({ name: given }) },
    ],
  ),
  ...(['ringlight.scalar', 'ringlight.simd'] as const).flatMap((name): Failure[] => [
    [
      `${name}.wasm is missing`,
      {},
      () => platform.server.answer(name, status(404)),
      { name: 'LoadFailedError', code: 'load-failed', message: says(`${name}.wasm`, '404') },
    ],
    [
      `${name}.wasm is a page`,
      {},
      () => platform.server.answer(name, html),
      { code: 'load-failed', message: says(`${name}.wasm`, 'HTML'), cause: expect.any(Error) },
    ],
    [
      `${name}.wasm is another module`,
      {},
      () => platform.server.answer(name, module('denoise.scalar')),
      { code: 'load-failed', message: says(`${name}.wasm`, 'another') },
    ],
  ]),
  [
    'there is no address space for the memory',
    {},
    () => {
      const failure = new RangeError('could not allocate memory');
      vi.spyOn(WebAssembly, 'Memory').mockImplementation(function refuse() {
        throw failure;
      });
    },
    {
      code: 'pipeline-failed',
      message: says('could not allocate memory'),
      cause: expect.any(RangeError),
    },
  ],
  [
    'the frames of the camera cannot be had',
    {},
    () =>
      vi.stubGlobal('MediaStreamTrackProcessor', function refuse() {
        throw new DOMException('no processor', 'InvalidStateError');
      }),
    { code: 'pipeline-failed', cause: expect.objectContaining({ name: 'InvalidStateError' }) },
  ],
];

describe('a start fails, with an error that has a code and a cause, and leaves nothing, where', () => {
  it.each(FAILURES)('%s', async (_, differences, fail, expected) => {
    await open(differences);
    const processor: unknown = Reflect.get(globalThis, 'MediaStreamTrackProcessor');
    fail();
    const { signal, listeners } = listened();
    const error = await createPipeline({ ...OPTIONS, signal }).then(
      () => null,
      (reason: unknown) => reason as Error,
    );
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject(expected);
    await calm();
    expect(platform.left).toEqual([]);
    expect(listeners.size).toBe(0);
    // The next start works.
    vi.restoreAllMocks();
    if (processor) vi.stubGlobal('MediaStreamTrackProcessor', processor);
    platform.camera = null;
    for (const name of ['ringlight.scalar', 'ringlight.simd']) platform.server.answer(name, null);
    await startsAndCloses();
  });

  it.each(STEPS.filter(({ name }) => !name.includes('camera')).map((step) => [step.name, step] as const))(
    '%s never answers',
    async (_, step) => {
      await open(step.differences);
      step.hold(new Promise(() => undefined));
      if (step.name.startsWith('the fetch')) platform.server.answer('ringlight', never);
      const caught = createPipeline(step.options ?? OPTIONS).catch((error: unknown) => error);
      await until(step.reached);
      await calm();
      await vi.advanceTimersByTimeAsync(20_000);
      expect(await caught).toMatchObject({ code: expect.stringMatching(/^(start-timeout|load-failed)$/) });
      await calm();
      expect(platform.left).toEqual([]);
    },
  );
});

describe('while it starts', () => {
  it('a ready thread fails before the others are ready: its error is the reason', async () => {
    await open();
    platform.workers.behaviours.set('pool', 'never');
    const caught = createPipeline(OPTIONS).catch((error: unknown) => error);
    await until(() => platform.workers.all.some(({ thread }) => thread === 'capture'));
    await calm();
    platform.workers.newest('capture').throw('the feed broke');
    expect(await caught).toMatchObject({
      code: 'pipeline-failed',
      message: says('the feed broke'),
      cause: expect.objectContaining({ message: says('the feed broke') }),
    });
    await calm();
    expect(platform.left).toEqual([]);
  });

  it('a thread cannot be started while the pool is not ready: there is no other error', async () => {
    for (const thread of ['present', 'capture']) {
      await open();
      platform.workers.behaviours.set('pool', 'never').set(thread, 'refused');
      await expect(createPipeline(OPTIONS)).rejects.toMatchObject({ message: says('no worker') });
      // An unhandled rejection would have failed the test by now.
      await calm();
      expect(platform.left).toEqual([]);
    }
  });

  it('the probe fails while the browser still asks the user: the start fails at once', async () => {
    await open({ breakout: 'none' });
    const gate = Promise.withResolvers<void>();
    platform.camera = gate.promise;
    platform.workers.behaviours.set('probe', 'error');
    await expect(createPipeline(OPTIONS)).rejects.toMatchObject({ code: 'load-failed' });
    gate.resolve();
    await calm();
    expect(platform.left).toEqual([]);
  });

  it('the camera is unplugged: the start fails and says so', async () => {
    await open();
    platform.workers.behaviours.set('capture', 'late');
    const caught = createPipeline(OPTIONS).catch((error: unknown) => error);
    await until(() => platform.workers.all.some(({ thread }) => thread === 'capture'));
    platform.cameras[0]?.endByItself();
    platform.workers.newest('capture').open();
    expect(await caught).toMatchObject({ code: 'pipeline-failed', message: says('source', 'ended') });
    await calm();
    expect(platform.left).toEqual([]);
  });

  it('the camera is unplugged with `hold`: the pipeline starts as lost', async () => {
    await open();
    platform.workers.behaviours.set('capture', 'late');
    const started = createPipeline({ ...OPTIONS, whenSourceEnds: 'hold' });
    await until(() => platform.workers.all.some(({ thread }) => thread === 'capture'));
    platform.cameras[0]?.endByItself();
    platform.workers.newest('capture').open();
    const pipeline = await started;
    expect(pipeline.state).toBe('lost');
    await pipeline.close();
  });

  it('a mistake in the options of the sound is a TypeError', async () => {
    await open();
    await expect(createPipeline({ ...OPTIONS, audio: { source: 'drum' as 'tone' } })).rejects.toThrow(
      TypeError,
    );
    expect(platform.asked).toBe(0);
    expect(platform.left).toEqual([]);
  });
});
