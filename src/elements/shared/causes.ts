/** The causes that a frame can be dropped for, in the words of somebody who wants to do something about it. */

import type { DropCause } from '../../terms.ts';

/** By cause, in the order of their codes in the trace. */
export const CAUSES: Record<DropCause, string> = {
  'ring-full': 'every slot of the ring was busy',
  superseded: 'newer frames came before this one was started, or before the sink could take it',
  resizing: 'the picture changed its size',
  unsupported: 'a pixel format that the pipeline does not carry',
  'copy-failed': 'the browser could not copy the pixels',
  'sink-failed': 'the sink refused the frame',
  closed: 'the pipeline was closed',
};

/** The same, as a list. */
export const CAUSE_NAMES = Object.keys(CAUSES) as DropCause[];
