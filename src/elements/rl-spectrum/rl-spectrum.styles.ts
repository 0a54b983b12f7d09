/** Styles of `<rl-spectrum>`. */

import { css } from 'lit';

export const styles = css`
  canvas {
    display: block;
    inline-size: 100%;
  }

  .curve {
    block-size: var(--rl-spectrum-size, 150px);
  }

  .waterfall {
    block-size: var(--rl-spectrogram-size, 96px);
    border-radius: 3px;
  }

  .loudest {
    font-size: 0.8125rem;
    line-height: 1.25rem;
    font-variant-numeric: tabular-nums;
  }
`;
