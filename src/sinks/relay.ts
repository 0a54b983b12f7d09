/**
 * The main thread's end of `worklets/sinks/relay.ts`. It shows pictures that a worker has drawn.
 * In: `ImageBitmap`s. Out: a canvas that can be captured. Main thread.
 */

/**
 * Makes a canvas that shows the pictures from `port`. It answers each picture with a message, so the worker sends the next.
 * @throws Error if the browser has no bitmap renderer.
 */
export function showRelayed(port: MessagePort): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('bitmaprenderer');
  if (!context) throw new Error('the browser gives no bitmaprenderer context');
  port.onmessage = ({ data: bitmap }: MessageEvent<ImageBitmap>) => {
    if (canvas.width !== bitmap.width) canvas.width = bitmap.width;
    if (canvas.height !== bitmap.height) canvas.height = bitmap.height;
    context.transferFromImageBitmap(bitmap);
    port.postMessage(null);
  };
  return canvas;
}
