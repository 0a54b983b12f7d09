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
  [new CameraDeniedError('x'), /blocked/, /Allow/],
  [new CameraInUseError('x'), /busy/, /Close/],
  [new NoCameraError('x'), /No camera/, /Plug/],
  [new UnsupportedError('x'), /cannot/, /automatic/],
  [new NotIsolatedError('x'), /isolated/, /_headers/],
  [new PipelineFailedError('x'), /thread/, /Start again/],
  [new TypeError('x'), /did not start/, /Try again/],
])('%o', (error, heading, advice) => {
  const failure = describeFailure(error, 'camera');
  expect(failure.heading).toMatch(heading);
  expect(failure.advice).toMatch(advice);
  expect(failure.detail).toBe('x');
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
