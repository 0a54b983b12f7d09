/** The properties of an element, as frameworks write them in their templates. Types alone. */

import type { LitElement } from 'lit';

/** What may be set on an element: its own properties, without its methods. */
export type ElementProps<Element extends HTMLElement> = {
  // biome-ignore lint/suspicious/noExplicitAny: a method takes whatever it takes
  [Name in Exclude<keyof Element, keyof LitElement> as Element[Name] extends (...values: any[]) => unknown
    ? never
    : Name]?: Element[Name] | undefined;
};
