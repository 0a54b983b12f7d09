/** Styles of `<rl-sound-notice>`. */

import { css } from 'lit';

export const styles = css`
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
`;
