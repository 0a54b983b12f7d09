import { expect, test } from 'vitest';
import { schedule, withNeeds } from './schedule.mjs';

interface Job {
  name: string;
  needs?: string[];
  alone?: boolean;
}

/** Runs jobs that end in the given order. Tells which ran after each start and each end. */
async function ran(jobs: Job[], places: number, ends: string[]): Promise<string[]> {
  const running = new Map<string, () => void>();
  const seen: string[] = [];
  const start = ({ name }: Job) =>
    new Promise<string>((resolve) => {
      running.set(name, () => resolve(name));
    });
  const done = schedule(jobs, places, start);
  for (const name of ends) {
    seen.push([...running.keys()].join(' + '));
    const end = running.get(name);
    if (!end) throw new Error(`${name} does not run beside ${seen.at(-1)}`);
    running.delete(name);
    end();
    // The scheduler goes on in microtasks: all of them are over before the next task.
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect([...(await done).entries()]).toEqual(ends.map((name) => [name, name]));
  return seen;
}

const job = (name: string, more: Partial<Job> = {}): Job => ({ name, ...more });

test('jobs start in order, as many at the same time as there are places', async () => {
  const jobs = ['a', 'b', 'c', 'd'].map((name) => job(name));
  expect(await ran(jobs, 2, ['b', 'a', 'c', 'd'])).toEqual(['a + b', 'a + c', 'c + d', 'd']);
  expect(await ran(jobs, 1, ['a', 'b', 'c', 'd'])).toEqual(['a', 'b', 'c', 'd']);
});

test('a job waits for what it needs, and a later one takes its place meanwhile', async () => {
  const jobs = [
    job('page', { needs: ['build'] }),
    job('build'),
    job('unit'),
    job('size', { needs: ['build'] }),
  ];
  expect(await ran(jobs, 2, ['build', 'page', 'unit', 'size'])).toEqual([
    'build + unit',
    'unit + page',
    'unit + size',
    'size',
  ]);
});

test('nothing runs beside a job that is alone', async () => {
  const jobs = [
    job('a'),
    job('timed', { alone: true }),
    job('b'),
    job('c'),
    job('timed-too', { alone: true }),
  ];
  expect(await ran(jobs, 2, ['a', 'c', 'b', 'timed', 'timed-too'])).toEqual([
    'a + b',
    'b + c',
    'b',
    'timed',
    'timed-too',
  ]);
  expect(await ran(jobs.slice(1, 3), 2, ['timed', 'b'])).toEqual(['timed', 'b']);
});

test('a job sees the results of what it needs', async () => {
  const seen: unknown[] = [];
  await schedule([job('a'), job('b', { needs: ['a'] })], 2, async ({ name }, results) => {
    seen.push([name, results.get('a')]);
    return `${name} ended`;
  });
  expect(seen).toEqual([
    ['a', undefined],
    ['b', 'a ended'],
  ]);
});

test('jobs that need each other, or one that is not there, are an error', async () => {
  const jobs = [job('a', { needs: ['b'] }), job('b', { needs: ['a'] })];
  await expect(schedule(jobs, 2, async () => true)).rejects.toThrow('never ends: a, b');
  await expect(schedule([job('a', { needs: ['x'] })], 2, async () => true)).rejects.toThrow('never ends: a');
});

test('a choice of jobs brings what they need, in the order of the table', () => {
  const jobs = [
    job('unit'),
    job('layout'),
    job('build', { needs: ['layout'] }),
    job('page', { needs: ['build'] }),
  ];
  const names = (...chosen: string[]) => withNeeds(jobs, chosen).map(({ name }) => name);
  expect(names('page')).toEqual(['layout', 'build', 'page']);
  expect(names('page', 'unit')).toEqual(['unit', 'layout', 'build', 'page']);
  expect(names('unit')).toEqual(['unit']);
});
