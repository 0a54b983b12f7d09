/**
 * Describes the selection, and the thing under the pointer, in words and numbers. In: rows, a selection or a hit. Out:
 * templates and text. Main thread.
 */

import { html, nothing, type TemplateResult } from 'lit';
import { TRACE_KINDS } from '../../generated/layout.ts';
import type { Records } from '../../memory/records.ts';
import { PRESENTED } from '../../trace/frames.ts';
import { isFrameless, LANE_NAMES, settingsText } from '../../trace/names.ts';
import { sliceOfFrame, type TraceRows } from '../../trace/opening/rows.ts';
import { busyUntil } from '../../trace/opening/search.ts';
import { formatCount, formatMs, NOTHING } from '../shared/format.ts';
import { STAGES, stagesOf } from './distribution.ts';
import type { Hit } from './layout.ts';
import type { Selection } from './scene.ts';
import { stageBar } from './tables.ts';
import { formatTime } from './time-view.ts';
import { formatSmallShare, frameText, markText, outcomeText } from './words.ts';

/** The tooltip tells how busy a thread was between so many microseconds before and after the pointer. */
const AROUND_US = 500_000;

/** Describes the selection in one sentence, for the status line. */
export function selectionText(traces: readonly TraceRows[], selection: Selection | null): string {
  const rows = selection ? traces[selection.trace] : undefined;
  if (!selection || !rows) return '';
  if (selection.kind === 'frame') {
    return frameText(rows.table, rows.frames.row[selection.position] as number);
  }
  const record = rows.trace.lanes[selection.lane]?.at(selection.record);
  return record ? markText(record) : '';
}

/** Returns the content of the details' panel. */
export function detailsOf(traces: readonly TraceRows[], selection: Selection): TemplateResult {
  const rows = traces[selection.trace] as TraceRows;
  const letter = traces.length > 1 ? `Trace ${'AB'[selection.trace]}, ` : '';
  if (selection.kind === 'frame') return frameDetails(rows, selection.position, letter);
  const record = (rows.trace.lanes[selection.lane] as Records).at(selection.record);
  const atUs = record.timeUs - rows.trace.metadata.startUs;
  return html`
    <h3 id="details" tabindex="-1">${letter}${markText(record)}</h3>
    <p class="hint">${LANE_NAMES[selection.lane]} thread, at ${formatTime(atUs, 1000)}</p>
  `;
}

function frameDetails(rows: TraceRows, position: number, letter: string): TemplateResult {
  const { table, frames, trace } = rows;
  const row = frames.row[position] as number;
  const stages = stagesOf(table, row);
  const outcome = table.outcome[row] as number;
  const version = table.settings[row] as number;
  const settings = trace.metadata.settings.find((entry) => entry.version === version);
  const startUs = frames.startUs[position] as number;
  return html`
    <header>
      <h3 id="details" tabindex="-1">${letter}frame ${table.sequence[row]}</h3>
      <p class=${outcome > PRESENTED ? 'dropped' : 'hint'}>${outcomeText(outcome)}</p>
      <p class="hint">
        at ${formatTime(startUs, 1000)}${table.touched[row] ? '; a collection was noticed near it' : nothing}
      </p>
    </header>
    <div class="columns">
      <div>
        ${outcome === PRESENTED ? stageBar(stages, table.latencyUs[row] as number) : nothing}
        <dl class="stages">
          ${STAGES.map(
            (stage) =>
              html`<div><dt><i class="key ${stage}"></i>${stage}</dt><dd>${formatMs(stages[stage])}</dd></div>`,
          )}
          <div><dt>latency, ms</dt><dd><b>${formatMs(table.latencyUs[row])}</b></dd></div>
        </dl>
        <p class="hint">
          ${settings ? settingsText(settings) : 'settings not known'}; slots in use
          ${table.depth[row] || NOTHING}
        </p>
      </div>
      ${threadsOf(rows, position)}
    </div>
  `;
}

/** Lists the threads that worked on a frame, with times. */
function threadsOf(rows: TraceRows, position: number) {
  const startUs = rows.frames.startUs[position] as number;
  const found = rows.threads.flatMap((thread) => {
    const index = sliceOfFrame(rows, thread, position);
    if (index < 0) return [];
    const fromUs = (thread.slices.startUs[index] as number) - startUs;
    const tookUs = (thread.slices.endUs[index] as number) - (thread.slices.startUs[index] as number);
    const record = (rows.trace.lanes[thread.lane] as Records).at(thread.slices.record[index] as number);
    const stripes = record.kind === TRACE_KINDS.kernel ? formatCount(record.b) : NOTHING;
    return [{ name: thread.name, fromUs, tookUs, stripes }];
  });
  if (found.length === 0)
    return html`<p class="hint">The trace does not say which threads worked on this frame.</p>`;
  return html`
    <table>
      <caption class="unseen">Threads that worked on the frame, times in milliseconds</caption>
      <thead>
        <tr><th scope="col">thread</th><th scope="col">after, ms</th><th scope="col">took, ms</th><th scope="col">stripes</th></tr>
      </thead>
      <tbody>
        ${found.map(
          ({ name, fromUs, tookUs, stripes }) => html`
            <tr><th scope="row">${name}</th><td>${formatMs(fromUs)}</td><td>${formatMs(tookUs)}</td><td>${stripes}</td></tr>
          `,
        )}
      </tbody>
    </table>
  `;
}

/** Returns the lines of the tooltip. */
export function hitText(traces: readonly TraceRows[], hit: Hit): string[] {
  const rows = traces[hit.trace] as TraceRows;
  if (hit.kind === 'frame') {
    const row = rows.frames.row[hit.position] as number;
    const stages = stagesOf(rows.table, row);
    const isKnown = rows.table.outcome[row] === PRESENTED;
    return [
      ...(hit.among > 1 ? [`The slowest of ${formatCount(hit.among)} here`] : []),
      frameText(rows.table, row),
      ...(isKnown ? [STAGES.map((stage) => `${stage} ${formatMs(stages[stage])}`).join(', ')] : []),
    ];
  }
  if (hit.kind === 'settings') {
    const settings = rows.settings[hit.index];
    return settings ? [settingsText(settings)] : [];
  }
  const { thread } = hit;
  if (hit.kind === 'busy') {
    const fromUs = Math.max(0, hit.us - AROUND_US);
    const toUs = Math.min(rows.extentUs, hit.us + AROUND_US);
    const share = (busyUntil(thread.slices, toUs) - busyUntil(thread.slices, fromUs)) / (toUs - fromUs);
    return [`${thread.name}: busy ${formatSmallShare(share)} of the second around`];
  }
  const columns = hit.kind === 'slice' ? thread.slices : thread.marks;
  const record = (rows.trace.lanes[thread.lane] as Records).at(columns.record[hit.index] as number);
  if (hit.kind === 'mark' || isFrameless(thread.lane)) return [markText(record)];
  const work = record.kind === TRACE_KINDS.kernel ? `, ${formatCount(record.b)} stripes` : '';
  return [`${thread.name}: frame ${record.sequence}`, `${formatMs(record.durationUs)} ms${work}`];
}
