/** The errors that a caller can act on. Each has a `code` and a sentence on what to do. */

/** What every error of the library has in common. */
export abstract class RinglightError extends Error {
  /** Stable, for programs. */
  abstract readonly code: string;
  /** In a few words, for people, where the page has none of its own. */
  readonly heading?: string;
}

/** The user, the browser or a policy refused the camera (or the screen). */
export class CameraDeniedError extends RinglightError {
  override readonly name = 'CameraDeniedError';
  readonly code = 'camera-denied';
}

/** Another program holds the camera, or the system could not start it. */
export class CameraInUseError extends RinglightError {
  override readonly name = 'CameraInUseError';
  readonly code = 'camera-in-use';
}

/** There is no camera, or not the one that was asked for. */
export class NoCameraError extends RinglightError {
  override readonly name = 'NoCameraError';
  readonly code = 'no-camera';
}

/** What was asked for needs a cross-origin isolated page. */
export class NotIsolatedError extends RinglightError {
  override readonly name = 'NotIsolatedError';
  readonly code = 'not-isolated';
}

/** The browser lacks something that was asked for. */
export class UnsupportedError extends RinglightError {
  override readonly name = 'UnsupportedError';
  readonly code = 'unsupported';
}

/** A thread of the pipeline failed; `cause` is why. Create a new pipeline. */
export class PipelineFailedError extends RinglightError {
  override readonly name = 'PipelineFailedError';
  readonly code = 'pipeline-failed';
}

/** A script or a `.wasm` file of the library did not arrive as it is. The message names the file, what came, and what to do. */
export class LoadFailedError extends RinglightError {
  override readonly name = 'LoadFailedError';
  readonly code = 'load-failed';
  override readonly heading = 'A file could not be loaded';
}

/** A file or a thread did not answer in time while the pipeline started. */
export class StartTimeoutError extends RinglightError {
  override readonly name = 'StartTimeoutError';
  readonly code = 'start-timeout';
  override readonly heading = 'The start takes too long';
}
