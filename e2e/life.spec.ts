/** The end of a pipeline leaves nothing open: on every sink, with and without isolation, with and without sound. */

import { expect, test } from 'playwright/test';
import {
  CAMERA,
  expectNothingLeft,
  expectNoWorker,
  openLife,
  PATTERN,
  PLACES,
  SINKS,
  sinksOf,
} from './support/life.ts';

// A request may still be on its way when a test ends.
test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }));

for (const place of PLACES) {
  test.describe(place, () => {
    test.beforeEach(({ page }) => openLife(page, place));

    for (const sink of sinksOf(place)) {
      for (const audio of ['off', 'microphone'] as const) {
        test(`the consumer stops the output track: ${sink}, sound ${audio}`, async ({ page }) => {
          const result = await page.evaluate(
            async ([source, sink, audio]) => {
              const pipeline = await life.create({ source, sink, threads: 2, audio: { source: audio } });
              await life.presented(pipeline, 3);
              const states = life.log(pipeline);
              const tracks = pipeline.stream.getTracks();
              pipeline.stream.getVideoTracks()[0]?.stop();
              await life.reached(pipeline, 'closed', 'failed', 'ended');
              const devices = life.devices.map(({ readyState }) => readyState);
              await pipeline.close();
              const after = tracks.map(({ readyState }) => readyState);
              return { states, devices, after, error: pipeline.error && String(pipeline.error) };
            },
            [CAMERA, sink, audio] as const,
          );
          expect(result).toEqual({
            states: ['running', 'closed'],
            devices: audio === 'microphone' ? ['ended', 'ended'] : ['ended'],
            after: audio === 'off' ? ['ended'] : ['ended', 'ended'],
            error: null,
          });
          await expectNothingLeft(page);
        });
      }

      test(`the source ends: ${sink}`, async ({ page }) => {
        const result = await page.evaluate(
          async ([source, sink]) => {
            const pipeline = await life.create({ source, sink, threads: 1, audio: { source: 'microphone' } });
            await life.presented(pipeline, 3);
            const states = life.log(pipeline);
            const [video] = pipeline.stream.getVideoTracks() as [MediaStreamTrack];
            let ends = 0;
            video.addEventListener('ended', () => ends++);
            const recorder = new MediaRecorder(pipeline.stream);
            const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve));
            recorder.start();
            // Ends as if somebody else stopped the device's track.
            life.devices.find(({ kind }) => kind === 'video')?.stop();
            await Promise.all([stopped, life.reached(pipeline, 'ended')]);
            const { state } = pipeline;
            await pipeline.close();
            return { state, states, ends, track: video.readyState, recorder: recorder.state };
          },
          [CAMERA, sink] as const,
        );
        expect(result).toEqual({
          state: 'ended',
          states: ['running', 'ended', 'closed'],
          ends: 1,
          track: 'ended',
          recorder: 'inactive',
        });
        await expectNothingLeft(page);
      });

      test(`the source ends, and the output is held: ${sink}`, async ({ page }) => {
        const result = await page.evaluate(
          async ([source, sink]) => {
            const pipeline = await life.create({
              ...{ source, sink, threads: 1, whenSourceEnds: 'hold' },
              audio: { source: 'tone' },
            });
            await life.presented(pipeline, 3);
            const states = life.log(pipeline);
            const [video] = pipeline.stream.getVideoTracks() as [MediaStreamTrack];
            let told = 0;
            video.addEventListener('ended', () => told++);
            life.devices[0]?.stop();
            await life.reached(pipeline, 'lost', 'ended', 'failed');
            const held = [video.readyState, told];
            const closed = await life.withinTwoSeconds(pipeline.close());
            return { states, held, closed, after: video.readyState };
          },
          [CAMERA, sink] as const,
        );
        expect(result).toEqual({
          states: ['running', 'lost', 'closed'],
          held: ['live', 0],
          closed: 'done',
          after: 'ended',
        });
        await expectNothingLeft(page);
      });
    }

    for (const audio of ['off', 'tone', 'microphone'] as const) {
      test(`devices are off when close() returns, before it resolves: sound ${audio}`, async ({ page }) => {
        const result = await page.evaluate(
          async ([source, audio]) => {
            const pipeline = await life.create({ source, threads: 2, audio: { source: audio } });
            await life.presented(pipeline, 3);
            const before = life.live().length;
            const closed = pipeline.close();
            const after = life.live();
            const again = pipeline.close();
            const how = await life.withinTwoSeconds(Promise.all([closed, again]));
            return { before, after, how, state: pipeline.state, inFlight: pipeline.stats().inFlight };
          },
          [CAMERA, audio] as const,
        );
        expect(result).toEqual({
          before: audio === 'microphone' ? 2 : 1,
          after: [],
          how: 'done',
          state: 'closed',
          inFlight: 0,
        });
        await expectNothingLeft(page);
      });
    }

    test('close() from a listener of its own event tears down once', async ({ page }) => {
      const result = await page.evaluate(async (source) => {
        const pipeline = await life.create({ source, threads: 2, audio: { source: 'tone' } });
        const states = life.log(pipeline);
        const closings: Promise<void>[] = [];
        pipeline.addEventListener('statechange', () => closings.push(pipeline.close()));
        closings.push(pipeline.close());
        const how = await life.withinTwoSeconds(Promise.all(closings));
        await pipeline.close();
        return { how, ends: states.filter((state) => state === 'closed').length, last: states.at(-1) };
      }, PATTERN);
      expect(result).toEqual({ how: 'done', ends: 1, last: 'closed' });
      await expectNothingLeft(page);
    });

    test('close() from a listener when the source ends', async ({ page }) => {
      const result = await page.evaluate(async (source) => {
        const pipeline = await life.create({ source, threads: 2, audio: { source: 'microphone' } });
        await life.presented(pipeline, 3);
        const states = life.log(pipeline);
        const closed = new Promise<string>((resolve) => {
          pipeline.addEventListener('statechange', () => {
            if (pipeline.state === 'ended') resolve(life.withinTwoSeconds(pipeline.close()));
          });
        });
        life.devices[0]?.stop();
        return { closed: await closed, states };
      }, CAMERA);
      expect(result).toEqual({ closed: 'done', states: ['running', 'ended', 'closed'] });
      await expectNothingLeft(page);
    });

    test('a track that the app made survives, also one that it added', async ({ page }) => {
      const result = await page.evaluate(async () => {
        const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
        const [[video], [audio]] = [stream.getVideoTracks(), stream.getAudioTracks()];
        if (!video || !audio) throw new Error('no track');
        const states: string[] = [];
        for (const how of ['close', 'output'] as const) {
          const pipeline = await life.create({ source: video, threads: 1, audio: { source: audio } });
          const added = audio.clone();
          pipeline.stream.addTrack(added);
          await life.presented(pipeline, 3);
          if (how === 'output') pipeline.stream.getVideoTracks()[0]?.stop();
          else await pipeline.close();
          await life.reached(pipeline, 'closed');
          await pipeline.close();
          states.push(...[video, audio, added].map(({ readyState }) => readyState));
          added.stop();
        }
        for (const track of stream.getTracks()) track.stop();
        return states;
      });
      expect(result).toEqual(Array(6).fill('live'));
      await expectNothingLeft(page);
    });

    test('after close() and during it no thread is started', async ({ page }) => {
      const workers: string[] = [];
      await page.evaluate(async (source) => {
        const pipeline = await life.create({ source, threads: 1 });
        await life.presented(pipeline, 3);
        Object.assign(globalThis, { pipeline });
      }, PATTERN);
      page.on('worker', (worker) => workers.push(worker.url()));
      const result = await page.evaluate(async () => {
        const { pipeline } = globalThis as unknown as { pipeline: import('../src/types.ts').Pipeline };
        const most = pipeline.maxThreads;
        const closed = pipeline.close();
        const during = await pipeline.setThreads(most).catch(String);
        await closed;
        const after = await pipeline.setThreads(most).catch(String);
        await pipeline.prepareThreads(most).catch(String);
        return { during, after, threads: pipeline.stats().threads };
      });
      expect(result).toEqual({ during: undefined, after: undefined, threads: 1 });
      await expectNothingLeft(page);
      expect(workers).toEqual([]);
    });

    test('threads that are still being started when it is closed go, too', async ({ page }) => {
      const result = await page.evaluate(async (source) => {
        const pipeline = await life.create({ source, threads: 1 });
        const more = pipeline.setThreads(pipeline.maxThreads).catch(String);
        await pipeline.close();
        return life.withinTwoSeconds(more);
      }, PATTERN);
      expect(result).toBe('done');
      await expectNothingLeft(page);
    });

    test('of two pipelines that overlap the first is aborted, and the second runs', async ({ page }) => {
      const result = await page.evaluate(async (source) => {
        const first = new AbortController();
        const reason = new Error('mine');
        const one = life
          .create({ source, threads: 1, signal: first.signal, audio: { source: 'microphone' } })
          .then(
            ({ state }) => state,
            (error) => error === reason,
          );
        first.abort(reason);
        const two = await life.create({ source, threads: 1, audio: { source: 'microphone' } });
        const rejected = await one;
        await life.presented(two, 3);
        const devices = life.live();
        await two.close();
        return { rejected, devices };
      }, CAMERA);
      expect(result).toEqual({ rejected: true, devices: ['video', 'audio'] });
      await expectNothingLeft(page);
    });
  });
}

test.describe('other sources', () => {
  test.beforeEach(({ page }) => openLife(page));

  for (const sink of SINKS) {
    test(`a track that the app feeds ends by itself: ${sink}`, async ({ page }) => {
      const result = await page.evaluate(async (sink) => {
        const { track, end } = life.give();
        const pipeline = await life.create({ source: track, sink, threads: 1 });
        await life.presented(pipeline, 3);
        const [video] = pipeline.stream.getVideoTracks() as [MediaStreamTrack];
        const told = new Promise((resolve) => video.addEventListener('ended', resolve));
        end();
        await told;
        await pipeline.close();
        return [pipeline.state, video.readyState];
      }, sink);
      expect(result).toEqual(['closed', 'ended']);
      await expectNoWorker(page);
    });
  }
});
