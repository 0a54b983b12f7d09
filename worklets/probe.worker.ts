/** Says which media APIs a worker has here. In: nothing. Out: one `WorkerProbe`. */

import type { WorkerProbe } from '../src/protocol.ts';

const probe: WorkerProbe = {
  processor: 'MediaStreamTrackProcessor' in self,
  generator: 'VideoTrackGenerator' in self,
};
self.postMessage(probe);
