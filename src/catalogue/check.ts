/**
 * Checks that all arguments share, and how a wrong value is shown in a sentence.
 * In: anything that a caller may pass. Out: the value, or a TypeError that names the argument and what it may be.
 * Pure, so it runs on any thread and in Node. An error that a caller's own getter throws goes through.
 */

/** Characters of a value that a sentence shows. */
const SHOWN = 60;

/** A value as a sentence shows it: short, whatever it is. */
export function show(value: unknown): string {
  return cut(write(value));
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function write(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  if (Array.isArray(value)) return 'an array';
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  return kind === 'Object' ? 'an object' : `an object of class ${kind}`;
}

/** @throws TypeError: the sentence in which `value` is shown as what `argument` is. */
export function refuse(argument: string, value: unknown, mayBe: string): never {
  throw new TypeError(`${argument} is ${show(value)}; it must be ${mayBe}`);
}

/** A whole number in a range. @throws TypeError that names it. */
export function checkInteger(value: unknown, argument: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    refuse(argument, value, `a whole number from ${min} to ${max}`);
  }
  // No -0.
  return value + 0;
}

/** @throws TypeError that names it. */
export function checkBoolean(value: unknown, argument: string): boolean {
  return typeof value === 'boolean' ? value : refuse(argument, value, 'true or false');
}

/** One of some strings. @throws TypeError that names it. */
export function checkOneOf<T extends string>(
  value: unknown,
  argument: string,
  choices: readonly T[],
  otherwise = '',
): T {
  if (choices.includes(value as T)) return value as T;
  return refuse(argument, value, `one of ${choices.map((choice) => `"${choice}"`).join(', ')}${otherwise}`);
}

/** Any object that is no array. `example` is how it may look. @throws TypeError that names it. */
export function checkObject(value: unknown, argument: string, example: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(argument, value, `an object such as ${example}`);
  }
  return value as Record<string, unknown>;
}

/**
 * Refuses a key that nobody reads: it is most likely misspelt.
 * @param path what stands before the key's name, such as `source`; `''` for the options themselves.
 * @param what what the key is not, such as `a parameter of box-blur`.
 * @param others keys that are allowed, too, and not worth telling.
 * @throws TypeError that names it and what there is.
 */
export function checkKeys(
  given: object,
  path: string,
  what: string,
  known: readonly string[],
  others: readonly string[] = [],
): void {
  for (const key of Reflect.ownKeys(given)) {
    if (known.includes(key as string) || others.includes(key as string)) continue;
    if (!Object.getOwnPropertyDescriptor(given, key)?.enumerable) continue;
    const name = cut(String(key));
    const takes = known.length === 0 ? 'none' : known.join(', ');
    throw new TypeError(`${path === '' ? name : `${path}.${name}`} is not ${what}; it takes ${takes}`);
  }
}

/**
 * An array of at most `most` objects, each looked at by `check`; a hole is refused. Returns what `check` returns.
 * @param kind what they are, such as `filters`.
 * @throws TypeError that names it.
 */
export function checkList<T>(
  list: unknown,
  argument: string,
  { kind, most, example }: { kind: string; most: number; example: string },
  check: (spec: Record<string, unknown>, argument: string) => T,
): T[] {
  if (!Array.isArray(list)) refuse(argument, list, `an array of ${kind} such as ${example}`);
  const { length } = list;
  if (length > most) throw new TypeError(`${argument} has ${length} ${kind}; at most ${most} are possible`);
  return Array.from({ length }, (_, index) => {
    const path = `${argument}[${index}]`;
    if (!(index in list)) throw new TypeError(`${path} is a hole; it must be an object such as ${example}`);
    return check(checkObject(list[index], path, example), path);
  });
}

/** An `AbortSignal` of any realm, or `undefined`. @throws TypeError that names it. */
export function checkSignal(value: unknown, argument = 'signal'): AbortSignal | undefined {
  if (value === undefined) return undefined;
  const signal = value as Partial<AbortSignal> | null;
  if (typeof signal?.aborted !== 'boolean' || typeof signal.addEventListener !== 'function') {
    refuse(argument, value, 'an AbortSignal');
  }
  return signal as AbortSignal;
}
