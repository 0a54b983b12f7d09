/** Loading of .wasm files: a bad file is told by name, with what came and what to do; nothing of a failure stays. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Answer,
  bytes,
  FakeServer,
  html,
  late,
  module,
  moduleBytes,
  never,
  offline,
  status,
  torn,
} from '../../e2e/support/fake-server.ts';
import '../../e2e/support/node-20.ts';
import { LoadFailedError } from '../errors.ts';
import { loadModule } from './load.ts';

const NAME = 'analysis.scalar';
const WHOLE = moduleBytes(NAME);
const EXPORTS = ['memory_probe'];

let server: FakeServer;
let url: string;
let count = 0;

beforeEach(() => {
  server = new FakeServer().install();
  // A test does not see the files that another one has loaded.
  url = `https://example.org/files/${count++}.wasm`;
  server.answer(url, module(NAME));
});

afterEach(() => {
  expect(server.open).toBe(0);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const load = (signal?: AbortSignal, exports: string[] = []) => loadModule(url, exports, signal);
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('a bad file', () => {
  const text = 'this is no module, whatever its name says';
  const cases: [what: string, answer: Answer, words: string[], hasCause: boolean][] = [
    ['is missing', status(404), ['is not there', '404', 'Put the file where'], false],
    ['is refused', status(503), ['is not there', '503'], false],
    ['is a page', html, ['is an HTML page', 'text/html', 'Put the .wasm file there'], true],
    [
      'is a page that calls itself WebAssembly',
      bytes('<html>'),
      ['is an HTML page', 'application/wasm'],
      true,
    ],
    [
      'is text',
      bytes(text, 'text/plain'),
      ['is no WebAssembly', `${text.length} bytes`, 'text/plain', 'first 74 68 69 73'],
      true,
    ],
    ['is empty', bytes(''), ['is no WebAssembly', '0 bytes', 'first none'], true],
    ['is cut off', bytes(WHOLE.slice(0, 1000)), ['is damaged', '1000 bytes', 'byte for byte'], true],
    [
      'is cut off and of another type',
      bytes(WHOLE.slice(0, 1000), 'application/octet-stream'),
      ['is damaged', '1000 bytes'],
      true,
    ],
    [
      'is another module',
      module('denoise.scalar'),
      ['another WebAssembly module', 'no memory_probe', 'one build'],
      false,
    ],
    ['cannot be fetched', offline, ['could not be fetched', 'connect-src'], true],
    ['breaks off', torn(WHOLE.slice(0, 1000), 'breaks', 'text/plain'), ['broke off', 'start again'], true],
  ];

  it.each(cases)('%s', async (_, answer, words, hasCause) => {
    server.answer(url, answer);
    const error = await failure(load(undefined, EXPORTS));
    expect(error).toBeInstanceOf(LoadFailedError);
    const { code, message, cause } = error as LoadFailedError;
    expect(code).toBe('load-failed');
    for (const word of [url, ...words]) expect(message).toContain(word);
    if (hasCause) expect(cause).toBeInstanceOf(Error);
    else expect(cause).toBe(undefined);
  });

  it('may not be compiled', async () => {
    server.answer(url, module(NAME, 'application/octet-stream'));
    const refused = new WebAssembly.CompileError('Refused by Content Security Policy: unsafe-eval');
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(refused);
    const error = await failure(load());
    expect(error).toMatchObject({ code: 'load-failed', cause: refused });
    expect((error as Error).message).toContain("'wasm-unsafe-eval'");
  });

  it.each<[string, Answer]>([
    ['says nothing', never],
    ['begins and says nothing more', torn(WHOLE.slice(0, 1000), 'hangs')],
    ['begins with another type and says nothing more', torn(WHOLE.slice(0, 1000), 'hangs', 'text/plain')],
  ])('%s: it is given up after 15 seconds', async (_, answer) => {
    vi.useFakeTimers();
    server.answer(url, answer);
    const caught = failure(load());
    await vi.advanceTimersByTimeAsync(15_000);
    const error = await caught;
    expect(error).toBeInstanceOf(LoadFailedError);
    expect((error as Error).message).toContain(`${url} did not arrive within 15 seconds`);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is tried again by the next start', async () => {
    for (const answer of [status(404), html, offline]) {
      server.answer(url, answer);
      expect(await failure(load())).toBeInstanceOf(LoadFailedError);
    }
    server.answer(url, module(NAME));
    expect(await load()).toBeInstanceOf(WebAssembly.Module);
  });
});

describe('a good file', () => {
  it.each(['application/wasm', 'application/octet-stream', 'application/wasm; charset=utf-8'])(
    'is compiled when it comes as %s, once',
    async (type) => {
      server.answer(url, module(NAME, type));
      const [first, second] = await Promise.all([load(), load()]);
      expect(first).toBeInstanceOf(WebAssembly.Module);
      expect(second).toBe(first);
      expect(await load()).toBe(first);
      expect(server.requests).toEqual([url]);
    },
  );

  it('leaves no timer', async () => {
    vi.useFakeTimers();
    await load();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an aborted load', () => {
  it('rejects with the very reason, before it asks', async () => {
    const reason = new Error('enough');
    expect(await failure(load(AbortSignal.abort(reason)))).toBe(reason);
    expect(server.requests).toEqual([]);
  });

  it('calls off a request that nobody else waits for, and leaves nothing of it', async () => {
    vi.useFakeTimers();
    server.answer(url, never);
    const controller = new AbortController();
    const caught = failure(load(controller.signal));
    await vi.advanceTimersByTimeAsync(0);
    expect(server.open).toBe(1);
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await caught).toBe(reason);
    await vi.advanceTimersByTimeAsync(0);
    expect(server.open).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    server.answer(url, module(NAME));
    expect(await load()).toBeInstanceOf(WebAssembly.Module);
    expect(server.requests).toHaveLength(2);
  });

  it('asks anew where the next start comes in the same moment', async () => {
    server.answer(url, never);
    const controller = new AbortController();
    const caught = failure(load(controller.signal));
    controller.abort(new Error('enough'));
    server.answer(url, module(NAME));
    expect(await load()).toBeInstanceOf(WebAssembly.Module);
    expect(await caught).toMatchObject({ message: 'enough' });
  });

  it('goes on where somebody else waits for it', async () => {
    const gate = Promise.withResolvers<void>();
    server.answer(url, late(gate.promise, module(NAME)));
    const controller = new AbortController();
    const caught = failure(load(controller.signal));
    const other = load(new AbortController().signal);
    const reason = new Error('enough');
    controller.abort(reason);
    gate.resolve();
    expect(await other).toBeInstanceOf(WebAssembly.Module);
    expect(await caught).toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  it('rejects at once, also where somebody else goes on waiting', async () => {
    const gate = Promise.withResolvers<void>();
    server.answer(url, late(gate.promise, module(NAME)));
    const controller = new AbortController();
    const caught = failure(load(controller.signal));
    const other = load();
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await caught).toBe(reason);
    gate.resolve();
    await other;
  });

  it('is called off when the last who waits aborts', async () => {
    server.answer(url, never);
    const controllers = [new AbortController(), new AbortController()];
    const caught = controllers.map(({ signal }) => failure(load(signal)));
    controllers[0]?.abort('first');
    expect(server.open).toBe(1);
    controllers[1]?.abort('second');
    expect(await Promise.all(caught)).toEqual(['first', 'second']);
    expect(server.open).toBe(0);
  });

  it('does not keep the signal', async () => {
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    await load(signal);
    server.answer(url, status(404));
    url += '?other';
    await failure(load(signal));
    expect(remove.mock.calls.map(([, listener]) => listener)).toEqual(
      add.mock.calls.map(([, listener]) => listener),
    );
    expect(add).toHaveBeenCalledTimes(2);
  });
});

describe('a file on the disk', () => {
  const file = new URL(`../../wasm/prebuilt/${NAME}.wasm`, import.meta.url).href;

  it('is read in Node, without a request', async () => {
    expect(await loadModule(file, ['memory'])).toBeInstanceOf(WebAssembly.Module);
    expect(server.requests).toEqual([]);
  });

  it('that is missing is named, with what to do', async () => {
    const error = await failure(loadModule(`${file}.none`, []));
    expect(error).toMatchObject({ code: 'load-failed', cause: expect.objectContaining({ code: 'ENOENT' }) });
    expect((error as Error).message).toMatch(/\.wasm\.none cannot be read.*ENOENT.*assets\.baseUrl/);
  });

  it('cannot be read by a page', async () => {
    vi.stubGlobal('process', { ...process, getBuiltinModule: undefined });
    const error = await failure(loadModule(`${file}?page`, []));
    expect((error as Error).message).toMatch(/is an address of a file.*Serve the page over HTTP/);
  });
});
