/** Styles of the viewer in `<rl-app>`. */

import { css } from 'lit';

/** Picture, status, the button that starts and stops, and what went wrong. */
export const viewerStyles = css`
  .viewer {
    grid-area: viewer;
    display: grid;
    grid-template-areas:
      'stage stage'
      'bar power';
    grid-template-columns: minmax(0, 1fr) auto;
    grid-template-rows: minmax(0, 1fr) 48px;
    overflow: hidden;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_panel);
  }

  rl-preview {
    grid-area: stage;
    aspect-ratio: 16 / 9;
    inline-size: 100%;
    min-block-size: 100%;
    /* What stands above and below it has its place on the screen too. */
    max-block-size: max(320px, calc(100vh - 342px));
  }

  .bar {
    grid-area: bar;
    contain: layout;
    display: flex;
    align-items: center;
    gap: 16px;
    padding-inline: 14px;
  }

  .bar .hint {
    font-variant-numeric: tabular-nums;
  }

  .bar rl-meter {
    flex: 0 1 240px;
    min-inline-size: 0;
    margin-inline-start: auto;
    padding-inline-end: 14px;
  }

  .status {
    display: flex;
    align-items: center;
    gap: 8px;
    min-inline-size: 6.5rem;
    font-weight: 500;
  }

  .status::before {
    content: '';
    flex: none;
    inline-size: 8px;
    block-size: 8px;
    border: 2px solid var(--_muted);
    border-radius: 50%;
  }

  .status[data-phase='running']::before {
    border-color: var(--_accent);
    background: var(--_accent);
  }

  .status[data-phase='failed']::before,
  .status[data-phase='stalled']::before,
  .status[data-phase='lost']::before,
  .status[data-phase='ended']::before {
    border-color: var(--_alarm);
    background: var(--_alarm);
  }

  .power {
    z-index: 1;
    grid-area: power;
    place-self: center end;
    min-inline-size: 96px;
    margin-inline-end: 8px;
    padding-inline: 16px;
  }

  .power.first {
    grid-area: stage;
    place-self: center;
    min-block-size: 56px;
    margin: 0;
    padding-inline: 28px;
    border-radius: 28px;
    font-size: 1.0625rem;
  }

  .invitation {
    align-self: end;
    padding: 16px;
    color: var(--rl-on-stage, white);
    font-size: 0.8125rem;
    text-align: center;
  }

  .failure {
    place-self: center;
    max-inline-size: 34rem;
    margin: 16px;
    padding: 16px 20px;
    border-radius: var(--_radius);
    background: var(--_panel);
    color: var(--_ink);
  }

  .failure h2 {
    font-size: 1rem;
    line-height: 1.5rem;
  }

  .failure .detail {
    margin-block-start: 6px;
    color: var(--_muted);
    font-family: var(--_mono);
    font-size: 0.75rem;
    line-height: 1rem;
    overflow-wrap: anywhere;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-start: 12px;
  }

  @media (max-width: 719px) {
    .viewer {
      grid-template-areas: 'stage' 'bar';
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: auto 48px;
    }

    /* There is no room for two. */
    .bar rl-meter {
      display: none;
    }

    /* As high as what has to be said in it. */
    rl-preview {
      min-block-size: auto;
    }

    .failure {
      margin: 8px;
      padding: 12px 14px;
    }

    /* Within the thumb's reach, wherever the page is scrolled to. */
    .power,
    .power.first {
      position: fixed;
      inset-inline: 12px;
      inset-block-end: calc(12px + env(safe-area-inset-bottom, 0px));
      place-self: auto;
      min-block-size: 52px;
      margin: 0;
      border-radius: 12px;
      font-size: 1rem;
      box-shadow: 0 4px 20px rgb(0 0 0 / 35%);
    }

    .invitation {
      place-self: center;
    }
  }
`;
