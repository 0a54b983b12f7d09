/** A promise that may never settle, and the time that it is given. Any thread. */

/** What `work` gives. @throws Error with `sentence` if it takes longer than `ms`. */
export async function within<T>(ms: number, work: Promise<T>, sentence: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${sentence} within ${ms / 1000} s`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
