/**
 * Opens whatever sound a caller asked for. In: a checked source. Out: an `OpenAudioSource`, which makes the node that the
 * graph begins with. Main thread.
 */

import { UnsupportedError } from '../errors.ts';
import { AUDIO_MAX_CHANNELS } from '../generated/layout.ts';
import type { Life } from '../pipeline/life.ts';
import { openMicrophone } from './microphone.ts';
import type { CheckedAudioSource } from './options.ts';
import { openPieces, type TrackPieces } from './pieces.ts';

/** An open source of sound. */
export interface OpenAudioSource {
  readonly type: CheckedAudioSource['type'];
  /** 1 or 2. */
  readonly channels: number;
  /** By how much the browser says that the sound is late when it comes, in milliseconds; 0 where it says nothing. */
  readonly latencyMs: number;
  /** How much it has delivered so far, in milliseconds; `null` where the browser does not count. */
  readonly deliveredMs: number | null;
  /** A track's sound in shared memory; `null` where it comes through a node, or is made by the audio thread. */
  readonly pieces: TrackPieces | null;
  /** The first node of the graph; `null` where the audio thread makes the sound itself. */
  connect(context: AudioContext): Promise<AudioNode | null>;
  /** Called when it ends by itself: unplugged, or the track was stopped. */
  onEnded: (() => void) | null;
}

/** `isolated`: memory can be shared. `life` gives devices back. @throws the errors of `openMicrophone`. */
export async function openAudioSource(
  source: CheckedAudioSource,
  isolated: boolean,
  life: Life,
): Promise<OpenAudioSource> {
  switch (source.type) {
    case 'tone':
      return { ...silent('tone'), connect: async () => null };
    case 'file':
      return {
        ...silent('file'),
        channels: AUDIO_MAX_CHANNELS,
        connect: (context) => loop(context, source.file),
      };
    case 'track':
      return openTrack('track', source.track, isolated, life);
    default: {
      const track = await openMicrophone(source, life.signal);
      life.own({ off: () => track.stop() });
      return openTrack('microphone', track, isolated, life);
    }
  }
}

function silent<T extends CheckedAudioSource['type']>(type: T) {
  return {
    type,
    channels: 1,
    latencyMs: 0,
    deliveredMs: null,
    pieces: null,
    onEnded: null,
  };
}

/** The track itself is stopped by whoever opened it. */
function openTrack(
  type: 'track' | 'microphone',
  track: MediaStreamTrack,
  isolated: boolean,
  life: Life,
): OpenAudioSource {
  const { channelCount = AUDIO_MAX_CHANNELS, latency = 0 } = track.getSettings() as MediaTrackSettings & {
    latency?: number;
  };
  const channels = Math.min(AUDIO_MAX_CHANNELS, Math.max(1, channelCount));
  const pieces = isolated ? openPieces(track, channels, life) : null;
  const opened: OpenAudioSource = {
    type,
    channels,
    pieces,
    latencyMs: latency * 1000,
    get deliveredMs() {
      return delivered(track);
    },
    onEnded: null,
    connect: async (context) => context.createMediaStreamSource(new MediaStream([track])),
  };
  // Not fired by our own `stop`.
  track.addEventListener('ended', () => opened.onEnded?.(), { signal: life.signal });
  return opened;
}

/** Chromium's, of microphones only. */
function delivered(track: MediaStreamTrack): number | null {
  const counted = track as MediaStreamTrack & { stats?: { deliveredFramesDuration?: number } };
  try {
    return counted.stats?.deliveredFramesDuration ?? null;
  } catch {
    return null;
  }
}

/** @throws UnsupportedError for a file that the browser cannot decode. */
async function loop(context: AudioContext, file: Blob): Promise<AudioNode> {
  const bytes = await file.arrayBuffer();
  const buffer = await context.decodeAudioData(bytes).catch((cause: unknown) => {
    throw new UnsupportedError('This browser cannot decode that sound file. Use WAV, MP3 or Ogg.', { cause });
  });
  const node = new AudioBufferSourceNode(context, { buffer, loop: true });
  node.start();
  return node;
}
