/** Turns the figures of a run into docs/benchmarks.md. Pure. */

import { audioTable } from './audio.ts';
import { writeFft } from './fft.ts';
import type { Figures } from './figures.ts';
import { writeImages } from './images.ts';
import type { InstrumentsResult, Paired } from './instruments.ts';
import { OVERLOAD } from './overload.ts';
import type { RecordCost } from './record-cost.ts';
import { writeKernels } from './report-kernels.ts';
import type { Spread } from './spread.ts';

const ms = (us: number) => (us / 1000).toFixed(2);

/** Returns Markdown with all tables, except the details of the filters, and explains them. Leaves out parts without figures. */
export function writeReport(figures: Figures): string {
  const { date, machine, live, audio, instruments, fft, images } = figures;
  return `# Benchmarks

Made by \`npm run bench -- --docs\` on ${date}: ${machine.browser}, ${machine.cores} cores, ${machine.cpu}, software rendering (no GPU).
Machines differ and are noisy: compare rows of one run, not runs. \`npm run bench -- --json FILE\` writes every figure.
${live.length > 0 ? writeLive(figures) : ''}${writeOverload(figures.overload)}${writeFirstSecond(figures.firstSecond)}${writeKernels(figures)}${images ? writeImages(images) : ''}${audio.length > 0 ? writeAudio(audio) : ''}${fft ? writeFft(fft) : ''}${instruments ? writeInstruments(instruments) : ''}`;
}

function writeLive({ live, floor }: Figures): string {
  const rows = live.map(
    ({ size, what, fps, dropped, discarded, latencyUs, frameTimeUs }) =>
      `| ${size} | ${what} | ${fps.toFixed(1)} | ${dropped} | ${discarded ?? '–'} | ${ms(latencyUs.p50)} / ${ms(latencyUs.p99)} | ${ms(frameTimeUs.p50)} / ${ms(frameTimeUs.p99)} |`,
  );
  return `
## Live: camera, grayscale and box blur r=5, 60 fps

The fake camera plays a file of exact frames at 60 fps. Figures are taken after 5 s of warm-up. *Dropped*: arrived and
was not presented, for any cause; *lost at the source*: the browser or the camera lost it before it arrived. *Latency*: from arrival to hand-over to the sink; *frame time*: first
kernel to last; both p50 / p99 in milliseconds. The plain page draws a \`<video>\` on a canvas, reads RGBA back, runs
running-sum JavaScript and puts it back; its latency counts from when the page could first have known of the frame; its drops are
counted against 60 frames per second. The fake camera and the software rendering of the \`<video>\` use the same cores: at
2160p the camera's own thread takes most of one, and may not reach 60 fps: then fewer frames arrive.

| size | what | fps | dropped | lost at the source | latency | frame time |
|---|---|---|---|---|---|---|
${rows.join('\n')}

Of each frame's latency the browser itself takes what \`VideoFrame.copyTo\` and \`new VideoFrame\` take, measured here
with nothing else running:

| size | copyTo | new VideoFrame |
|---|---|---|
${floor.map(({ size, copyToUs, videoFrameUs }) => `| ${size} | ${ms(copyToUs)} ms | ${ms(videoFrameUs)} ms |`).join('\n')}
`;
}

/** The table of frames that come too fast. */
function writeOverload(overload: Figures['overload']): string {
  if (!overload) return '';
  const { waitUs, latencyUs, frameTimeUs, delivered, superseded } = overload;
  return `
## Live: more than the machine can do

Camera of 1920x1080 at 60 fps, \`${OVERLOAD.filters}\`, one thread, scalar build: a kernel takes longer than the camera's interval of 16.67 ms. The newest
frame wins: one frame stands ready behind the one in work, older ones are superseded. Medians, in milliseconds.

| arrived | superseded | wait | frame time | latency | latency in frame times |
|---|---|---|---|---|---|
| ${delivered.toFixed(1)} fps | ${superseded.toFixed(1)} fps | ${ms(waitUs)} | ${ms(frameTimeUs)} | ${ms(latencyUs)} | ${(latencyUs / frameTimeUs).toFixed(2)} |
`;
}

/** The table of a pipeline's start. */
function writeFirstSecond(rows: Figures['firstSecond']): string {
  if (!rows || rows.length === 0) return '';
  const lines = rows.map(
    ({ size, threads, largestKernelUs, late, firstPresentedMs }) =>
      `| ${size} | ${threads} | ${ms(largestKernelUs)} | ${late} | ${firstPresentedMs.toFixed(0)} |`,
  );
  return `
## Live: the first second

A fresh browser, camera at 60 fps, grayscale and box blur r=5, SIMD. The compiler's first code is slow, and memory is touched for the first time. *Largest frame
time* and *late* (longer than 16.67 ms): of the frames that arrived in the first second. *First presented*: after the camera was there. Milliseconds.

| size | threads | largest frame time | late | first presented |
|---|---|---|---|---|
${lines.join('\n')}

${BEFORE}`;
}

/** Figures of an older state, which cannot be measured any more. */
const BEFORE = `Before, on 2026-11-25: every slot was a place in a queue, and nothing was prepared. Overload then waited 108 ms, and its latency was 3.4 to 5.6 frame times. In the first
second at 2160p the largest frame time was 46 to 244 ms and 3 to 18 frames were late. The first frame was presented 331 to 533 ms after the camera was asked for.
(A busier day of the same kind of machine.)
`;

/** The table of the sound's effects. */
function writeAudio(audio: Figures['audio']): string {
  return `
## Sound: one quantum

128 frames, stereo, 48 kHz, on the page's main thread; SIMD flavour, scalar flavour and plain JavaScript (\`e2e/bench/audio-js.ts\`, which
computes the same) in turn, in one run. Each row has the whole way of a quantum: in, repair, meters, effects, clipping, meters, out. Medians;
ratios are paired.

${audioTable(audio).join('\n')}
`;
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const between = ({ q1, median, q3 }: Spread) => `${percent(median)} (${percent(q1)} to ${percent(q3)})`;

/** The recorder's share of a frame, computed from the cost of its records. */
function recordText({ recordNs, recordsPerFrame }: RecordCost, frameTimeUs: number): string {
  const us = (recordNs.median * recordsPerFrame) / 1000;
  const ns = [recordNs.median, recordNs.q1, recordNs.q3].map((value) => value.toFixed(1));
  return `What the recorder does, counted: one record takes ${ns[0]} ns (${ns[1]} to ${ns[2]}; a million written to a trace and to none, in turn, by one thread
with nobody reading), a frame has ${recordsPerFrame.toFixed(1)}, so ${us.toFixed(2)} us of all threads together: ${((100 * us) / frameTimeUs).toFixed(3)} % of the frame time.`;
}

/** The table of the instruments. */
function writeInstruments({ recorder, trace, record, mainThread }: InstrumentsResult): string {
  const row = ({ what, frameTimeUs, latencyUs, moreFrameTime, moreLatency }: Paired) =>
    `| ${what} | ${ms(frameTimeUs.with)} / ${ms(frameTimeUs.without)} | ${between(moreFrameTime)} | ${ms(latencyUs.with)} / ${ms(latencyUs.without)} | ${between(moreLatency)} |`;
  const { page, bare, hud, pairs } = mainThread;
  const share = (what: string, { task, script, layout }: typeof page) =>
    `| ${what} | ${percent(task)} | ${percent(script)} | ${percent(layout)} |`;
  return `
## What the instruments cost

Test picture of 1920x1080 at 60 fps, grayscale and box blur r=5, two threads. Blocks with and without take turns, ${recorder.pairs} of
each, in one browser; a block's figure is the mean of the middle 80 % of its frames. *More*: the median of the pairs' differences,
and their middle half in brackets; where that half has both signs, the difference is smaller than what this machine can tell.
Milliseconds, with / without.

| what | frame time | more | latency | more |
|---|---|---|---|---|
${row(recorder)}
${row(trace)}

${recordText(record, recorder.frameTimeUs.with)}

The main thread's processor time, as shares of one core, from Chromium's own \`Performance.getMetrics\` (\`threadTicks\`: waiting for a core is
not counted): the page with all of the HUD in a window of 1440x900, its charts filled for a minute, and the same pipeline with its \`<video>\`
and nothing else. The HUD takes the difference: ${between(hud)} of a core, ${pairs} pairs of blocks, three per visit. Layout includes style.

| what | tasks | script | layout |
|---|---|---|---|
${share('The page with its HUD', page)}
${share('The picture alone', bare)}
`;
}
