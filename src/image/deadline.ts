/** A promise that may never settle, and the time that it is given. Any thread. */

/** What `work` gives. @throws Error with `sentence` if it takes longer than `ms`. */
export async function within<T>(ms: number, work: Promise<T>, sentence: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Not `Promise.withResolvers`, which Node 20 has not.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${sentence} within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
