import { expect, test } from 'vitest';
import { QueueMeter } from './queue.ts';

/** A browser's buffer: pieces of 10 ms arrive, quanta of 3 ms are taken. It puts in silence if there is too little. */
class Buffer {
  readonly meter = new QueueMeter();
  deliveredMs = 1234;
  takenMs = 0;
  heldMs = 0;

  /** `held`: the machine delays the audio thread. */
  run(milliseconds: number, held = false): void {
    for (let ms = 1; ms <= milliseconds; ms++) {
      if (ms % 10 === 0) {
        this.deliveredMs += 10;
        this.heldMs += 10;
      }
      if (ms % 3 === 0 && !held) {
        this.takenMs += 3;
        this.heldMs = Math.max(0, this.heldMs - 3);
      }
      // Readings come at irregular times.
      if (ms % 37 === 0) this.meter.update(this.deliveredMs, this.takenMs);
    }
  }
}

test('says nothing before it knows', () => {
  const { meter } = new Buffer();
  for (let reading = 0; reading < 7; reading++) meter.update(10 * reading, 10 * reading);
  expect(meter.queueMs).toBeNull();
  meter.update(70, 70);
  expect(meter.queueMs).toBe(0);
});

test('what runs up while the audio thread waits is seen, and stays', () => {
  const buffer = new Buffer();
  buffer.run(3000);
  expect(buffer.meter.queueMs).toBeGreaterThan(0);
  expect(buffer.meter.queueMs).toBeLessThan(10);
  buffer.run(30, true);
  buffer.run(3000);
  expect(buffer.meter.queueMs).toBeGreaterThan(30);
  expect(Math.abs((buffer.meter.queueMs as number) - buffer.heldMs)).toBeLessThan(15);
});

test('what was missing was made up for by silence, and is no queue', () => {
  const buffer = new Buffer();
  buffer.run(3000);
  // Nothing is delivered for a while.
  buffer.takenMs += 300;
  buffer.heldMs = 0;
  buffer.run(3000);
  expect(buffer.meter.queueMs).toBeLessThan(10);
});

test('a new buffer is empty', () => {
  const buffer = new Buffer();
  buffer.run(1000);
  buffer.run(80, true);
  buffer.run(1000);
  expect(buffer.meter.queueMs).toBeGreaterThan(70);
  buffer.meter.restart();
  expect(buffer.meter.queueMs).toBeNull();
  buffer.heldMs = 0;
  buffer.run(1000);
  expect(buffer.meter.queueMs).toBeLessThan(10);
});
