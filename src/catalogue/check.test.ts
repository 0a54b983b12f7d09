/** How messages show values, and the checks that all arguments share. */

import { describe, expect, it } from 'vitest';
import { checkInteger, checkKeys, checkSignal, show } from './check.ts';

describe('show', () => {
  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [5n, '5n'],
    [Symbol('x'), 'Symbol(x)'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    [[1, 2], 'an array'],
    [Array(2), 'an array'],
    [{ a: 1 }, 'an object'],
    [Object.create(null), 'an object'],
    [new Date(Number.NaN), 'an object of class Date'],
    [new Uint8Array(2), 'an object of class Uint8Array'],
    [() => 1, 'a function'],
    [class {}, 'a function'],
  ])('%o', (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  it('is short, however long the value', () => {
    for (const value of [
      'x'.repeat(1e6),
      10n ** 500n,
      Symbol('x'.repeat(1e4)),
      Array(1e6).fill('long text'),
    ]) {
      expect(show(value).length).toBeLessThan(70);
    }
  });
});

describe('keys', () => {
  const check = (given: object, path = 'source') =>
    checkKeys(given, path, 'a setting', ['width', 'height'], ['type']);

  it('that are known or not enumerable are accepted', () => {
    expect(() => check({ width: 1, type: 2 })).not.toThrow();
    expect(() => check(Object.defineProperty({}, 'hidden', { value: 1, enumerable: false }))).not.toThrow();
  });

  it.each([
    [{ widht: 1 }, 'source.widht is not a setting; it takes width, height'],
    [{ Type: 1 }, 'source.Type is not a setting; it takes width, height'],
    [{ other: 1 }, 'source.other is not a setting; it takes width, height'],
    [{ toString: 1 }, 'source.toString is not a setting; it takes width, height'],
    [{ 'a b': 1 }, 'source.a b is not a setting; it takes width, height'],
    [{ [Symbol('x')]: 1 }, 'source.Symbol(x) is not a setting; it takes width, height'],
    [JSON.parse('{"__proto__":1}'), 'source.__proto__ is not a setting; it takes width, height'],
  ])('%o', (given, message) => {
    expect(() => check(given)).toThrow(new TypeError(message));
  });

  it('of an object without a name are named alone', () => {
    expect(() => check({ filter: 1 }, '')).toThrow('filter is not a setting');
  });
});

it('a whole number is never -0', () => {
  expect(checkInteger(-0, 'seed', 0, 9)).toBe(0);
  expect(() => checkInteger(2n, 'threads', 1, 8)).toThrow(
    'threads is 2n; it must be a whole number from 1 to 8',
  );
});

it('a signal may be of another realm', () => {
  const foreign = { aborted: false, addEventListener() {} };
  expect(checkSignal(foreign)).toBe(foreign);
  expect(checkSignal(undefined)).toBeUndefined();
  for (const bad of [null, 5, {}, new AbortController(), { aborted: false }]) {
    expect(() => checkSignal(bad)).toThrow(`signal is ${show(bad)}; it must be an AbortSignal`);
  }
});
