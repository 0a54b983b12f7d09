/**
 * Builds the documentation into dist/docs/, one searchable site: README, docs/, and the reference of the library's entries. In: the
 * Markdown files and dist/types/, so scripts/library.mjs runs first. `npm run build` runs it last.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Application, Converter, JSX, KindRouter, ReflectionKind } from 'typedoc';
import { isMain, Problem, ROOT, script } from '../run.mjs';

const ENTRIES = ['ringlight', 'elements', 'image', 'react', 'trace'];
/** Members that Lit calls on an element. They are left out of the documentation. */
const LIT_MEMBERS = new Set(['styles', 'properties', 'connectedCallback', 'disconnectedCallback']);
/** The script that TypeDoc puts into every page. Our Content-Security-Policy allows scripts and styles in files alone. */
const INLINE = /<script>([^<]+)<\/script>/;
/** How TypeDoc's script adds a style for its filters of members. We have no such filters. */
const INLINE_STYLE = 'document.head.appendChild(document.createElement("style"))';

/** The names of documents' files, without `.md`. @type {WeakMap<import('typedoc').Reflection, string>} */
const FILES = new WeakMap();

/** Gives pages of documents the names of their files. */
class Router extends KindRouter {
  /**
   * @override
   * @param {import('typedoc').Reflection} reflection
   */
  getIdealBaseName(reflection) {
    const file = FILES.get(reflection);
    return file ? `documents/${file}` : super.getIdealBaseName(reflection);
  }
}

/**
 * Builds the site.
 * @param {string} [out] the folder, which is emptied first
 * @throws {Problem} if TypeDoc finds fault with a comment or a document
 */
export async function buildDocs(out = join(ROOT, 'dist/docs')) {
  const app = await Application.bootstrap({
    ...inputs(),
    name: 'Ringlight',
    out,
    favicon: join(ROOT, 'public/favicon.svg'),
    customCss: join(ROOT, 'scripts/docs/site.css'),
    logLevel: 'Warn',
    searchInComments: true,
    searchInDocuments: true,
    router: 'ringlight',
    // Keep the entries in their order above. Within an entry, show functions and classes first.
    sortEntryPoints: false,
    sort: ['kind', 'source-order'],
    kindSortOrder: ['Document', 'Module', 'Function', 'Class', 'Interface', 'TypeAlias', 'Variable'],
    groupOrder: ['Documents', 'Modules', 'Functions', 'Classes', 'Interfaces', '*'],
    navigation: { includeFolders: false },
    visibilityFilters: {},
    hideGenerator: true,
  });
  nameThings(app);
  app.renderer.defineRouter('ringlight', Router);
  app.renderer.hooks.on('sidebar.begin', ({ relativeURL }) =>
    JSX.createElement('a', { class: 'to-app', href: relativeURL('../index.html') ?? '' }, 'Open the app'),
  );
  const project = await app.convert();
  if (project) {
    app.validate(project);
    await app.generateOutputs(project);
    moveInline(out);
  }
  if (!project || app.logger.hasErrors() || app.logger.hasWarnings()) {
    throw new Problem('TypeDoc finds fault with the documentation; see above.');
  }
}

/** Returns TypeDoc's options about what it reads. */
function inputs() {
  const documents = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  const paths = [...documents.map((name) => join(ROOT, 'docs', name)), join(ROOT, 'CONTRIBUTING.md')];
  const title = (/** @type {string} */ path) => heading(readFileSync(path, 'utf8'), path);
  return {
    entryPoints: ENTRIES.map((name) => join(ROOT, `dist/types/${name}.d.ts`)),
    tsconfig: join(ROOT, 'scripts/docs/tsconfig.json'),
    basePath: ROOT,
    readme: join(ROOT, 'README.md'),
    projectDocuments: paths.sort((a, b) => title(a).localeCompare(title(b), 'en')),
    // The languages of our code blocks. TypeDoc warns of a block in another one.
    highlightLanguages: ['html', 'javascript', 'jsx', 'nginx', 'typescript'],
    // Lines of the built type files tell a reader nothing.
    disableSources: true,
    disableGit: true,
    excludePrivate: true,
    excludeProtected: true,
    excludeExternals: true,
    // `npm run check` has checked them.
    skipErrorChecking: true,
    // Types without an export of their own show as text where they are used.
    validation: { notExported: false },
  };
}

/**
 * Returns the first heading of a document.
 * @param {string} text
 * @param {string} name of the document
 */
function heading(text, name) {
  const found = /^# (.+)$/m.exec(text)?.[1];
  if (!found) throw new Problem(`${name} has no heading: begin it with "# ".`);
  return found;
}

/**
 * Names modules as imports do, and documents by their first heading. Shows an element's summary. Leaves out Lit's members.
 * @param {Application} app
 */
function nameThings(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, document) => {
    FILES.set(document, basename(document.name));
    document.name = heading(document.content[0]?.text ?? '', document.name);
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const entry = basename(module.name);
      module.name = entry === 'ringlight' ? entry : `ringlight/${entry}`;
    }
    for (const { comment } of project.getReflectionsByKind(ReflectionKind.Class)) {
      const summary = comment?.getTag('@summary');
      if (!summary) continue;
      comment?.summary.push(...summary.content);
      comment?.removeTags('@summary');
    }
    for (const member of project.getReflectionsByKind(ReflectionKind.ClassMember)) {
      if (LIT_MEMBERS.has(member.name)) project.removeReflection(member);
    }
  });
}

/**
 * Moves the script of every page into one file, and keeps TypeDoc's own script from adding a style.
 * @param {string} out
 * @throws {Problem} if a page has another script inside, or none
 */
function moveInline(out) {
  const pages = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  );
  /** @type {Set<string>} */
  const scripts = new Set();
  for (const name of pages) {
    const page = readFileSync(join(out, name), 'utf8');
    const base = /data-base="([^"]+)"/.exec(page)?.[1];
    const inline = INLINE.exec(page)?.[1];
    if (!base || !inline) throw new Problem(`${name} of the documentation has no script inside`);
    scripts.add(inline);
    const moved = page.replace(INLINE, `<script src="${base}assets/theme.js"></script>`);
    if (/<script>|<style|\sstyle="|\son\w+="/.test(moved)) {
      throw new Problem(`${name} of the documentation has something inside that its policy refuses`);
    }
    writeFileSync(join(out, name), moved);
  }
  if (scripts.size !== 1) throw new Problem('The pages of the documentation have different scripts inside');
  writeFileSync(join(out, 'assets/theme.js'), [...scripts].join(''));
  const main = join(out, 'assets/main.js');
  const parts = readFileSync(main, 'utf8').split(INLINE_STYLE);
  if (parts.length !== 2) throw new Problem("TypeDoc's script has changed: it adds no style, or several.");
  writeFileSync(main, parts.join('document.createElement("style")'));
}

if (isMain(import.meta.url)) script(() => buildDocs());
