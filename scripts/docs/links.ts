/** Finds links that lead nowhere. In: a folder of HTML, or Markdown files. Out: one line for each bad link. Node.js. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The result: how many links within the folder were checked, and which are bad. */
export interface Links {
  readonly checked: number;
  readonly bad: readonly string[];
}

/** Checks links, pictures, scripts and styles of all HTML files below `folder`: files, and ids after `#`. */
export function checkSite(folder: string): Links {
  const pages = filesBelow(folder).filter((name) => name.endsWith('.html'));
  return check(folder, pages, (text) => [...text.matchAll(/\s(?:href|src)="([^"]*)"/g)], idsOf);
}

/** Checks links and pictures of Markdown files, except in blocks of code. `names` are below `folder`. */
export function checkMarkdown(folder: string, names: readonly string[]): Links {
  const links = (text: string) => [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)];
  return check(folder, names, links, headingsOf);
}

function check(
  folder: string,
  names: readonly string[],
  linksOf: (text: string) => RegExpExecArray[],
  anchorsOf: (text: string) => ReadonlySet<string>,
): Links {
  const anchors = new Map<string, ReadonlySet<string>>();
  const bad: string[] = [];
  let checked = 0;
  for (const name of names) {
    for (const [, written = ''] of linksOf(readFileSync(join(folder, name), 'utf8'))) {
      const link = written.replaceAll('&amp;', '&');
      // Another site, or data.
      if (/^[a-z][a-z+.-]*:/i.test(link)) continue;
      checked++;
      const [path = '', anchor = ''] = link.split('#').map(decodeURIComponent);
      const target = fileOf(join(folder, path === '' ? name : join(dirname(name), path)));
      if (target && anchor !== '' && !anchors.has(target)) {
        anchors.set(target, anchorsOf(readFileSync(target, 'utf8')));
      }
      const found = target && (anchor === '' || anchors.get(target)?.has(anchor));
      if (!found) bad.push(`${relative(folder, join(folder, name))}: ${link}`);
    }
  }
  return { checked, bad };
}

/** The file that a server sends for a path, or `null`. */
function fileOf(path: string): string | null {
  if (!existsSync(path)) return null;
  if (!statSync(path).isDirectory()) return path;
  const index = join(path, 'index.html');
  return existsSync(index) ? index : null;
}

function idsOf(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id));
}

/** The anchors that GitHub gives the headings of a document. */
function headingsOf(markdown: string): ReadonlySet<string> {
  const headings = [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** A Markdown text without its blocks of code. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^```.*?^```/gms, '');
}

/** The names of all files below a folder. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' });
}
