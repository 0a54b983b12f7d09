/**
 * Writes settings into the page's address without a new entry in the history. Main thread.
 */

import { formatSettings, type Settings } from '../shared/settings.ts';

/** Browsers refuse or ignore more than about three writes a second; a slider that is dragged makes sixty. */
const WRITE_MS = 350;

/** The address bar as the place where settings are kept. */
export class Address {
  #settings: Settings | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writtenAt = -WRITE_MS;

  /** Writes at once where possible, otherwise as soon as the browser takes it; the newest settings win. */
  write(settings: Settings): void {
    this.#settings = settings;
    const wait = this.#writtenAt + WRITE_MS - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Writes what is still to be written, now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#settings) return;
    const search = formatSettings(this.#settings, location.search);
    this.#settings = null;
    if (search === location.search) return;
    history.replaceState(history.state, '', `${search}${location.hash}`);
    this.#writtenAt = performance.now();
  }
}
