/**
 * Reads the colours of the drawings from the element's own style. In: an element. Out: colours that a canvas understands.
 * Main thread. It runs when the theme changes, not for each drawing.
 */

const COLORS = [
  'ink',
  'muted',
  'line',
  'panel',
  'raised',
  'accent',
  'alarm',
  'latency',
  'copy',
  'wait',
  'kernel',
  'present',
  'main',
] as const;

/** Colours by their meaning, a font, and the pattern of dropped frames. */
export interface Theme extends Record<(typeof COLORS)[number], string> {
  /** Font of all text, without its size. */
  font: string;
  /** Stripes of the alarm colour. So colour is not the only sign of a dropped frame. */
  hatch: CanvasPattern | string;
}

/** Reads the theme that is in force inside `inside`. For a moment `inside` gets a child. */
export function readTheme(inside: ParentNode & Node): Theme {
  const probe = document.createElement('span');
  probe.hidden = true;
  inside.append(probe);
  const theme = {} as Theme;
  for (const name of COLORS) {
    probe.style.color = `var(--_${name})`;
    theme[name] = getComputedStyle(probe).color;
  }
  theme.font = getComputedStyle(probe).fontFamily;
  probe.remove();
  theme.hatch = hatch(theme.alarm);
  return theme;
}

function hatch(color: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = 6;
  tile.height = 6;
  const context = tile.getContext('2d');
  if (!context) return color;
  context.fillStyle = color;
  context.globalAlpha = 0.3;
  context.fillRect(0, 0, 6, 6);
  context.globalAlpha = 1;
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const offset of [-3, 3, 9]) {
    context.moveTo(offset - 1, 7);
    context.lineTo(offset + 7, -1);
  }
  context.stroke();
  return context.createPattern(tile, 'repeat') ?? color;
}
