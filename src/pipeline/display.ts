/**
 * Shows a stream in a `<video>` and counts frames that reach the screen. In: an element. Out: a count, and a call per displayed
 * frame. Main thread.
 */

/** Called for each displayed frame. `presentedFrames`: the element's own count. */
export type OnDisplayed = (timeMs: number, presentedFrames: number) => void;

/** See above. A pipeline has one. It shows the stream in one element at a time. */
export class Display {
  readonly #onDisplayed: OnDisplayed;
  #count: number | null = null;
  #detach: (() => void) | null = null;

  constructor(onDisplayed: OnDisplayed) {
    this.#onDisplayed = onDisplayed;
  }

  /** Number of frames that reached the screen. `null`: no element was attached, or the browser does not tell. */
  get count(): number | null {
    return this.#count;
  }

  /** Shows `stream`. Returns a function that undoes it. */
  attach(video: HTMLVideoElement, stream: MediaStream): () => void {
    this.#detach?.();
    const stop = 'requestVideoFrameCallback' in video ? this.#follow(video) : () => undefined;
    video.muted = true;
    video.playsInline = true;
    video.srcObject = stream;
    // It is refused if the user must click first, or if the element is detached at once. Both are harmless.
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

  /** Detaches the element. */
  close(): void {
    this.#detach?.();
  }

  /** Counts frames. Returns a function that ends this. A waiting callback would stay in memory as long as the element. */
  #follow(video: HTMLVideoElement): () => void {
    let before = 0;
    let request = 0;
    this.#count ??= 0;
    const displayed = (_: number, { presentedFrames, presentationTime }: VideoFrameCallbackMetadata) => {
      // The element's own count does not begin at 0 if the element is attached again. So the first frame counts as 1.
      this.#count = (this.#count ?? 0) + (before === 0 ? 1 : presentedFrames - before);
      before = presentedFrames;
      this.#onDisplayed(presentationTime, presentedFrames);
      request = video.requestVideoFrameCallback(displayed);
    };
    request = video.requestVideoFrameCallback(displayed);
    return () => video.cancelVideoFrameCallback(request);
  }
}
