/** Styles of `<rl-drops>`. */

import { css } from 'lit';

export const styles = css`
  :host {
    container-type: inline-size;
  }

  /* The sum gets a line of its own where both would not fit. */
  @container (max-inline-size: 399px) {
    .reading {
      grid-template-columns: minmax(0, 1fr);
    }
  }

  rl-chart {
    --rl-chart-size: 84px;
    --rl-legend-size: 142px;
  }

  .figure {
    display: inline-block;
    min-inline-size: 5ch;
    font-variant-numeric: tabular-nums;
  }

  .figure:last-child {
    min-inline-size: 7ch;
  }

  .ledger {
    display: grid;
    grid-template-columns: 1.25fr auto 1.25fr auto 1fr auto 0.9fr;
    gap: 0 6px;
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  b {
    display: block;
    color: var(--_ink);
    font-size: 0.8125rem;
    font-weight: 600;
  }

  .broken {
    color: var(--_alarm);
    font-weight: 700;
  }
`;
