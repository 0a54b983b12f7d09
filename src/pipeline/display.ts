/**
 * Shows a stream in a `<video>` and counts what reaches the screen. In: an element. Out: a count, and a call per displayed
 * frame. Main thread.
 */

/** Called with each displayed frame: when, in milliseconds, and how many the element has shown. */
export type OnDisplayed = (timeMs: number, presentedFrames: number) => void;

/** See above. One per pipeline; one element at a time. */
export class Display {
  readonly #onDisplayed: OnDisplayed;
  #count: number | null = null;
  #detach: (() => void) | null = null;

  constructor(onDisplayed: OnDisplayed) {
    this.#onDisplayed = onDisplayed;
  }

  /** Frames that reached the screen; `null` where no element was attached or the browser does not tell. */
  get count(): number | null {
    return this.#count;
  }

  /** Shows `stream`. Returns how to undo it. */
  attach(video: HTMLVideoElement, stream: MediaStream): () => void {
    this.#detach?.();
    const stop = 'requestVideoFrameCallback' in video ? this.#follow(video) : () => undefined;
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    // Refused where the user must click first, or when it is detached at once. The element then shows its controls.
    video.play().catch(() => undefined);
    const detach = () => {
      if (this.#detach !== detach) return;
      this.#detach = null;
      stop();
      if (video.srcObject === stream) video.srcObject = null;
    };
    this.#detach = detach;
    return detach;
  }

  /** Lets the element go. */
  close(): void {
    this.#detach?.();
  }

  /** Counts. Returns how to end it: a callback that waits keeps all that it knows for as long as the element lives. */
  #follow(video: HTMLVideoElement): () => void {
    let before = 0;
    let request = 0;
    this.#count ??= 0;
    const displayed = (_: number, { presentedFrames, presentationTime }: VideoFrameCallbackMetadata) => {
      // The element's own count goes on when it is attached anew.
      this.#count = (this.#count ?? 0) + (before === 0 ? 1 : presentedFrames - before);
      before = presentedFrames;
      this.#onDisplayed(presentationTime, presentedFrames);
      request = video.requestVideoFrameCallback(displayed);
    };
    request = video.requestVideoFrameCallback(displayed);
    return () => video.cancelVideoFrameCallback(request);
  }
}
