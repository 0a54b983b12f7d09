/**
 * Writes settings into the page's address without a new entry in the history. In: settings. Out: the address, if the document
 * may change it. Main thread.
 */

import { formatSettings, type Settings } from '../shared/settings.ts';

/** Some browsers refuse or ignore more than about three writes a second. A dragged slider would make sixty. */
const WRITE_MS = 350;

/** Keeps settings in the address bar. */
export class Address {
  /** The address belongs to this element while the element is in the page. */
  readonly #element: Element;
  #settings: Settings | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writtenAt = -WRITE_MS;

  constructor(element: Element) {
    this.#element = element;
  }

  /** Writes at once if the last write is long enough ago, else later. Only the newest settings are written. */
  write(settings: Settings): void {
    this.#settings = settings;
    const wait = this.#writtenAt + WRITE_MS - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Writes settings that still wait, at once. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const settings = this.#settings;
    this.#settings = null;
    if (!settings || !this.#element.isConnected) return;
    const search = formatSettings(settings, location.search);
    if (search === location.search) return;
    this.#writtenAt = performance.now();
    replaceSearch(search);
  }
}

/** Replaces only the search string of the address. Documents without a real address (srcdoc, blobs) keep theirs. */
function replaceSearch(search: string): void {
  if (/^(about|blob|data):/.test(location.href)) return;
  const [, beforeSearch = '', hash = ''] = /^([^?#]*)[^#]*(.*)$/s.exec(location.href) ?? [];
  try {
    // This is the whole address, because a relative one would be relative to the page's <base>.
    history.replaceState(history.state, '', `${beforeSearch}${search}${hash}`);
  } catch (error) {
    // The browser refuses: in a sandbox always, in Safari after too many writes. The settings are in force anyway.
    if (!(error instanceof DOMException && error.name === 'SecurityError')) throw error;
  }
}
