/** What Vite makes of imports that TypeScript does not know. */

/** The address of a file, hashed in a build. */
declare module '*?url' {
  const url: string;
  export default url;
}

/** A style sheet as text. */
declare module '*?inline' {
  const css: string;
  export default css;
}

interface ImportMeta {
  readonly env: {
    /** `true` on the dev server. */
    readonly DEV: boolean;
    /** `true` in a build. */
    readonly PROD: boolean;
  };
}
