/** Styles of `<rl-gc>`. */

import { css } from 'lit';

export const styles = css`
  rl-chart {
    --rl-chart-size: 84px;
    --rl-legend-size: 110px;
  }

  dl {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
    gap: 0 8px;
    margin: 0;
    font-size: 0.75rem;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
  }

  dt {
    color: var(--_muted);
  }

  dd {
    margin: 0;
    font-size: 0.8125rem;
    font-weight: 600;
  }
`;
