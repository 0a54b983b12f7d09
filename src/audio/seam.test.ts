import { expect, test } from 'vitest';
import { largestStep } from '../../e2e/support/sound.ts';
import { seededNumbers } from '../trace/statistics.ts';
import { Seam } from './seam.ts';

const RATE = 48_000;
const QUANTUM = 128;
const HZ = 440;
const PEAK = 0.25;
/** The largest step between two samples: of the sine, of its fade in, and of dying away. */
const OWN_STEP = (PEAK * 2 * Math.PI * HZ) / RATE;
const FADE_STEP = (2 * PEAK) / (0.005 * RATE);
const DECAY_STEP = 0.03 * PEAK;

const sine = (frame: number): number => PEAK * Math.sin((2 * Math.PI * HZ * frame) / RATE);

/** Runs quanta of a sine and returns the output. `there`: frames of quantum `n` that exist. The second channel is inverted. */
function run(quanta: number, there: (n: number) => number, seam = new Seam(RATE, 2)): number[][] {
  const out: number[][] = [[], []];
  for (let n = 0; n < quanta; n++) {
    const frames = there(n);
    // The missing frames hold old data.
    const planes = [1, -1].map((sign) =>
      Float32Array.from({ length: QUANTUM }, (_, i) => (i < frames ? sign * sine(n * QUANTUM + i) : 1)),
    );
    seam.join(planes, frames, QUANTUM);
    for (const [channel, plane] of planes.entries()) out[channel]?.push(...plane);
  }
  return out;
}

test('sound that is all there is left as it is, but for its beginning', () => {
  const [out = []] = run(100, () => QUANTUM);
  for (let i = 0.005 * RATE; i < out.length; i++) expect(out[i]).toBe(Math.fround(sine(i)));
  expect(largestStep({ samples: out })).toBeLessThanOrEqual(OWN_STEP + FADE_STEP);
});

test('wherever sound stops and goes on, amidst a fade too, there is no step', () => {
  for (let seed = 1; seed <= 50; seed++) {
    const next = seededNumbers(seed);
    const [left = [], right = []] = run(400, () =>
      next() < 0.5 ? QUANTUM : Math.floor(next() * (QUANTUM + 1)),
    );
    expect(largestStep({ samples: left }), `seed ${seed}`).toBeLessThanOrEqual(
      OWN_STEP + FADE_STEP + DECAY_STEP,
    );
    expect(right).toEqual(left.map((sample) => (sample === 0 ? expect.closeTo(0) : -sample)));
  }
});

test('what is not there is silence soon', () => {
  const [out = []] = run(40, (n) => (n < 20 ? QUANTUM : 0));
  const gone = out.slice(24 * QUANTUM);
  expect(Math.max(...gone.map(Math.abs))).toBeLessThan(1e-4);
  expect(out.at(-1)).toBe(0);
});

test('after a cut the sound of another place is faded in', () => {
  const seam = new Seam(RATE, 2);
  const [before = []] = run(20, () => QUANTUM, seam);
  seam.cut();
  // The sine begins at 0 again.
  const [after = []] = run(20, () => QUANTUM, seam);
  expect(largestStep({ samples: [...before, ...after] })).toBeLessThanOrEqual(
    OWN_STEP + FADE_STEP + DECAY_STEP,
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('a last sample of %s is forgotten', (wrong) => {
  const seam = new Seam(RATE, 1);
  const plane = new Float32Array(QUANTUM);
  plane[QUANTUM - 1] = wrong;
  seam.join([plane], QUANTUM, QUANTUM);
  for (const there of [0, QUANTUM, QUANTUM]) {
    plane.fill(there > 0 ? PEAK : 1);
    seam.join([plane], there, QUANTUM);
    for (const sample of plane) expect(Math.abs(sample)).toBeLessThanOrEqual(PEAK);
  }
});
