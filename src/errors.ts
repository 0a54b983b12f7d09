/** The errors that a caller can act on. Each has a `code` for programs, and a message that says what to do. Any thread. */

/** The base class of the library's errors. */
export abstract class RinglightError extends Error {
  /** Names the error for programs. It never changes. */
  abstract readonly code: string;
  /** Names the error for people, in a few words. The page shows it if it has no heading of its own. */
  readonly heading?: string;
}

/** The user, the browser or a policy refused the camera or the screen. */
export class CameraDeniedError extends RinglightError {
  override readonly name = 'CameraDeniedError';
  readonly code = 'camera-denied';
}

/** Another program holds the camera, or the system could not start it. */
export class CameraInUseError extends RinglightError {
  override readonly name = 'CameraInUseError';
  readonly code = 'camera-in-use';
}

/** There is no camera, or the chosen camera is not there. */
export class NoCameraError extends RinglightError {
  override readonly name = 'NoCameraError';
  readonly code = 'no-camera';
}

/** The caller asked for something that needs a cross-origin isolated page. */
export class NotIsolatedError extends RinglightError {
  override readonly name = 'NotIsolatedError';
  readonly code = 'not-isolated';
}

/** The caller asked for something that the browser does not have. */
export class UnsupportedError extends RinglightError {
  override readonly name = 'UnsupportedError';
  readonly code = 'unsupported';
}

/** The pipeline could not start, or one of its threads failed. `cause` says why, if it is known. Create a new pipeline. */
export class PipelineFailedError extends RinglightError {
  override readonly name = 'PipelineFailedError';
  readonly code = 'pipeline-failed';
}

/** A script or a `.wasm` file did not load, or is not the right file. The message names it, says what came, and what to do. */
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
