/** The types of imports that only Vite knows. */

/** The address of a file. In a build its name contains a hash. */
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
