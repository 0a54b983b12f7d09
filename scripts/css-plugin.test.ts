import { expect, test } from 'vitest';
import { minifyStyles } from './css-plugin.ts';

test('comments and indentation go, what means something stays', () => {
  const sheet = `export const styles = css\`
    /* a comment */
    :host(:hover) .a > b,
    .c :focus {
      margin: 0 -1px;
      width: calc(100% - 2px);
      content: 'Drop to open';
    }
    @media (min-width: 600px) and (prefers-color-scheme: dark) {
      a { color: \${TEAL}; }
    }
  \`;`;
  expect(minifyStyles(sheet)).toBe(
    "export const styles = css`:host(:hover) .a > b,.c :focus{margin:0 -1px;width:calc(100% - 2px);content:'Drop to open'}" +
      '@media (min-width:600px) and (prefers-color-scheme:dark){a{color:$' +
      '{TEAL}}}`;',
  );
});

test('code around the style sheets is left alone', () => {
  const code = 'const a = { b: 1 };  // css\nconst c = html`<p>  a </p>`;';
  expect(minifyStyles(code)).toBe(code);
});
