/** The errors of a microphone. Each has a `code` and a sentence that says what to do. Loaded with the sound. */

import { RinglightError } from '../errors.ts';

/** The user, the browser or a policy refused the microphone. */
export class MicrophoneDeniedError extends RinglightError {
  override readonly name = 'MicrophoneDeniedError';
  readonly code = 'microphone-denied';
  override readonly heading = 'The microphone is blocked';
}

/** Another program holds the microphone, or the system could not start it. */
export class MicrophoneInUseError extends RinglightError {
  override readonly name = 'MicrophoneInUseError';
  readonly code = 'microphone-in-use';
  override readonly heading = 'The microphone is busy';
}

/** There is no microphone, or the requested one is missing. */
export class NoMicrophoneError extends RinglightError {
  override readonly name = 'NoMicrophoneError';
  readonly code = 'no-microphone';
  override readonly heading = 'No microphone was found';
}
