/**
 * Registers an element. In: a tag and its class. Out: nothing. Main thread, and where there is no DOM, as on the server of a
 * framework that renders pages: there it does nothing.
 */

/** A tag that is taken stays as it is: a page may have a second copy of the library. */
export function define(tag: `rl-${string}`, element: CustomElementConstructor): void {
  const { customElements } = globalThis;
  if (customElements && !customElements.get(tag)) customElements.define(tag, element);
}
