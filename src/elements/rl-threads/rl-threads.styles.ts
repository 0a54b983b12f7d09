/** Styles of `<rl-threads>`. */

import { css } from 'lit';

export const styles = css`
  /* As high for one thread as for eight: a changed setting moves nothing. */
  .lanes {
    display: grid;
    flex: 1;
    grid-template-columns: 11.5rem minmax(0, 1fr);
    gap: 0 8px;
  }

  rl-chart {
    --rl-chart-size: 194px;
  }

  .threads {
    display: grid;
    contain: layout;
    grid-auto-rows: minmax(0, 1fr);
    /* Where the chart has its times and signs. */
    margin-block: 6px 38px;
    font-size: 0.75rem;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
  }

  .thread {
    display: grid;
    grid-template-columns: 3.6rem 3rem minmax(0, 1fr);
    align-items: end;
    padding-block-end: 1px;
  }

  .threads > p {
    align-self: end;
    color: var(--_muted);
  }

  .name {
    color: var(--_muted);
  }

  .share {
    font-size: 0.8125rem;
    font-weight: 600;
  }

  .work {
    color: var(--_muted);
    white-space: nowrap;
  }
`;
