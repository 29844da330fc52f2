import './dom.mjs';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import simulate from 'miniprogram-simulate';

const require = createRequire(import.meta.url);

export const ROOT = fileURLToPath(new URL('../../src/miniprogram/demo', import.meta.url));

export const fileOf = (...names) => path.join(ROOT, ...names);

export const read = (...names) => readFileSync(fileOf(...names), 'utf8');

export const readJson = (...names) => JSON.parse(read(...names));

/** The console output of the demo and of the compiler's runtime. */
export const logged = [];
for (const method of ['error', 'warn', 'log']) {
  console[method] = (...words) => logged.push(words.map((word) => word?.stack ? `${word.code} ${word.stack}` : String(word)).join(' '));
}

/** Restarts the demo with this `wx` and this server. */
export function start(wx, baseUrl) {
  for (const file of Object.keys(require.cache).filter((file) => file.startsWith(ROOT))) {
    delete require.cache[file];
  }

  globalThis.wx = wx;
  require(fileOf('config.js')).baseUrl = baseUrl;
  globalThis.App = () => {};
  require(fileOf('app.js'));
}

/** Renders a page from its wxml with WeChat's compiler. */
export function open(route) {
  // The simulator renders only components, so the page is turned into one.
  globalThis.Page = ({ data, ...methods }) => globalThis.Component({ data, methods });
  const rendered = simulate.render(simulate.load(fileOf(route), { rootPath: ROOT }));
  rendered.attach(document.body);
  return rendered;
}
