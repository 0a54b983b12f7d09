/**
 * The `webgl` sink: planes go from shared memory directly into textures. A shader converts them to RGB.
 * In: slots. Out: pixels on a canvas. Present thread.
 *
 * The conversion follows ITU-T H.273 and uses the frame's matrix and range. A frame without a matrix counts as BT.601 if it has
 * fewer than 720 lines, else as BT.709. A frame without a range counts as limited range.
 *
 * The vertex shader turns the picture upright. The canvas has the display size, and the picture fills it. The first frame
 * decides whether the canvas has alpha: see `canvas.ts`.
 */

import { FORMATS, PLANE, SLOT_HEADER } from '../../src/generated/layout.ts';
import { isFlipped, rotationOf, unpackColour } from '../../src/memory/frame-codes.ts';
import type { SlotViews } from '../../src/memory/slots.ts';
import { hasAlpha } from './frame.ts';
import type { WorkerSink } from './sink.ts';

// `turn` maps a place in the upright picture to a place in the stored picture. It counts both places from the centre.
const VERTEX = `#version 300 es
uniform mat2 turn;
out vec2 at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = turn * (vec2(corner.x, 1.0 - corner.y) - 0.5) + 0.5;
  gl_Position = vec4(2.0 * corner - 1.0, 0.0, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec2 at;
out vec4 colour;
uniform sampler2D plane0, plane1, plane2;
uniform int format;
uniform mat3 matrix;
uniform vec3 offset;
uniform vec2 chromaShare;
void main() {
  vec4 first = texture(plane0, at);
  if (format == ${FORMATS.RGBA}) { colour = vec4(first.rgb * first.a, first.a); return; }
  if (format == ${FORMATS.BGRA}) { colour = vec4(first.bgr * first.a, first.a); return; }
  vec2 c = at * chromaShare;
  vec2 chroma = format == ${FORMATS.NV12} ? texture(plane1, c).rg : vec2(texture(plane1, c).r, texture(plane2, c).r);
  colour = vec4(clamp(matrix * (vec3(first.r, chroma) - offset), 0.0, 1.0), 1.0);
}`;

/** Kr and Kb by matrix coefficients (H.273, table 4). */
const LUMA_WEIGHTS: Readonly<Record<string, readonly [number, number]>> = {
  bt709: [0.2126, 0.0722],
  bt470bg: [0.299, 0.114],
  smpte170m: [0.299, 0.114],
  'bt2020-ncl': [0.2627, 0.0593],
};

/** Header fields that the textures depend on. */
const TEXTURE_FIELDS = [SLOT_HEADER.format, SLOT_HEADER.width, SLOT_HEADER.height];
/** Further header fields that canvas and uniforms depend on. */
const VIEW_FIELDS = [
  SLOT_HEADER.colour,
  SLOT_HEADER.orientation,
  SLOT_HEADER.displayWidth,
  SLOT_HEADER.displayHeight,
];

/** A context and the program in use on it. */
interface Drawing {
  readonly gl: WebGL2RenderingContext;
  program: WebGLProgram;
}

/** Uploads planes and draws them. */
export class WebGlSink implements WorkerSink {
  readonly #canvas: OffscreenCanvas;
  #drawing: Drawing | undefined;
  #lost = false;
  /** What textures, canvas and uniforms are set up for. */
  readonly #textures = TEXTURE_FIELDS.map(() => -1);
  readonly #view = VIEW_FIELDS.map(() => -1);

  constructor(canvas: OffscreenCanvas) {
    this.#canvas = canvas;
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      this.#lost = true;
    });
    canvas.addEventListener('webglcontextrestored', () => {
      if (this.#drawing) this.#drawing.program = setUp(this.#drawing.gl);
      this.#textures.fill(-1);
      this.#lost = false;
    });
  }

  async hand(views: SlotViews, slot: number): Promise<void> {
    // While the context is lost, frames are accepted but not shown. The browser restores the context by itself.
    if (this.#lost) return;
    this.#drawing ??= open(this.#canvas, hasAlpha(views, slot));
    this.#prepare(this.#drawing, views, slot);
    const { gl } = this.#drawing;
    const bytes = views.bytes(slot);
    for (let plane = 0; plane < views.word(slot, SLOT_HEADER.planeCount); plane++) {
      const channels = views.plane(slot, plane, PLANE.channels);
      gl.activeTexture(gl.TEXTURE0 + plane);
      gl.pixelStorei(gl.UNPACK_ROW_LENGTH, views.plane(slot, plane, PLANE.stride) / channels);
      gl.texSubImage2D(
        gl.TEXTURE_2D,
        0,
        0,
        0,
        views.plane(slot, plane, PLANE.width),
        views.plane(slot, plane, PLANE.height),
        channels === 1 ? gl.RED : channels === 2 ? gl.RG : gl.RGBA,
        gl.UNSIGNED_BYTE,
        bytes,
        views.plane(slot, plane, PLANE.output),
      );
    }
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /** Sets up canvas, textures and uniforms for the slot's header, if it changed. */
  #prepare({ gl, program }: Drawing, views: SlotViews, slot: number): void {
    const newTextures = remember(this.#textures, TEXTURE_FIELDS, views, slot);
    const newView = remember(this.#view, VIEW_FIELDS, views, slot);
    if (newTextures) this.#makeTextures(gl, views, slot);
    if (!newTextures && !newView) return;
    this.#canvas.width = views.word(slot, SLOT_HEADER.displayWidth);
    this.#canvas.height = views.word(slot, SLOT_HEADER.displayHeight);
    gl.viewport(0, 0, gl.drawingBufferWidth, gl.drawingBufferHeight);
    const height = views.word(slot, SLOT_HEADER.height);
    const { matrix, offset } = conversion(views.word(slot, SLOT_HEADER.colour), height);
    const uniform = (name: string) => gl.getUniformLocation(program, name);
    gl.uniform1i(uniform('format'), views.word(slot, SLOT_HEADER.format));
    gl.uniformMatrix3fv(uniform('matrix'), false, matrix);
    gl.uniform3fv(uniform('offset'), offset);
    gl.uniformMatrix2fv(uniform('turn'), false, turnOf(views.word(slot, SLOT_HEADER.orientation)));
    // In odd sizes half of the last chroma column and row lies outside the picture.
    const chroma = (field: number) => 2 * (views.plane(slot, 1, field) || 1);
    gl.uniform2f(
      uniform('chromaShare'),
      views.word(slot, SLOT_HEADER.width) / chroma(PLANE.width),
      height / chroma(PLANE.height),
    );
  }

  #makeTextures(gl: WebGL2RenderingContext, views: SlotViews, slot: number): void {
    for (let plane = 0; plane < views.word(slot, SLOT_HEADER.planeCount); plane++) {
      const channels = views.plane(slot, plane, PLANE.channels);
      gl.activeTexture(gl.TEXTURE0 + plane);
      gl.deleteTexture(gl.getParameter(gl.TEXTURE_BINDING_2D));
      gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
      gl.texStorage2D(
        gl.TEXTURE_2D,
        1,
        channels === 1 ? gl.R8 : channels === 2 ? gl.RG8 : gl.RGBA8,
        views.plane(slot, plane, PLANE.width),
        views.plane(slot, plane, PLANE.height),
      );
    }
  }

  async close(): Promise<void> {
    this.#drawing?.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/** Writes a slot's `fields` into `values`. Returns whether one changed. Hot: allocates nothing. */
function remember(values: number[], fields: readonly number[], views: SlotViews, slot: number): boolean {
  let changed = false;
  for (let index = 0; index < fields.length; index++) {
    const value = views.word(slot, fields[index] as number);
    if (values[index] !== value) changed = true;
    values[index] = value;
  }
  return changed;
}

function open(canvas: OffscreenCanvas, alpha: boolean): Drawing {
  const gl = canvas.getContext('webgl2', { alpha, antialias: false, depth: false, desynchronized: true });
  if (!gl) throw new Error('the browser gives no WebGL2 context for the output canvas');
  return { gl, program: setUp(gl) };
}

/**
 * Returns the matrix `turn`, by columns. An orientation first turns the picture clockwise. Then it may swap left and right. The
 * matrix undoes these steps in reverse order: it swaps first, then turns counterclockwise.
 */
function turnOf(orientation: number): Float32Array {
  const radians = (rotationOf(orientation) * Math.PI) / 180;
  const [cos, sin] = [Math.round(Math.cos(radians)), Math.round(Math.sin(radians))];
  const across = isFlipped(orientation) ? -1 : 1;
  return new Float32Array([across * cos, -across * sin, sin, cos]);
}

function setUp(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type) as WebGLShader;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(`the conversion shader does not link: ${gl.getProgramInfoLog(program)}`);
  }
  gl.useProgram(program);
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  for (let plane = 0; plane < 3; plane++)
    gl.uniform1i(gl.getUniformLocation(program, `plane${plane}`), plane);
  return program;
}

/** Converts Y'CbCr to R'G'B' on samples of 0 to 1: `matrix * (sample - offset)`. The matrix is stored by columns. */
function conversion(colour: number, height: number): { matrix: Float32Array; offset: Float32Array } {
  const colorSpace = unpackColour(colour);
  const name = colorSpace.matrix ?? (height < 720 ? 'smpte170m' : 'bt709');
  const [kr, kb] = LUMA_WEIGHTS[name] ?? [0.299, 0.114];
  const kg = 1 - kr - kb;
  const full = colorSpace.fullRange === true;
  const y = full ? 1 : 255 / 219;
  const c = full ? 1 : 255 / 224;
  const red = 2 * (1 - kr) * c;
  const blue = 2 * (1 - kb) * c;
  return {
    matrix: new Float32Array([y, y, y, 0, (-blue * kb) / kg, blue, red, (-red * kr) / kg, 0]),
    offset: new Float32Array([full ? 0 : 16 / 255, 128 / 255, 128 / 255]),
  };
}
