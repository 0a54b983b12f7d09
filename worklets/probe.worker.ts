/** Says what a worker has here. In: nothing. Out: one `WorkerProbe`. */

import { probe } from '../src/pipeline/probe.ts';

self.postMessage(probe('VideoTrackGenerator'));
