/** Tells which features a worker of this browser has. In: nothing. Out: one `WorkerProbe`. */

import { probe } from '../src/pipeline/probe.ts';

self.postMessage(probe('VideoTrackGenerator'));
