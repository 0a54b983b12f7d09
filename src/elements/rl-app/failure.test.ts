/** Every failure is a sentence that says what to do. */

import { afterEach, expect, it, vi } from 'vitest';
import {
  CameraDeniedError,
  CameraInUseError,
  NoCameraError,
  NotIsolatedError,
  PipelineFailedError,
  UnsupportedError,
} from '../../errors.ts';
import { describeEnd, describeFailure, describeInsecureContext } from './failure.ts';

afterEach(() => vi.unstubAllGlobals());

it.each([
  [new CameraDeniedError('Allow it.'), 'The camera is blocked'],
  [new CameraInUseError('Close it.'), 'The camera is busy'],
  [new NoCameraError('Plug it in.'), 'No camera was found'],
  [new UnsupportedError('Use another.'), 'This browser cannot do that'],
  [new NotIsolatedError('Send headers.'), 'This page is not cross-origin isolated'],
  [new PipelineFailedError('Start it again.'), 'A thread of the pipeline failed'],
])('%o gets its heading and keeps its own advice', (error, heading) => {
  expect(describeFailure(error, 'camera')).toEqual({ heading, advice: error.message });
});

it('gives advice where an error gives none, and shows its words', () => {
  const failure = describeFailure(new RangeError('out of memory'), 'pattern');
  expect(failure.advice).toMatch(/Try again/);
  expect(failure.detail).toBe('out of memory');
});

it('speaks of the screen when the screen was refused', () => {
  expect(describeFailure(new CameraDeniedError('x'), 'screen').heading).toMatch(/screen/);
});

it('shows what was thrown when it is no error', () => {
  expect(describeFailure('odd', 'pattern').detail).toBe('odd');
});

it('tells a camera that stopped from a sharing that ended', () => {
  expect(describeEnd('camera').heading).not.toBe(describeEnd('screen').heading);
});

it('knows when the browser gives no devices at all', () => {
  vi.stubGlobal('navigator', {});
  expect(describeInsecureContext('camera')?.advice).toMatch(/https/);
  expect(describeInsecureContext('screen')?.heading).toMatch(/screen/);
  expect(describeInsecureContext('pattern')).toBeNull();
  vi.stubGlobal('navigator', { mediaDevices: {} });
  expect(describeInsecureContext('camera')).toBeNull();
});
