/** The one event that the controls send: what the user changed. */

import type { MicrophoneSource } from '../../types.ts';
import type { Settings } from './settings.ts';

/** Only what changed. */
export interface ControlChange extends Partial<Settings> {
  /** Camera that the user picked; `''` is the browser's choice. Not part of a link: it means nothing elsewhere. */
  readonly deviceId?: string;
  /** The same for the microphone, with what the browser may do to its sound. */
  readonly microphone?: MicrophoneChoice;
}

/** What is asked for of a microphone; left out: as usual. */
export type MicrophoneChoice = Omit<MicrophoneSource, 'type'>;

/** `rl-change`: bubbles, and crosses shadow roots. */
export class RlChangeEvent extends Event {
  static readonly type = 'rl-change';

  readonly change: ControlChange;

  constructor(change: ControlChange) {
    super(RlChangeEvent.type, { bubbles: true, composed: true });
    this.change = change;
  }
}

declare global {
  interface HTMLElementEventMap {
    'rl-change': RlChangeEvent;
  }
}
