/**
 * Entry of the analysis thread. In: `ToAnalysis`, and frames from the ring or from the tap's messages. Out: an `AnalysisBlock`,
 * in shared memory or posted.
 */

import { AnalysisBlock } from '../src/analysis/block.ts';
import type { FromAnalysis, TappedFrames, ToAnalysis } from '../src/analysis/protocol.ts';
import { Analysis, PostedBlocks, RingReader } from './analysis.ts';

/** Milliseconds between two looks at the ring. The ring holds 170 ms at 192 kHz. */
const TICK_MS = 33;

const posted = new PostedBlocks();

self.onmessage = ({ data }: MessageEvent<ToAnalysis>) => {
  if (data.type === 'return') posted.give(data.block);
  else guard(() => start(data));
};

function start({ module, memory, block, tap }: Extract<ToAnalysis, { type: 'start' }>): void {
  const analysis = new Analysis(module);
  if (memory && block) {
    const ring = new RingReader(memory);
    const view = new AnalysisBlock(block);
    ring.listen();
    const timer = setInterval(() => {
      const fine = guard(() => {
        ring.drain(analysis);
        analysis.write(view, ring.lost);
      });
      if (!fine) clearInterval(timer);
    }, TICK_MS);
  } else if (tap) {
    tap.onmessage = ({ data }: MessageEvent<TappedFrames>) => {
      const fine = guard(() => take(analysis, data));
      if (!fine) tap.close();
    };
  }
}

/** Takes one message of the tap and posts one block. */
function take(analysis: Analysis, { sampleRate, channels, frames }: TappedFrames): void {
  analysis.configure(sampleRate, channels);
  analysis.push(frames, 0, frames.length / channels);
  analysis.write(posted.own, 0);
  const block = posted.take();
  if (block) post({ type: 'block', block }, [block]);
}

/** Runs `action`. If it throws, tells the page and returns `false`. */
function guard(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    post({ type: 'failed', message: String(error) }, []);
    return false;
  }
}

function post(message: FromAnalysis, transfer: Transferable[]): void {
  self.postMessage(message, { transfer });
}
