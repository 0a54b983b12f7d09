/** Styles of `<rl-latency>`. */

import { css } from 'lit';

export const styles = css`
  rl-sparkline {
    --rl-sparkline-color: var(--rl-latency-color, var(--_accent));
  }

  dl {
    display: grid;
    grid-template-columns: repeat(4, 1fr);
    margin: 0;
    border-block-start: 1px solid var(--_line);
    padding-block-start: 6px;
    font-size: 0.75rem;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
  }

  dl div {
    display: flex;
    flex-wrap: wrap;
    gap: 0 6px;
  }

  dt {
    color: var(--_muted);
  }

  dd {
    margin: 0;
  }
`;
