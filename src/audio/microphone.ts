/**
 * Asks the user for a microphone. In: wishes. Out: a track, or an error that says what to do. Main thread.
 */

import { UnsupportedError } from '../errors.ts';
import { unlessAborted } from '../sources/devices.ts';
import { MicrophoneDeniedError, MicrophoneInUseError, NoMicrophoneError } from './errors.ts';
import type { MicrophoneWishes } from './options.ts';

/** @throws MicrophoneDeniedError, MicrophoneInUseError, NoMicrophoneError or UnsupportedError. */
export async function openMicrophone(
  { deviceId, echoCancellation, noiseSuppression, autoGainControl }: MicrophoneWishes,
  signal?: AbortSignal,
): Promise<MediaStreamTrack> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.getUserMedia) {
    throw new UnsupportedError(
      'The browser gives no microphone to this page, because it is not served over HTTPS or from localhost. Open it at an https:// address, or start without sound.',
    );
  }
  const audio: MediaTrackConstraints = {
    ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
    echoCancellation,
    noiseSuppression,
    autoGainControl,
  };
  try {
    const stream = await unlessAborted(devices.getUserMedia({ audio }), signal);
    const track = stream.getAudioTracks()[0];
    if (!track) throw new DOMException('no audio track', 'NotFoundError');
    return track;
  } catch (error) {
    signal?.throwIfAborted();
    throw microphoneError(error);
  }
}

/** The browser's refusal as an error that says what to do. */
function microphoneError(cause: unknown): Error {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  const options = { cause };
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new MicrophoneDeniedError(
        'The microphone was not allowed. Allow it for this page in the address bar (and in the system’s privacy settings) and start again, or start without sound.',
        options,
      );
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new NoMicrophoneError(
        'No microphone was found. Plug one in, or pick another one, and start again, or start without sound.',
        options,
      );
    case 'NotReadableError':
    case 'AbortError':
      return new MicrophoneInUseError(
        'The microphone could not be started: another program may be using it. Close that one and start again, or start without sound.',
        options,
      );
    case 'NotSupportedError':
    case 'TypeError':
      return new UnsupportedError(
        'This browser cannot open a microphone here. Start without sound.',
        options,
      );
    default:
      return cause instanceof Error ? cause : new Error(String(cause));
  }
}
