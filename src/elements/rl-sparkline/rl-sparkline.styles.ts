/** Styles of `<rl-sparkline>`. */

import { css } from 'lit';

export const styles = css`
  :host {
    --_color: var(--rl-sparkline-color, var(--_accent));
    min-block-size: var(--rl-sparkline-size, 40px);
  }

  figure {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    min-block-size: inherit;
    margin: 0;
  }

  .plot {
    position: relative;
    flex: 1;
    min-block-size: 24px;
    border-block-end: 1px solid var(--_line);
    color: var(--_color);
  }

  canvas {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }

  figcaption {
    color: var(--_muted);
    font-size: 0.6875rem;
    line-height: 1rem;
    font-variant-numeric: tabular-nums;
  }
`;
