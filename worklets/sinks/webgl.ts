/**
 * The `webgl` sink: planes go from shared memory straight into textures, a shader makes RGB of them.
 * In: slots. Out: pixels on a canvas. Present thread.
 *
 * The conversion is that of ITU-T H.273 for the frame's matrix and range; without a word on either, BT.601 below
 * 720 lines and BT.709 from there on, limited range.
 */

import { FORMATS, PLANE, SLOT_HEADER } from '../../src/generated/layout.ts';
import { unpackColour } from '../../src/memory/frame-codes.ts';
import type { SlotViews } from '../../src/memory/slots.ts';
import type { WorkerSink } from './sink.ts';

const VERTEX = `#version 300 es
out vec2 at;
void main() {
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  at = vec2(corner.x, 1.0 - corner.y);
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
void main() {
  vec4 first = texture(plane0, at);
  if (format == ${FORMATS.RGBA}) { colour = vec4(first.rgb, 1.0); return; }
  if (format == ${FORMATS.BGRA}) { colour = vec4(first.bgr, 1.0); return; }
  vec2 chroma = format == ${FORMATS.NV12} ? texture(plane1, at).rg : vec2(texture(plane1, at).r, texture(plane2, at).r);
  colour = vec4(clamp(matrix * (vec3(first.r, chroma) - offset), 0.0, 1.0), 1.0);
}`;

/** Kr and Kb by matrix coefficients (H.273, table 4). */
const LUMA_WEIGHTS: Readonly<Record<string, readonly [number, number]>> = {
  bt709: [0.2126, 0.0722],
  bt470bg: [0.299, 0.114],
  smpte170m: [0.299, 0.114],
  'bt2020-ncl': [0.2627, 0.0593],
};

/** Uploads planes and draws them. */
export class WebGlSink implements WorkerSink {
  readonly #canvas: OffscreenCanvas;
  #gl: WebGL2RenderingContext;
  #program: WebGLProgram;
  #lost = false;
  /** `format width height colour` of what the textures and uniforms are set up for. */
  readonly #current = [-1, -1, -1, -1];

  constructor(canvas: OffscreenCanvas) {
    this.#canvas = canvas;
    const gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      desynchronized: true,
    });
    if (!gl) throw new Error('the browser gives no WebGL2 context for the output canvas');
    this.#gl = gl;
    this.#program = setUp(gl);
    canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault();
      this.#lost = true;
    });
    canvas.addEventListener('webglcontextrestored', () => {
      this.#program = setUp(this.#gl);
      this.#current.fill(-1);
      this.#lost = false;
    });
  }

  async hand(views: SlotViews, slot: number): Promise<void> {
    // While the context is lost frames are accepted and not seen; the browser restores it by itself.
    if (this.#lost) return;
    this.#prepare(views, slot);
    const gl = this.#gl;
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

  /** Makes textures and uniforms for the slot's format, size and colour, if they changed. */
  #prepare(views: SlotViews, slot: number): void {
    const format = views.word(slot, SLOT_HEADER.format);
    const width = views.word(slot, SLOT_HEADER.width);
    const height = views.word(slot, SLOT_HEADER.height);
    const colour = views.word(slot, SLOT_HEADER.colour);
    const [haveFormat, haveWidth, haveHeight, haveColour] = this.#current;
    if (format !== haveFormat || width !== haveWidth || height !== haveHeight) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#gl.viewport(0, 0, width, height);
      this.#makeTextures(views, slot);
    } else if (colour === haveColour) {
      return;
    }
    this.#current.splice(0, 4, format, width, height, colour);
    const { matrix, offset } = conversion(colour, height);
    const gl = this.#gl;
    gl.uniform1i(gl.getUniformLocation(this.#program, 'format'), format);
    gl.uniformMatrix3fv(gl.getUniformLocation(this.#program, 'matrix'), false, matrix);
    gl.uniform3fv(gl.getUniformLocation(this.#program, 'offset'), offset);
  }

  #makeTextures(views: SlotViews, slot: number): void {
    const gl = this.#gl;
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
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
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

/** Y'CbCr to R'G'B', on samples of 0 to 1: `matrix * (sample - offset)`; the matrix by columns. */
function conversion(colour: number, height: number): { matrix: Float32Array; offset: Float32Array } {
  const { colorSpace } = unpackColour(colour);
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
