/**
 * Decides which jobs run, and which of them run at the same time. In: jobs with a name, what they need, and whether they
 * must run alone. Out: the result of each. It knows nothing of programs or tests.
 */

/**
 * @typedef {object} Job
 * @property {string} name
 * @property {readonly string[]} [needs] names of jobs that end before this one starts
 * @property {boolean} [alone] nothing else runs beside it
 */

/**
 * The named jobs and everything that they need, in the order of `jobs`.
 * @template {Job} J
 * @param {readonly J[]} jobs
 * @param {readonly string[]} names of jobs in the list
 */
export function withNeeds(jobs, names) {
  const wanted = new Set(names);
  // A set's iteration reaches what is added meanwhile.
  for (const name of wanted) {
    for (const need of jobs.find((job) => job.name === name)?.needs ?? []) wanted.add(need);
  }
  return jobs.filter((job) => wanted.has(job.name));
}

/**
 * Runs every job. The first in the list that may start is the next to start.
 * @template {Job} J
 * @template R
 * @param {readonly J[]} jobs
 * @param {number} places how many may run at the same time
 * @param {(job: J, results: ReadonlyMap<string, R>) => Promise<R>} run must not reject. `results` holds those of the jobs
 *   that ended, by name: what the job needs is among them.
 * @returns {Promise<Map<string, R>>} by name
 */
export async function schedule(jobs, places, run) {
  /** @type {Map<string, R>} */
  const results = new Map();
  /** @type {Map<J, Promise<void>>} */
  const running = new Map();
  const waiting = new Set(jobs);
  const fits = (/** @type {J} */ job) =>
    (job.needs ?? []).every((need) => results.has(need)) &&
    running.size < (job.alone ? 1 : places) &&
    ![...running.keys()].some((other) => other.alone);
  while (waiting.size > 0) {
    for (const job of waiting) {
      if (!fits(job)) continue;
      waiting.delete(job);
      const ends = run(job, results).then((result) => {
        results.set(job.name, result);
        running.delete(job);
      });
      running.set(job, ends);
    }
    if (running.size === 0) {
      throw new Error(`What these jobs need never ends: ${[...waiting].map(({ name }) => name).join(', ')}`);
    }
    await Promise.race(running.values());
  }
  await Promise.all(running.values());
  return results;
}
