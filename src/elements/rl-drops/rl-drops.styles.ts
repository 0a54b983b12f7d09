/** Styles of `<rl-drops>`. */

import { css } from 'lit';

export const styles = css`
  rl-sparkline {
    --rl-sparkline-color: var(--_alarm);
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
    grid-template-columns: 1.25fr auto 1.25fr auto 1fr auto 0.8fr;
    gap: 0 8px;
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
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

  dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(112px, 1fr));
    gap: 0 8px;
    margin: 0;
    border-block-start: 1px solid var(--_line);
    padding-block-start: 6px;
    font-size: 0.75rem;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
  }

  dl div {
    display: grid;
    grid-template-columns: 5.4rem 1fr;
    color: var(--_muted);
  }

  .some {
    color: var(--_alarm);
    font-weight: 600;
  }

  dd {
    margin: 0;
  }
`;
