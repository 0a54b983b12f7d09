/** Styles of `<rl-ring>`. */

import { css } from 'lit';

export const styles = css`
  rl-chart {
    --rl-chart-size: 84px;
  }

  .slots {
    display: grid;
    contain: layout;
    grid-template-columns: repeat(8, minmax(0, 1fr));
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .slots li {
    display: grid;
    place-content: center;
    block-size: 26px;
    border: 1px solid var(--_edge);
    border-radius: 4px;
    font-family: var(--_mono);
    font-size: 0.8125rem;
    font-weight: 600;
  }

  .slots li:empty {
    border-style: dotted;
    opacity: 0.4;
  }

  .slots .free {
    border-style: dashed;
    color: var(--_muted);
  }

  .slots .writing,
  .slots .ready,
  .slots .done,
  .slots .presenting {
    background: var(--_raised);
  }

  .slots .processing {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .slots .ready,
  .slots .done {
    border-width: 1px 1px 4px;
  }

  .slots .writing,
  .slots .presenting {
    border-width: 4px 1px 1px;
  }

  .states {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 0 8px;
    margin: 0;
    font-size: 0.75rem;
    line-height: 1.125rem;
    font-variant-numeric: tabular-nums;
  }

  .states div {
    display: grid;
    grid-template-columns: 1rem 4.5rem 1fr;
  }

  .states dt {
    display: contents;
  }

  .states span {
    color: var(--_muted);
  }

  .states kbd {
    font-family: var(--_mono);
    font-weight: 600;
    color: var(--_ink);
  }

  .states dd {
    margin: 0;
  }
`;
