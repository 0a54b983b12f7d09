/** The instruments beside and below the preview, and the tools: loaded once the page is there. Main thread. */

import '../rl-compare/rl-compare.ts';
import '../rl-drops/rl-drops.ts';
import '../rl-facts/rl-facts.ts';
import '../rl-frame-time/rl-frame-time.ts';
import '../rl-gc/rl-gc.ts';
import '../rl-latency/rl-latency.ts';
import '../rl-ledger/rl-ledger.ts';
import '../rl-recorder/rl-recorder.ts';
import '../rl-ring/rl-ring.ts';
import '../rl-threads/rl-threads.ts';
import '../rl-trace-viewer/rl-trace-viewer.ts';
import '../rl-vitals/rl-vitals.ts';
