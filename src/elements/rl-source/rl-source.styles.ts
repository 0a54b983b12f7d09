/** Styles of `<rl-source>`. */

import { css } from 'lit';

export const styles = css`
  .choices {
    display: grid;
    grid-template-columns: repeat(3, auto);
    border: 1px solid var(--_edge);
    border-radius: 6px;
    background: var(--_raised);
  }

  .choices label {
    position: relative;
    display: grid;
    place-items: center;
    min-block-size: var(--_control);
    padding: 0 6px;
    text-align: center;
  }

  .choices input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }

  .choices label:has(:checked) {
    border-radius: 5px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }

  .choices label:has(:focus-visible) {
    border-radius: 5px;
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .choices label:has(:disabled) {
    opacity: 0.5;
  }

  .pair {
    display: grid;
    grid-template-columns: 1.4fr 1fr;
    gap: 10px;
  }
`;
