/** The three formats, there and back: what a trace holds must survive each of them, to the last bit. */

import { describe, expect, it } from 'vitest';
import { makeTrace, seededRandom } from '../../e2e/support/trace-fixture.ts';
import { TRACE_LANES } from '../generated/layout.ts';
import { Records } from '../memory/records.ts';
import { MOST_FILE_BYTES, parseTrace, TraceFormatError } from './parse.ts';
import { Trace } from './trace.ts';

const FORMATS = ['toChromeJson', 'toPerfetto', 'toCsv'] as const;

/** Everything of a trace, to be compared. */
function contents(trace: Trace): object {
  return { metadata: trace.metadata, words: trace.lanes.map((records) => [...records.words]) };
}

function withLanes(trace: Trace, lanes: readonly Records[]): Trace {
  return new Trace(trace.metadata, lanes);
}

/** Records of every bit pattern, known kinds and unknown ones, in every lane. */
function wildTrace(seed: number, count: number): Trace {
  const random = seededRandom(seed);
  const bits = (number: number) => Math.floor(random() * 2 ** number);
  const lanes = Array.from({ length: TRACE_LANES }, () => new Records(1));
  for (let record = 0; record < count; record++) {
    lanes[bits(16) % TRACE_LANES]?.append({
      kind: random() < 0.8 ? 1 + (bits(8) % 12) : bits(8),
      detail: bits(24),
      sequence: random() < 0.1 ? 0xffff_ffff : bits(6),
      timeUs: random() * 1e9,
      durationUs: bits(random() < 0.1 ? 32 : 20) / 1000,
      a: bits(32),
      b: bits(32),
      c: bits(32),
    });
  }
  return withLanes(makeTrace({ seconds: 0.1, frameRate: 10, seed: 1, threads: 1 }), lanes);
}

describe.each(FORMATS)('%s', (format) => {
  it.each([
    { seconds: 8, frameRate: 60, seed: 1, threads: 2 },
    { seconds: 3, frameRate: 30, seed: 2, threads: 8, latencyScale: 20 },
    { seconds: 0, frameRate: 30, seed: 3, threads: 1 },
  ])('is read back whole: %o', async (options) => {
    const trace = makeTrace(options);
    const back = await parseTrace(trace[format]());
    expect(contents(back)).toEqual(contents(trace));
    expect(back.frames).toEqual(trace.frames);
  });

  it.each([1, 2, 3])('keeps records that no pipeline writes, seed %i', async (seed) => {
    const trace = wildTrace(seed, 500);
    expect(contents(await parseTrace(trace[format]()))).toEqual(contents(trace));
  });

  it('says that a file is cut off, wherever it is', async () => {
    const file = makeTrace({ seconds: 0.5, frameRate: 30, seed: 1, threads: 1 })[format]();
    const random = seededRandom(7);
    for (let cut = 0; cut < 40; cut++) {
      const part = file.slice(0, Math.floor(random() * (file.size - 4)));
      await expect(parseTrace(part)).rejects.toThrow(TraceFormatError);
    }
  });

  it('gives a sentence or a trace for a file with changed bytes, and nothing else', async () => {
    const file = makeTrace({ seconds: 0.2, frameRate: 30, seed: 1, threads: 1 })[format]();
    const bytes = new Uint8Array(await file.arrayBuffer());
    const random = seededRandom(8);
    for (let change = 0; change < 200; change++) {
      const changed = bytes.slice();
      changed[Math.floor(random() * changed.length)] = Math.floor(random() * 256);
      const outcome = await parseTrace(new Blob([changed])).catch((error: unknown) => error);
      if (!(outcome instanceof Trace)) expect(outcome).toBeInstanceOf(TraceFormatError);
    }
  });
});

describe('parseTrace', () => {
  it('tells the formats apart whatever the first lengths in them are', async () => {
    const { metadata, lanes } = makeTrace({ seconds: 0.1, frameRate: 30, seed: 1, threads: 1 });
    for (let length = 0; length < 300; length++) {
      const machine = { ...metadata.machine, userAgent: '{'.repeat(length) };
      const trace = new Trace({ ...metadata, machine }, lanes);
      for (const format of FORMATS) {
        expect((await parseTrace(trace[format]())).metadata.machine).toEqual(machine);
      }
    }
  });

  const refusal = async (content: BlobPart): Promise<string> => {
    const error: unknown = await parseTrace(new Blob([content])).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TraceFormatError);
    expect(error).toBeInstanceOf(TypeError);
    return (error as TraceFormatError).message;
  };

  it('says what other files are', async () => {
    expect(await refusal('')).toMatch(/empty/);
    expect(await refusal('{"traceEvents":[{"ph":"X","name":"a","ts":1,"dur":2,"pid":1,"tid":1}]}')).toMatch(
      /Chrome trace, but not one of Ringlight: open it in ui\.perfetto\.dev/,
    );
    expect(await refusal('[{"ph":"X"}]')).toMatch(/Chrome trace, but not one of Ringlight/);
    expect(await refusal('{"name":"x"}')).toMatch(/JSON file, but not a Ringlight trace/);
    expect(await refusal('null')).toMatch(/not a trace/);
    expect(await refusal('{"name":')).toMatch(/not: it may be cut off/);
    expect(await refusal('name,age\n1,2\n')).toMatch(/not a trace.*Chrome JSON, Perfetto/);
    expect(await refusal('"# Ringlight trace: one row"\n')).toMatch(/another program has saved again/);
    expect(await refusal(new Uint8Array([0x1f, 0x8b, 8, 0]))).toMatch(/compressed/);
    expect(await refusal(new Uint8Array([0x50, 0x4b, 3, 4]))).toMatch(/compressed/);
    // A packet with a timestamp and nothing else: Perfetto's, but not ours.
    expect(await refusal(new Uint8Array([0x0a, 0x02, 0x40, 0x01]))).toMatch(/Perfetto trace, but not one/);
    expect(await refusal(new Uint8Array([0x0a, 0xff, 0xff, 0xff, 0x7f, 0]))).toMatch(/not a trace/);
    expect(await refusal(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))).toMatch(/not a trace/);
  });

  it('refuses a newer version of the file and of the metadata', async () => {
    const text = await makeTrace({ seconds: 0.1, frameRate: 30, seed: 1, threads: 1 }).toChromeJson().text();
    const envelope = text.replace(
      '"format":"ringlight-trace","version":1',
      '"format":"ringlight-trace","version":2',
    );
    const metadata = text.replace('"metadata":{"version":1', '"metadata":{"version":7');
    for (const changed of [envelope, metadata]) {
      expect(changed).not.toBe(text);
      expect(await refusal(changed)).toMatch(/newer Ringlight \(version [27]; this one reads up to 1\)/);
    }
  });

  it('names what is missing or does not belong there', async () => {
    const text = await makeTrace({ seconds: 0.5, frameRate: 30, seed: 1, threads: 1 }).toCsv().text();
    const lines = text.split('\n');
    expect(await refusal(lines.toSpliced(8, 1).join('\n'))).toMatch(/thread "pool 0" has \d+ of \d+ records/);
    expect(await refusal(text.replace('pool 0,kernel', 'pool 9,kernel'))).toMatch(/line \d+ is not a record/);
    expect(await refusal(text.replace('box-blur","radius":5', 'box-blur","radius":500'))).toMatch(
      /damaged: its filters\[0\]\.radius is 5000; .*from 0 to 127/,
    );
    expect(await refusal(text.replace('"sink":"video"', '"sink":"paper"'))).toMatch(/its sink is not one/);
    const json = await makeTrace({ seconds: 0.5, frameRate: 30, seed: 1, threads: 1 }).toChromeJson().text();
    expect(await refusal(json.replace('"record":[8,3,', '"record":[8,2,'))).toMatch(
      /record \d of thread "capture"/,
    );
    expect(await refusal(json.replace('"record":[8,3,', '"record":[8,300,'))).toMatch(
      /does not belong there/,
    );
  });

  it('takes rows that a spreadsheet has ended with carriage returns', async () => {
    const trace = makeTrace({ seconds: 0.5, frameRate: 30, seed: 1, threads: 1 });
    const text = (await trace.toCsv().text()).replaceAll('\n', '\r\n');
    expect(contents(await parseTrace(new Blob(['\ufeff', text])))).toEqual(contents(trace));
  });

  it('refuses a file that is too large before it reads it', async () => {
    const huge = {
      size: MOST_FILE_BYTES + 1,
      slice: () => expect.fail('read'),
      text: () => expect.fail('read'),
    };
    await expect(parseTrace(huge as unknown as Blob)).rejects.toThrow(/401 MB; at most 400 MB/);
  });
});
