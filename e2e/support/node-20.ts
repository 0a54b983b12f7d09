/** Adds globals that browsers have and Node.js 20 lacks. Unit tests import it before the code under test. */

(Promise as { withResolvers?: unknown }).withResolvers ??= function withResolvers<T>() {
  let resolve!: (value: T | PromiseLike<T>) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
};

// Reports an error that nobody can catch, as browsers do. The test run then fails.
(globalThis as { reportError?: unknown }).reportError ??= (error: unknown) => {
  queueMicrotask(() => {
    throw error;
  });
};
