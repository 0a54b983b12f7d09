/**
 * The checks that all arguments share. They also write wrong values into messages.
 * In: anything that a caller may pass. Out: the value, or a TypeError that names the argument and says what it may be.
 * Pure, so it runs on any thread and in Node. If a caller's own getter throws, the caller gets that error.
 */

import { MAX_EFFECTS } from '../generated/layout.ts';

/** A message shows at most so many characters of a value. */
const SHOWN = 60;

/** Describes a value for a message. The text is short, whatever the value. */
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

/** Refuses the value of an argument. `mayBe`: what it may be. @throws TypeError that names `argument` and shows `value`. */
export function refuse(argument: string, value: unknown, mayBe: string): never {
  throw new TypeError(`${argument} is ${show(value)}; it must be ${mayBe}`);
}

/** Checks a whole number from `min` to `max`. @throws TypeError that names the argument. */
export function checkInteger(value: unknown, argument: string, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    refuse(argument, value, `a whole number from ${min} to ${max}`);
  }
  // Turns -0 into 0.
  return value + 0;
}

/** Checks true or false. @throws TypeError that names the argument. */
export function checkBoolean(value: unknown, argument: string): boolean {
  return typeof value === 'boolean' ? value : refuse(argument, value, 'true or false');
}

/** Checks one of some strings. `otherwise`: more text for the message. @throws TypeError that names the argument. */
export function checkOneOf<T extends string>(
  value: unknown,
  argument: string,
  choices: readonly T[],
  otherwise = '',
): T {
  if (choices.includes(value as T)) return value as T;
  return refuse(argument, value, `one of ${choices.map((choice) => `"${choice}"`).join(', ')}${otherwise}`);
}

/** Checks an object that is no array. `example`: such an object, for the message. @throws TypeError that names the argument. */
export function checkObject(value: unknown, argument: string, example: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse(argument, value, `an object such as ${example}`);
  }
  return value as Record<string, unknown>;
}

/**
 * Refuses unknown keys, because such a key is probably a typing error.
 * @param path the object's name, such as `source`. `''`: the message shows the key alone.
 * @param what what the known keys are, such as `a parameter of box-blur`.
 * @param others more allowed keys. The message does not list them.
 * @throws TypeError that names the key and lists the known ones.
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

/** For `checkList`: a chain of effects. It is here because the table of the effects is loaded only with sound. */
export const EFFECT_LIST = { kind: 'effects', most: MAX_EFFECTS, example: "{ name: 'gain', db: -6 }" };

/**
 * Checks an array of at most `most` objects without holes. Calls `check` for each and returns its results.
 * @param kind the name of such objects, such as `filters`.
 * @throws TypeError that names the argument.
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

/** Checks an `AbortSignal` of any realm, or `undefined`. @throws TypeError that names the argument. */
export function checkSignal(value: unknown, argument = 'signal'): AbortSignal | undefined {
  if (value === undefined) return undefined;
  const signal = value as Partial<AbortSignal> | null;
  if (typeof signal?.aborted !== 'boolean' || typeof signal.addEventListener !== 'function') {
    refuse(argument, value, 'an AbortSignal');
  }
  return signal as AbortSignal;
}
