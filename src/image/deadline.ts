/** A deadline for a promise that may never settle. Any thread. */

/** Returns the result of `work`. @throws Error that begins with `sentence` if it takes longer than `ms`. */
export async function within<T>(ms: number, work: Promise<T>, sentence: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Node 20 has no `Promise.withResolvers`.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${sentence} within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
