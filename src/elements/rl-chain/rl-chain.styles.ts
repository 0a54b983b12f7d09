/** Styles of `<rl-chain>`. */

import { css } from 'lit';

export const styles = css`
  ol {
    display: flex;
    flex-direction: column;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }

  li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    padding: 4px 4px 4px 10px;
    border: 1px solid var(--_line);
    border-radius: 6px;
  }

  .name {
    font-weight: 500;
  }

  .buttons {
    display: flex;
    gap: 2px;
  }

  .buttons button {
    border-color: transparent;
    background: none;
  }

  .buttons .toggle {
    min-inline-size: 2.75rem;
    color: var(--_muted);
    text-decoration: line-through;
  }

  .buttons .toggle[aria-pressed='true'] {
    color: inherit;
    font-weight: 500;
    text-decoration: none;
  }

  .off .name {
    text-decoration: line-through;
  }

  [aria-disabled='true'] {
    opacity: 0.35;
    cursor: default;
  }

  .parameter {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: 5rem minmax(0, 1fr) 4.25rem 1.25rem;
    align-items: center;
    gap: 8px;
    padding-inline-end: 6px;
  }

  .parameter + .parameter {
    margin-block-start: 4px;
  }

  input[type='color'] {
    inline-size: 100%;
    block-size: var(--_control);
    padding: 4px;
    border: 1px solid var(--_edge);
    border-radius: 6px;
    background: var(--_raised);
    cursor: pointer;
  }

  .adder {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 8px;
  }

  .empty {
    padding-block: 6px;
  }
`;
