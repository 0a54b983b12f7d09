/** Styles of `<rl-app>`: the page's grid at its three widths. */

import { css } from 'lit';

/** Banner, notices, and where everything stands. */
export const layoutStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 100vh;
    font-size: 0.875rem;
    line-height: 1.25rem;
  }

  .top {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 6px 16px;
  }

  .top > svg {
    inline-size: 26px;
    block-size: 26px;
    stroke: var(--_accent);
    stroke-width: 5;
  }

  h1 {
    margin: 0;
    font-size: 1.0625rem;
    font-weight: 650;
    letter-spacing: -0.01em;
  }

  .top .hint {
    margin-block-start: 2px;
  }

  .said {
    margin-inline-start: auto;
  }

  main {
    display: grid;
    flex: 1;
    grid-template-areas:
      'notices notices'
      'viewer numbers'
      'controls numbers'
      'sound sound'
      'instruments instruments'
      'tools tools';
    grid-template-columns: minmax(0, 1fr) 432px;
    grid-template-rows: auto auto 1fr auto auto auto;
    gap: var(--_gap);
    padding: 0 16px 16px;
  }

  .notices {
    grid-area: notices;
    display: grid;
    gap: 8px;
  }

  .notices:empty {
    display: none;
  }

  .notice {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    padding: 8px 14px;
    border: 1px solid var(--_line);
    border-inline-start: 4px solid var(--_alarm);
    border-radius: var(--_radius);
    background: var(--_panel);
  }

  .notice > div {
    overflow-wrap: anywhere;
  }

  .notice button {
    flex: none;
  }

  .numbers {
    grid-area: numbers;
    display: flex;
    flex-direction: column;
    gap: var(--_gap);
  }

  .numbers > * {
    flex: 1 0 auto;
  }

  .controls {
    grid-area: controls;
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--_gap);
  }

  .instruments {
    grid-area: instruments;
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--_gap);
  }

  .sound {
    grid-area: sound;
  }

  .tools {
    grid-area: tools;
  }

  .sound,
  .tools {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    align-items: start;
    gap: var(--_gap);
  }

  .sound {
    grid-template-rows: auto 1fr;
  }

  /* As high as two of what stands beside them. */
  .sound > rl-effects {
    grid-row: span 2;
  }

  .sound > rl-meter {
    grid-column: 1;
  }

  .sound > rl-spectrum,
  .tools > :last-child {
    grid-column: 1 / -1;
  }

  /* Loaded later: their place is kept. */
  .numbers > :not(:defined) {
    display: block;
    min-block-size: 226px;
  }

  .numbers > rl-latency:not(:defined) {
    min-block-size: 308px;
  }

  .numbers > rl-drops:not(:defined) {
    min-block-size: 265px;
  }

  .sound > :not(:defined),
  .instruments > :not(:defined),
  .tools > :not(:defined) {
    display: block;
    min-block-size: 300px;
  }

  @media (max-width: 1099px) {
    main {
      grid-template-areas: 'notices' 'viewer' 'numbers' 'controls' 'sound' 'instruments' 'tools';
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: none;
    }

    .numbers {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(300px, 1fr));
    }

    .instruments {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }

  @media (max-width: 719px) {
    .promise {
      display: none;
    }

    .top {
      padding: 6px 12px;
    }

    main {
      padding: 0 12px 84px;
    }

    .controls,
    .sound,
    .instruments,
    .tools {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: none;
    }

    .sound > rl-effects {
      grid-row: auto;
    }
  }
`;
