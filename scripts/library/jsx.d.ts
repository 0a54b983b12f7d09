/** The tags of `ringlight/elements` in React's JSX. Write `import type {} from 'ringlight/jsx'` once in a project. */

import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { ElementProps } from './elements.js';

/** Every tag, with React's attributes and the element's properties. */
type RinglightTags = {
  [Tag in keyof HTMLElementTagNameMap as Tag extends `rl-${string}` ? Tag : never]: DetailedHTMLProps<
    HTMLAttributes<HTMLElementTagNameMap[Tag]>,
    HTMLElementTagNameMap[Tag]
  > &
    ElementProps<HTMLElementTagNameMap[Tag]>;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends RinglightTags {}
  }
}
