/** Styles of `<rl-ledger>`. */

import { css } from 'lit';

export const styles = css`
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.8125rem;
    line-height: 1.25rem;
    font-variant-numeric: tabular-nums;
  }

  th {
    padding: 0;
    font-weight: 400;
    text-align: start;
  }

  td {
    inline-size: 7rem;
    padding: 0;
    text-align: end;
  }

  td:first-child {
    inline-size: 1.25rem;
    color: var(--_muted);
    text-align: start;
  }

  .cause th {
    color: var(--_muted);
  }

  .some td,
  .some th {
    color: var(--_alarm);
    font-weight: 600;
  }

  .sum td,
  .sum th {
    border-block-start: 1px solid var(--_ink);
    font-weight: 600;
  }

  .beside {
    display: grid;
    grid-template-columns: 1fr 7rem;
    margin: 0;
    padding-block-start: 6px;
    border-block-start: 1px solid var(--_line);
    color: var(--_muted);
    font-size: 0.75rem;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
  }

  dd {
    margin: 0;
    text-align: end;
  }

  .broken {
    color: var(--_alarm);
    font-weight: 700;
  }
`;
