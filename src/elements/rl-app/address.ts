/**
 * Writes settings into the page's address without a new entry in the history. In: settings. Out: the address, where the
 * document may have another one. Main thread.
 */

import { formatSettings, type Settings } from '../shared/settings.ts';

/** Browsers refuse or ignore more than about three writes a second; a slider that is dragged makes sixty. */
const WRITE_MS = 350;

/** The address bar as the place where settings are kept. */
export class Address {
  /** The address is this element's for as long as it is in the page. */
  readonly #element: Element;
  #settings: Settings | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writtenAt = -WRITE_MS;

  constructor(element: Element) {
    this.#element = element;
  }

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
    const settings = this.#settings;
    this.#settings = null;
    if (!settings || !this.#element.isConnected) return;
    const search = formatSettings(settings, location.search);
    if (search === location.search) return;
    this.#writtenAt = performance.now();
    replaceSearch(search);
  }
}

/** Leaves everything else of the address as it is. A document that has no place (srcdoc, a blob) keeps its address. */
function replaceSearch(search: string): void {
  if (/^(about|blob|data):/.test(location.href)) return;
  const [, beforeSearch = '', hash = ''] = /^([^?#]*)[^#]*(.*)$/s.exec(location.href) ?? [];
  try {
    // The whole address: a relative one would be relative to the page's <base>.
    history.replaceState(history.state, '', `${beforeSearch}${search}${hash}`);
  } catch (error) {
    // The browser does not let this document have another address (a sandbox), or not so soon (Safari).
    // The settings are in force all the same.
    if (!(error instanceof DOMException && error.name === 'SecurityError')) throw error;
  }
}
