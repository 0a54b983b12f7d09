/** Where workers come from: the bundler's address, the caller's folder, another origin, Trusted Types. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { WorkletHost } from './assets.ts';

type Assets = typeof import('./assets.ts');

/** Workers that were started, and blobs that are kept. */
let started: { address: unknown; options?: WorkerOptions; worker: EventTarget }[];
let blobs: Map<string, Blob>;
let assets: Assets;

beforeEach(async () => {
  started = [];
  blobs = new Map();
  vi.stubGlobal('location', new URL('https://page.example/app/index.html'));
  vi.stubGlobal('origin', 'https://page.example');
  vi.stubGlobal(
    'Worker',
    class extends EventTarget {
      constructor(address: unknown, options?: WorkerOptions) {
        super();
        started.push({ address, ...(options ? { options } : {}), worker: this });
      }
    },
  );
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    const url = `blob:https://page.example/${blobs.size}`;
    blobs.set(url, blob as Blob);
    return url;
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void blobs.delete(url));
  vi.resetModules();
  assets = await import('./assets.ts');
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const start = (address: string, options: WorkerOptions | null = { type: 'module' }) =>
  assets.startWorker('pool.worker.js', 'pool 0', () => new Worker(address, options ?? undefined));

it('starts the worker at the address of the bundler, once, under its name', () => {
  const { Worker: before } = globalThis;
  const worker = start('https://page.example/assets/pool-1.js');
  expect(started).toMatchObject([
    { address: 'https://page.example/assets/pool-1.js', options: { type: 'module', name: 'pool 0' }, worker },
  ]);
  expect(assets.workerAddress(worker)).toBe('https://page.example/assets/pool-1.js');
  expect(globalThis.Worker).toBe(before);
  expect(blobs.size).toBe(0);
});

it('takes an address that begins at the page', () => {
  expect(assets.workerAddress(start('./pool-1.js'))).toBe('https://page.example/app/pool-1.js');
});

it.each([
  ['/files', 'https://page.example/files/pool.worker.js'],
  ['files/', 'https://page.example/app/files/pool.worker.js'],
  [new URL('https://page.example/a?b'), 'https://page.example/a/pool.worker.js'],
])('starts what is in the folder of the caller: %s', (baseUrl, address) => {
  assets.setAssets({ baseUrl });
  expect(assets.workerAddress(start('https://page.example/assets/pool-1.js'))).toBe(address);
  expect(started).toMatchObject([{ options: { type: 'module', name: 'pool 0' } }]);
  expect(assets.assetUrl('a.wasm', 'https://page.example/x.wasm')).toBe(
    address.replace('pool.worker.js', 'a.wasm'),
  );
  // Options without a folder change nothing.
  assets.setAssets({});
  expect(assets.assetUrl('a.wasm', 'x')).toBe(address.replace('pool.worker.js', 'a.wasm'));
});

it('without a folder every file is where the bundler put it', () => {
  expect(assets.assetUrl('a.wasm', 'https://page.example/x.wasm')).toBe('https://page.example/x.wasm');
});

it.each([
  [{ type: 'module' } as const, 'import "https://cdn.example/v1/pool.worker.js";'],
  [null, 'importScripts("https://cdn.example/v1/pool.worker.js");'],
])('imports a worker of another origin, and lets go of the blob: %s', async (options, text) => {
  const worker = start('https://cdn.example/v1/pool.worker.js', options);
  const [[address, blob] = []] = blobs;
  expect(started).toMatchObject([{ address, worker }]);
  expect(await blob?.text()).toBe(text);
  expect(blob?.type).toBe('text/javascript');
  expect(assets.workerAddress(worker)).toBe('https://cdn.example/v1/pool.worker.js');
  worker.dispatchEvent(new Event('message'));
  expect(blobs.size).toBe(0);
});

it('goes by the origin of the document, which its address may not have', () => {
  vi.stubGlobal('location', new URL('about:srcdoc'));
  assets.startWorker('a.js', 'a', () => new Worker('https://page.example/a.js'));
  expect(blobs.size).toBe(0);
  vi.stubGlobal('origin', 'null');
  assets.startWorker('a.js', 'a', () => new Worker('https://page.example/a.js'));
  expect(blobs.size).toBe(1);
});

it('lets go of the blob also where the browser starts no worker', () => {
  vi.stubGlobal(
    'Worker',
    class {
      constructor(address: string) {
        if (address.startsWith('blob:')) throw new DOMException('no', 'SecurityError');
      }
    },
  );
  expect(() => start('https://cdn.example/pool.worker.js')).toThrow('no');
  expect(blobs.size).toBe(0);
});

it('uses the policy ringlight under Trusted Types', () => {
  const createPolicy = vi.fn((name: string, rules: { createScriptURL(text: string): string }) => ({
    createScriptURL: (text: string) => ({ name, text: rules.createScriptURL(text) }),
  }));
  vi.stubGlobal('trustedTypes', { createPolicy });
  start('https://page.example/a.js');
  start('https://cdn.example/b.js');
  expect(started.map(({ address }) => address)).toEqual([
    { name: 'ringlight', text: 'https://page.example/a.js' },
    { name: 'ringlight', text: 'blob:https://page.example/0' },
  ]);
  expect(createPolicy).toHaveBeenCalledTimes(1);
});

it('says what to allow where the page does not know our policy', () => {
  const refuse = () => {
    throw new TypeError('This document requires TrustedScriptURL assignment.');
  };
  vi.stubGlobal('trustedTypes', { createPolicy: refuse });
  vi.stubGlobal(
    'Worker',
    class {
      constructor() {
        refuse();
      }
    },
  );
  const attempt = () => start('https://page.example/a.js');
  expect(attempt).toThrow(expect.objectContaining({ name: 'LoadFailedError', code: 'load-failed' }));
  expect(attempt).toThrow(/a\.js may not be started.*Add ringlight to trusted-types/);
});

it('learns the address of a worklet, whether its script comes or not', async () => {
  const added: string[] = [];
  const context: WorkletHost = {
    audioWorklet: {
      addModule: async (url) => {
        added.push(String(url));
      },
    },
  };
  const add = (host: WorkletHost) => host.audioWorklet.addModule('https://page.example/w-1.js');
  const first = assets.addWorklet(context, 'audio.worklet.js', add);
  await first.added;
  assets.setAssets({ baseUrl: 'https://cdn.example/v1' });
  const second = assets.addWorklet(context, 'audio.worklet.js', add);
  await second.added;
  expect([first.address, second.address]).toEqual(added);
  expect(added).toEqual(['https://page.example/w-1.js', 'https://cdn.example/v1/audio.worklet.js']);
});

it.each([
  [null, 'assets is null; it must be an object such as'],
  ['/files/', 'assets is "/files/"; it must be an object'],
  [{ baseURL: '/' }, 'assets.baseURL is not an option of assets; it takes baseUrl'],
  [{ baseUrl: 1 }, 'assets.baseUrl is 1; it must be the address of a folder'],
  [{ baseUrl: 'https://' }, 'assets.baseUrl is "https://"; it must be the address of a folder'],
])('refuses %s', (value, message) => {
  const attempt = () => assets.setAssets(value as never);
  expect(attempt).toThrow(TypeError);
  expect(attempt).toThrow(message);
});

it('where there is no page, an address is whole', () => {
  vi.stubGlobal('location', undefined);
  expect(() => assets.setAssets({ baseUrl: '/files/' })).toThrow('assets.baseUrl is "/files/"');
  assets.setAssets({ baseUrl: 'file:///lib' });
  expect(assets.assetUrl('a.wasm', 'x')).toBe('file:///lib/a.wasm');
});
