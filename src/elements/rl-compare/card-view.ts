/** The card on the page. In: a card. Out: templates; the plot is an SVG whose sizes are attributes. Main thread. */

import { html, svg, type TemplateResult } from 'lit';
import { type Card, COLUMNS, plotAxis } from './card.ts';

/** The plot's measures, in its own units. */
const PLOT = { width: 320, label: 72, row: 24, top: 4, axis: 20 };

/** Everything of the card but its buttons. */
export function cardView(card: Card): TemplateResult {
  return html`
    <h3>${card.title}</h3>
    <ul class="sides">${card.sides.map((side) => html`<li>${side}</li>`)}</ul>
    ${table(card)}
    ${plot(card)}
    <ul>
      ${card.rows.map(({ finding }) => html`<li>${finding}</li>`)}
      <li>${card.bytes}</li>
    </ul>
    <ul class="hint">${card.notes.map((note) => html`<li>${note}</li>`)}</ul>
  `;
}

function table({ rows }: Card): TemplateResult {
  return html`
      <table>
        <caption class="unseen">Medians, and the paired difference of the blocks, in milliseconds</caption>
        <thead>
          <tr>
            <th scope="col">ms</th>
            ${COLUMNS.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, cells }) => html`
              <tr>
                <th scope="row">${name}</th>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
              </tr>
            `,
          )}
        </tbody>
      </table>
  `;
}

function plot({ rows }: Card): TemplateResult {
  const { width, label, row, top, axis: axisHeight } = PLOT;
  const axis = plotAxis(rows);
  const x = (value: number) => label + ((value - axis.min) / (axis.max - axis.min)) * (width - label);
  const bottom = top + rows.length * row;
  const height = bottom + axisHeight;
  const said = `Difference B − A in milliseconds, with its 95 % interval. ${rows
    .map(({ name, cells }) => `${name} ${cells[2]}, from ${cells[3]}`)
    .join('; ')}.`;
  return html`
    <svg class="plot" viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${said}>
      ${axis.ticks.map(
        ({ at, label: text }) => svg`
          <line class=${at === 0 ? 'zero' : 'tick'} x1=${x(at)} x2=${x(at)} y1=${top} y2=${bottom}></line>
          <text class="number" x=${x(at)} y=${bottom + 14}>${text}</text>
        `,
      )}
      ${rows.map(({ name, low, difference, high }, index) => {
        const y = top + (index + 0.5) * row;
        return svg`
          <text x="0" y=${y + 4}>${name}</text>
          <line class="interval" x1=${x(low)} x2=${x(high)} y1=${y} y2=${y}></line>
          <line class="interval" x1=${x(low)} x2=${x(low)} y1=${y - 4} y2=${y + 4}></line>
          <line class="interval" x1=${x(high)} x2=${x(high)} y1=${y - 4} y2=${y + 4}></line>
          <circle cx=${x(difference)} cy=${y} r="4"></circle>
        `;
      })}
    </svg>
  `;
}
