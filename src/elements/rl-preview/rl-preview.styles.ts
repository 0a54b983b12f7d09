/** Styles of `<rl-preview>`. */

import { css } from 'lit';

export const styles = css`
  :host {
    display: grid;
  }

  .stage {
    position: relative;
    display: grid;
    overflow: hidden;
    background: var(--rl-stage, black);
  }

  /* Out of the flow: the picture fits the box, the box does not follow the picture. */
  video,
  canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
  }

  video[hidden],
  canvas[hidden] {
    display: none;
  }

  .held {
    background: var(--rl-stage, black);
  }

  ::slotted(*) {
    position: relative;
    grid-area: 1 / 1;
  }
`;
