/**
 * Every consumer under test imports this file. It imports all entries of the package by name, as a newcomer would.
 * It gives the page functions that the test calls. Main thread of the consumer's page.
 */

import { createPipeline } from 'ringlight';
import 'ringlight/elements';
import { allocate, boxBlur, fnv1a, grayscale, init } from 'ringlight/image';

/** Each pipeline presents this many frames before a sample is taken. */
const FRAMES = 100;
/** The test waits for this many measured quanta of sound. The audio thread measures some of them each second. */
const QUANTA = 10;
/** Louder than silence. The tone has -15 dB. */
const HEARD_DB = -30;

/** The test fails after this time. A busy machine is slow. */
const PATIENCE_MS = 60_000;

/** Waits until `isSo` accepts a pipeline's numbers. @throws Error with the numbers if it never does */
async function until(pipeline, isSo) {
  const end = performance.now() + PATIENCE_MS;
  while (!isSo(pipeline.stats())) {
    if (pipeline.state === 'failed') throw pipeline.error;
    if (performance.now() > end) throw new Error(`It did not get on: ${JSON.stringify(pipeline.stats())}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Converts bytes to text, in pieces, because an argument list has a limit. */
function toBase64(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}

const bytesOf = (base64) => Uint8ClampedArray.from(atob(base64), (letter) => letter.charCodeAt(0));

/** Takes a sample. Its bytes become text, because every automation protocol carries text. */
async function takeSample(pipeline) {
  const { input, output, filters } = await pipeline.sample();
  const carry = (frame) => ({
    ...frame,
    planes: frame.planes.map((plane) => ({ ...plane, data: toBase64(plane.data) })),
  });
  return { input: carry(input), output: carry(output), filters };
}

/**
 * Runs two pipelines at once, one with sound. Elements show them. Closes everything.
 * @param heard waits until the sound is heard; without an output device some browsers keep it suspended.
 * @param assets what the README says for the bundler.
 */
async function live(heard, assets) {
  const first = await createPipeline({
    source: { type: 'pattern', width: 321, height: 181, frameRate: 60 },
    filters: [{ name: 'grayscale' }, { name: 'box-blur', radius: 5 }],
    threads: 2,
    audio: { source: 'tone', effects: [{ name: 'denoise' }] },
    ...(assets ? { assets } : {}),
  });
  const second = await createPipeline({
    source: { type: 'pattern', width: 160, height: 90, frameRate: 60 },
    filters: [{ name: 'box-blur', radius: 3 }],
    threads: 1,
    ...(assets ? { assets } : {}),
  });
  const preview = document.createElement('rl-preview');
  preview.pipeline = first;
  const drops = document.createElement('rl-drops');
  drops.pipeline = second;
  document.body.append(preview, drops);
  await until(first, ({ presented }) => presented >= FRAMES);
  // If the page is not isolated, quanta are not measured.
  const quanta = crossOriginIsolated ? QUANTA : 0;
  if (heard) {
    await until(first, ({ audio }) => audio.quantumUs.count >= quanta && audio.rmsDb > HEARD_DB);
  }
  await until(second, ({ presented }) => presented >= FRAMES);
  const stats = first.stats();
  const result = {
    isolated: crossOriginIsolated,
    threads: stats.threads,
    presented: [stats.presented, second.stats().presented],
    sound: { state: stats.audio.state, effects: stats.audio.effects.map(({ name }) => name) },
    tracks: first.stream.getTracks().map(({ kind }) => kind),
    samples: [await takeSample(first), await takeSample(second)],
    elements: elementsOf(preview, drops),
  };
  preview.remove();
  drops.remove();
  await Promise.all([first.close(), second.close()]);
  return { ...result, states: [first.state, second.state] };
}

/** Returns which elements are registered, and what the two elements show. */
function elementsOf(preview, drops) {
  const tags = ['rl-app', 'rl-chain', 'rl-drops', 'rl-frame-time', 'rl-meter', 'rl-preview', 'rl-spectrum'];
  return {
    missing: tags.filter((tag) => !customElements.get(tag)),
    preview: preview.shadowRoot?.querySelector('video, canvas') instanceof HTMLElement,
    drops: drops.shadowRoot?.textContent.trim() ?? '',
  };
}

/** Runs both filters over a still image, in the page's array and in the module's memory. Uses a pool of threads if it can. */
async function still({ pixels, width, height, radius, simd }, assets) {
  await init({ simd, threads: 2, ...(assets ? { assets } : {}) });
  const rgba = bytesOf(pixels);
  await grayscale(rgba);
  await boxBlur(rgba, width, height, radius);
  const lent = await allocate(width, height);
  lent.data.set(bytesOf(pixels));
  await lent.apply([{ name: 'grayscale' }, { name: 'box-blur', radius }]);
  const results = [toBase64(rgba), toBase64(lent.data.slice())];
  lent.free();
  return { results, hash: fnv1a(rgba).toString(16).padStart(16, '0') };
}

/** Gives the test its functions. `assets` says where the package's files are. It is left out if the bundler writes them. */
export function expose(assets) {
  globalThis.consumer = { live: (heard) => live(heard, assets), still: (image) => still(image, assets) };
}
