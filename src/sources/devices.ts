/**
 * Asks the user for a camera or a screen. In: wishes. Out: a track, or an error that says what to do. Main thread.
 */

import { CameraDeniedError, CameraInUseError, NoCameraError, UnsupportedError } from '../errors.ts';

/** The wishes, within the pipeline's limits. A device gives its nearest mode. */
export interface Wishes {
  type: 'camera' | 'screen';
  width: number;
  height: number;
  frameRate: number;
  /** Says in one sentence how these wishes differ from the caller's. `''`: they do not. */
  note: string;
  deviceId?: string;
}

/** Opens a camera or a screen. @throws CameraDeniedError, CameraInUseError, NoCameraError or UnsupportedError. */
export async function openDevice(wishes: Wishes, signal?: AbortSignal): Promise<MediaStreamTrack> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.getUserMedia) {
    throw new UnsupportedError(
      'The browser gives no camera to this page, because it is not served over HTTPS or from localhost. Open it at an https:// address, or use the test picture.',
    );
  }
  const { type, width, height, frameRate, deviceId } = wishes;
  const size = { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate } };
  const ask = () =>
    type === 'screen'
      ? devices.getDisplayMedia({ video: size, audio: false })
      : // Asks for a mode of the camera itself. If the browser scales frames, that costs more than our kernels.
        devices.getUserMedia({
          video: {
            ...size,
            ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
            resizeMode: { ideal: 'none' },
          } as MediaTrackConstraints,
        });
  try {
    const stream = await unlessAborted(ask(), signal);
    const track = stream.getVideoTracks()[0];
    if (!track) throw new DOMException('no video track', 'NotFoundError');
    return track;
  } catch (error) {
    signal?.throwIfAborted();
    throw deviceError(error, type);
  }
}

/**
 * Waits for the user's answer until `signal` aborts. The browser goes on asking after that. If a stream still comes, its tracks
 * are stopped at once.
 */
export function unlessAborted(asked: Promise<MediaStream>, signal?: AbortSignal): Promise<MediaStream> {
  if (!signal) return asked;
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    asked.then((stream) => {
      if (signal.aborted) for (const track of stream.getTracks()) track.stop();
      resolve(stream);
    }, reject);
  });
}

/** Turns the browser's refusal into an error that says what to do. */
function deviceError(cause: unknown, type: 'camera' | 'screen'): Error {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  const options = { cause };
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new CameraDeniedError(
        type === 'screen'
          ? 'Sharing the screen was not allowed. Start again and pick a screen, a window or a tab, or use the test picture.'
          : 'The camera was not allowed. Allow it for this page in the address bar (and in the system’s privacy settings) and start again, or use the test picture.',
        options,
      );
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new NoCameraError(
        'No camera was found. Plug one in, or pick another one, and start again, or use the test picture.',
        options,
      );
    case 'NotReadableError':
    case 'AbortError':
      return new CameraInUseError(
        'The camera could not be started: another program or tab may be using it. Close that one and start again, or use the test picture.',
        options,
      );
    case 'NotSupportedError':
    case 'TypeError':
      return new UnsupportedError(`This browser cannot open a ${type} here. Use the test picture.`, options);
    default:
      return cause instanceof Error ? cause : new Error(String(cause));
  }
}

/** Says in one sentence how the device's mode differs from the wishes. `''`: it does not. */
export function describeDifference(track: MediaStreamTrack, wishes: Wishes): string {
  const { width = 0, height = 0, frameRate = 0 } = track.getSettings();
  const sameSize = (width === wishes.width && height === wishes.height) || width === 0;
  // A camera that reports 29.97 is meant as one of 30.
  const sameRate = frameRate === 0 || Math.abs(frameRate - wishes.frameRate) < 0.5;
  if (wishes.type === 'screen' || (sameSize && sameRate)) return '';
  const mode = (w: number, h: number, rate: number) => `${w}×${h} at ${Math.round(rate * 100) / 100} fps`;
  const asked = mode(wishes.width, wishes.height, wishes.frameRate);
  return `The camera’s nearest mode to ${asked} is ${mode(width, height, frameRate)}.`;
}
