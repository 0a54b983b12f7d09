/** Styles of `<rl-vitals>`. */

import { css } from 'lit';

export const styles = css`
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.8125rem;
    line-height: 1.75rem;
    font-variant-numeric: tabular-nums;
  }

  th {
    padding: 0;
    font-size: 0.75rem;
    font-weight: 400;
    text-align: start;
  }

  thead th,
  .meaning,
  .limit {
    color: var(--_muted);
  }

  thead {
    line-height: 1.125rem;
  }

  abbr {
    display: inline-block;
    inline-size: 2.75rem;
    font-size: 0.8125rem;
    font-weight: 600;
    text-decoration: none;
    color: var(--_ink);
  }

  td {
    padding: 0;
    border-block-start: 1px solid var(--_line);
    white-space: nowrap;
  }

  tbody th {
    border-block-start: 1px solid var(--_line);
  }

  .rating::before {
    display: inline-block;
    inline-size: 1.1em;
    content: '';
  }

  .good::before {
    content: '●';
    color: var(--_accent);
  }

  .needs::before {
    content: '◐';
  }

  .poor {
    color: var(--_alarm);
    font-weight: 600;
  }

  .poor::before {
    content: '○';
  }
`;
