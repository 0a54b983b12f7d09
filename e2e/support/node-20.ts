/** What browsers have and Node.js 20 lacks. In: an import. Out: globals. For unit tests, before the code under test. */

(Promise as { withResolvers?: unknown }).withResolvers ??= function withResolvers<T>() {
  let resolve!: (value: T | PromiseLike<T>) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
};

// As in browsers: an error that nobody can catch. The test run fails by it.
(globalThis as { reportError?: unknown }).reportError ??= (error: unknown) => {
  queueMicrotask(() => {
    throw error;
  });
};
