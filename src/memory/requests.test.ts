/** Words that the owner writes: requests for samples, whose times wrap around, and the wake-ups at the end. */

import { describe, expect, it } from 'vitest';
import { CONTROL, MAX_THREADS, SETTINGS } from '../generated/layout.ts';
import { arrivedAfter, releaseWaits, sampleRequest, stopPool, word, writeSettings } from './control.ts';

const ROUND_US = 2 ** 32;

describe('arrivedAfter', () => {
  it.each([0, 1000, ROUND_US - 1500, ROUND_US - 1, ROUND_US, 3 * ROUND_US - 500])(
    'tells frames before a request at %i from frames after it',
    (nowUs) => {
      const request = sampleRequest(nowUs);
      for (const laterUs of [1, 2, 1000, 60e6, 1700e6]) {
        expect(arrivedAfter(nowUs + laterUs, request)).toBe(true);
        if (nowUs >= laterUs && laterUs > 1) expect(arrivedAfter(nowUs - laterUs, request)).toBe(false);
      }
    },
  );

  it('reads the request as it comes out of a signed word of shared memory', () => {
    const words = new Int32Array(1);
    for (const nowUs of [ROUND_US * 0.75, ROUND_US - 3]) {
      words[0] = sampleRequest(nowUs);
      expect(arrivedAfter(nowUs + 10, words[0])).toBe(true);
      expect(arrivedAfter(nowUs - 10, words[0])).toBe(false);
    }
  });
});

describe('sampleRequest', () => {
  it.each([0, 0.4, 1, ROUND_US, ROUND_US + 0.5, 2 * ROUND_US])(
    'is never 0, which means none: at %f',
    (nowUs) => {
      expect(sampleRequest(nowUs)).toBeGreaterThan(0);
      expect(sampleRequest(nowUs) >>> 0).toBe(sampleRequest(nowUs));
    },
  );
});

describe('the end', () => {
  it('tells the pool to stop, and moves every word that a thread may wait for', () => {
    const words = new Int32Array(new SharedArrayBuffer(CONTROL.size));
    stopPool(words);
    expect(words[word(CONTROL.stop)]).toBe(1);
    const wake = word(CONTROL.wake);
    expect([...words.subarray(wake, wake + MAX_THREADS)]).toEqual(Array(MAX_THREADS).fill(1));
    expect(words[word(CONTROL.done)]).toBe(0);
    releaseWaits(words);
    expect(words[word(CONTROL.done)]).toBe(1);
  });

  it('ends an asynchronous wait for a finished frame', async () => {
    const words = new Int32Array(new SharedArrayBuffer(CONTROL.size));
    const { value } = Atomics.waitAsync(words, word(CONTROL.done), 0);
    releaseWaits(words);
    expect(await value).toBe('ok');
  });

  it('may be written to a copy that is not shared', () => {
    releaseWaits(new Int32Array(CONTROL.size >> 2));
    const words = new Int32Array(CONTROL.size >> 2);
    writeSettings(words, { filters: [{ name: 'grayscale' }], threads: 3, simd: true });
    expect(words[word(CONTROL.settings + SETTINGS.threads)]).toBe(3);
    expect(words[word(CONTROL.settings + SETTINGS.version)]).toBe(2);
  });
});
