/**
 * Reads `_headers` (the syntax of Netlify and Cloudflare Pages) and says which headers a path gets.
 * In: the file's text. Out: rules, and headers per path. Runs in Node.js, in Vite's dev and preview servers.
 */

/** One path pattern with its headers. */
export interface HeaderRule {
  /** As written: an absolute path in which one `*` stands for any characters, slashes included. */
  readonly pattern: string;
  /** Name as written, and value, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/**
 * Parses the text of a `_headers` file.
 * @throws SyntaxError naming the line, where it is neither a pattern, nor an indented `Name: value`, nor a comment.
 */
export function parseHeaders(text: string): HeaderRule[] {
  const rules: { pattern: string; headers: [string, string][] }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const where = `_headers, line ${index + 1}`;
    if (!/^\s/.test(line)) {
      rules.push({ pattern: checkPattern(content, where), headers: [] });
      continue;
    }
    const rule = rules.at(-1);
    if (!rule) throw new SyntaxError(`${where}: a header needs a path pattern above it`);
    rule.headers.push(parseHeader(content, where));
  }
  return rules;
}

/**
 * The headers of `path` (absolute, without query). A name that several rules give has all their values, joined by
 * a comma, as the two hosts do it.
 */
export function headersFor(rules: readonly HeaderRule[], path: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const rule of rules) {
    if (!matches(rule.pattern, path)) continue;
    for (const [name, value] of rule.headers) {
      const key = name.toLowerCase();
      const before = found.get(key);
      found.set(key, before === undefined ? value : `${before}, ${value}`);
    }
  }
  return found;
}

function checkPattern(pattern: string, where: string): string {
  if (!pattern.startsWith('/')) throw new SyntaxError(`${where}: a path pattern starts with /`);
  if (/\s/.test(pattern)) throw new SyntaxError(`${where}: a path pattern has no spaces`);
  // The hosts' `:name` placeholders would silently match nothing here.
  if (pattern.includes('/:')) throw new SyntaxError(`${where}: placeholders (:name) are not supported`);
  if (pattern.split('*').length > 2) throw new SyntaxError(`${where}: a path pattern has at most one *`);
  return pattern;
}

function parseHeader(content: string, where: string): [string, string] {
  const colon = content.indexOf(':');
  const name = content.slice(0, Math.max(colon, 0)).trim();
  const value = content.slice(colon + 1).trim();
  if (!NAME.test(name) || value === '') throw new SyntaxError(`${where}: a header is written as Name: value`);
  return [name, value];
}

function matches(pattern: string, path: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === path;
  const head = pattern.slice(0, star);
  const tail = pattern.slice(star + 1);
  return path.length >= head.length + tail.length && path.startsWith(head) && path.endsWith(tail);
}
