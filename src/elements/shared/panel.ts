/** The box that most elements are. Comes in: what stands in it. Goes out: a template. Needs `panelStyles`. */

import { html, type TemplateResult } from 'lit';

/**
 * A box with a heading, which is its name for assistive technology.
 * @param aside what stands beside the heading: a hint as text, or a template.
 * @param body what stands below.
 */
export function panel(heading: string, aside: string | TemplateResult, body: TemplateResult): TemplateResult {
  return html`
    <section class="panel" part="panel" aria-labelledby="heading">
      <header>
        <h2 id="heading">${heading}</h2>
        ${typeof aside === 'string' && aside !== '' ? html`<p class="hint">${aside}</p>` : aside}
      </header>
      ${body}
    </section>
  `;
}
