/**
 * The viewer's tables: facts about a trace, its figures, its slowest frames. In: opened traces. Out: templates. Main thread.
 * They are rendered when a trace comes or goes, never per frame.
 */

import { html, nothing, svg, type TemplateResult } from 'lit';
import type { TraceSummary } from '../../trace/compare.ts';
import type { FrameTable } from '../../trace/frames.ts';
import { settingsText } from '../../trace/names.ts';
import type { TraceRows } from '../../trace/opening/rows.ts';
import type { Trace } from '../../trace/trace.ts';
import { formatCount, formatMs, formatRate, NOTHING } from '../shared/format.ts';
import { distributionTable } from '../shared/number-views.ts';
import { STAGES, type Stage, stagesOf } from './distribution.ts';
import { formatTime } from './time-view.ts';
import { formatDate, formatSmallShare, formatSpan, machineText, sourceText } from './words.ts';

/** A trace with the data that the viewer shows. */
export interface Opened {
  trace: Trace;
  /** The name of its file, or another description. */
  name: string;
  rows: TraceRows;
  summary: TraceSummary;
  slowest: readonly number[];
}

/** Shows a frame's stages as one bar. `scaleUs`: the time of its full width. */
export function stageBar(stages: Record<Stage, number>, scaleUs: number): TemplateResult {
  let from = 0;
  return html`
    <svg class="bar" aria-hidden="true" preserveAspectRatio="none">
      ${STAGES.map((stage) => {
        const width = (100 * (stages[stage] || 0)) / scaleUs;
        const part = svg`<rect class=${stage} x="${from}%" y="0" width="${width}%" height="100%"></rect>`;
        from += width;
        return part;
      })}
    </svg>
  `;
}

/** Shows facts and figures of a trace. `letter`: `A` or `B`, or empty if there is only one trace. */
export function traceCard(opened: Opened, letter: string, close: () => void): TemplateResult {
  const { trace, name, summary } = opened;
  const { metadata } = trace;
  const [first, ...changes] = metadata.settings;
  return html`
    <article class="card" aria-labelledby=${`card${letter}`}>
      <header>
        <h3 id=${`card${letter}`}>
          ${letter ? html`<span class="letter ${letter.toLowerCase()}">${letter}</span>` : nothing}
          <span class="name">${name}</span>
        </h3>
        <button type="button" class="quiet" @click=${close}>Close<span class="unseen"> ${name}</span></button>
      </header>
      ${
        trace.lost > 0
          ? html`<p class="warning"><b>${formatCount(trace.lost)} records were lost</b>, so figures and pictures have
              gaps.</p>`
          : nothing
      }
      <div class="columns">
        <dl class="facts">
          ${fact('Recorded', `${formatDate(metadata.startedAt)}, ${formatSpan(summary.durationUs)}`)}
          ${fact('Frames', framesText(summary))}
          ${fact('Collections', `${formatCount(summary.collections)} noticed, ${formatCount(summary.touched)} frames touched`)}
          ${fact('Busy', busyText(summary))} ${fact('Source', sourceText(metadata))}
          ${fact('Settings', `${first ? settingsText(first) : NOTHING}${changesText(changes.length)}`)}
          ${fact('Machine', machineText(metadata))} ${fact('Lost records', formatCount(trace.lost))}
        </dl>
        ${figures(summary)}
      </div>
    </article>
  `;
}

function fact(name: string, text: string): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${text}</dd></div>`;
}

function framesText(summary: TraceSummary): string {
  const { frames, presented, droppedFrames, unfinished, discarded, fps } = summary;
  const parts = [
    `${formatCount(frames)}: ${formatCount(presented)} presented (${formatRate(fps)} fps)`,
    `${formatCount(droppedFrames)} dropped`,
    ...(unfinished > 0 ? [`${formatCount(unfinished)} on their way`] : []),
    ...(discarded > 0 ? [`${formatCount(discarded)} more lost at the source`] : []),
  ];
  return parts.join(', ');
}

function busyText({ busy }: TraceSummary): string {
  const lanes = Object.entries(busy);
  return lanes.map(([lane, share]) => `${lane} ${formatSmallShare(share)}`).join(', ') || NOTHING;
}

function changesText(count: number): string {
  return count === 0 ? '' : `, then ${formatCount(count)} ${count === 1 ? 'change' : 'changes'}`;
}

function figures({ latencyUs, gcFreeLatencyUs, frameTimeUs, stagesUs, presentIntervalUs }: TraceSummary) {
  return html`
    <div class="figures">
      ${distributionTable('Figures in milliseconds', [
        ['latency, ms', latencyUs],
        ['GC-free', gcFreeLatencyUs],
        ['frame time', frameTimeUs],
        ['copy', stagesUs.copy],
        ['wait', stagesUs.wait],
        ['kernel', stagesUs.kernel],
        ['present', stagesUs.present],
        ['interval', presentIntervalUs],
      ])}
      <p class="hint">
        The page knows only those collections that the browser reports, on the capture and present threads.
      </p>
    </div>
  `;
}

/** Lists the slowest frames. `jump` shows one of them in the timeline. */
export function slowestTable(opened: Opened, title: string, jump: (row: number) => void): TemplateResult {
  const { trace, slowest } = opened;
  const frames = opened.rows.table;
  const scaleUs = Math.max(1, (frames.latencyUs[slowest[0] ?? 0] as number) || 1);
  return html`
    <section class="box scrolls" aria-label=${title}>
      <h3>${title}</h3>
      <table class="slowest">
        <caption class="unseen">${title}, in milliseconds by stage</caption>
        <thead>
          <tr>
            <th scope="col">frame</th>
            <th scope="col">at</th>
            <th scope="col">latency, ms</th>
            <th scope="col" class="wide">where its time went</th>
            ${STAGES.map((stage) => html`<th scope="col"><i class="key ${stage}"></i>${stage}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${slowest.map((row) => slowRow(trace, frames, row, scaleUs, jump))}
        </tbody>
      </table>
      ${slowest.length === 0 ? html`<p class="hint">No frame was presented in this trace.</p>` : nothing}
    </section>
  `;
}

function slowRow(
  trace: Trace,
  frames: FrameTable,
  row: number,
  scaleUs: number,
  jump: (row: number) => void,
) {
  const stages = stagesOf(frames, row);
  const atUs = (frames.arrivalUs[row] as number) - trace.metadata.startUs;
  return html`
    <tr>
      <th scope="row">
        <button type="button" class="link" @click=${() => jump(row)}>
          <span class="unseen">Show frame </span>${frames.sequence[row]}
        </button>
      </th>
      <td>${formatTime(atUs, 10_000)}</td>
      <td><b>${formatMs(frames.latencyUs[row])}</b></td>
      <td class="wide">${stageBar(stages, scaleUs)}${frames.touched[row] ? html`<span class="hint">collection</span>` : nothing}</td>
      ${STAGES.map((stage) => html`<td>${formatMs(stages[stage])}</td>`)}
    </tr>
  `;
}
