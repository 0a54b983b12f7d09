/**
 * Opens the source of sound. In: a checked source. Out: an `OpenAudioSource`, which makes the graph's first node. Main thread.
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
  /** The source's latency as the browser tells it, in milliseconds. 0 if the browser tells nothing. */
  readonly latencyMs: number;
  /** Sound delivered so far, in milliseconds. `null` if the browser does not count. */
  readonly deliveredMs: number | null;
  /** A track's sound in shared memory. `null` if it comes through a node or the audio thread makes it. */
  readonly pieces: TrackPieces | null;
  /** The first node of the graph. `null` if the audio thread makes the sound itself. */
  connect(context: AudioContext): Promise<AudioNode | null>;
  /** Called when the source ends by itself: it was unplugged, or the track was stopped. */
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

/** Opens a track. The one who opened the track also stops it. */
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
  // Our own call of `stop` does not fire this event.
  track.addEventListener('ended', () => opened.onEnded?.(), { signal: life.signal });
  return opened;
}

/** Milliseconds delivered. Only Chromium counts them, and only for microphones. */
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
