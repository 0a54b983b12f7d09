/**
 * Checks that all arguments share, and how a wrong value is shown in a sentence.
 * In: anything that a caller may pass. Out: the value, or a TypeError that names the argument and what it may be.
 * Pure, so it runs on any thread and in Node. An error that a caller's own getter throws goes through.
 */

/** Characters of a value that a sentence shows. */
const SHOWN = 60;
/** Elements or properties of a value that a sentence shows. */
const FEW = 4;

/** A value as a sentence shows it: short, and never an error of its own. */
export function show(value: unknown): string {
  return cut(write(value, 1));
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** `depth`: how many levels of objects are opened. A circle ends there, too. */
function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(cut(value));
    case 'bigint':
      return `${value}n`;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'function':
      return `the function ${String(Object.getOwnPropertyDescriptor(value, 'name')?.value ?? '')}`.trim();
    case 'object':
      return value === null ? 'null' : writeObject(value, depth);
    default:
      return String(value);
  }
}

function writeObject(value: object, depth: number): string {
  if (Array.isArray(value)) {
    if (depth === 0) return 'an array';
    const shown = Array.from({ length: Math.min(value.length, FEW) }, (_, index) =>
      Object.hasOwn(value, index) ? writeProperty(value, index, depth) : 'a hole',
    );
    return `[${[...shown, ...(value.length > FEW ? ['…'] : [])].join(', ')}]`;
  }
  const kind = kindOf(value);
  if (kind !== 'Object') return `an object of class ${kind}`;
  if (depth === 0) return 'an object';
  const keys = Object.keys(value);
  const shown = keys.slice(0, FEW).map((key) => `${key}: ${writeProperty(value, key, depth)}`);
  if (shown.length === 0) return '{}';
  return `{ ${[...shown, ...(keys.length > FEW ? ['…'] : [])].join(', ')} }`;
}

/** Getters are not called: what they do is the caller's. */
function writeProperty(value: object, key: string | number, depth: number): string {
  const descriptor = Object.getOwnPropertyDescriptor(value, key);
  return descriptor && 'value' in descriptor ? write(descriptor.value, depth - 1) : 'a getter';
}

/** The name of an object's class, `Object` for a plain one of any realm. */
function kindOf(value: object): string {
  const prototype: object | null = Object.getPrototypeOf(value);
  const maker: unknown = prototype && Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  const name = typeof maker === 'function' ? Object.getOwnPropertyDescriptor(maker, 'name')?.value : '';
  return typeof name === 'string' && name !== '' ? name : 'Object';
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
  const takes = [...known, ...others];
  for (const key of Reflect.ownKeys(given)) {
    if (takes.includes(key as string) || !Object.getOwnPropertyDescriptor(given, key)?.enumerable) continue;
    const name = typeof key === 'symbol' || !/^[\w$]+$/.test(key) ? `[${show(key)}]` : cut(key);
    const argument = path === '' || name.startsWith('[') ? `${path}${name}` : `${path}.${name}`;
    const list = known.length === 0 ? 'none' : known.join(', ');
    const near = typeof key === 'string' && known.length > 1 ? nearest(key, takes) : '';
    const hint = near === '' ? '' : `. Did you mean ${near}?`;
    throw new TypeError(`${argument} is not ${what}; it takes ${list}${hint}`);
  }
}

/** The word that differs least from `text`; `''` where all differ in half of their letters or more. */
function nearest(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase().slice(0, SHOWN);
  const ranked = words
    .map((word) => ({ word, edits: edits(lower, word.toLowerCase()) }))
    .filter(({ word, edits: count }) => count < word.length / 2);
  return ranked.sort((a, b) => a.edits - b.edits)[0]?.word ?? '';
}

/** Levenshtein's distance: letters to insert, remove or replace. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] as number) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, replaced);
    }
    row = next;
  }
  return row[to.length] as number;
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
