import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import compiler from 'miniprogram-compiler';
import { fileOf, logged, read, readJson, ROOT, start } from './demo.mjs';

const require = createRequire(import.meta.url);
const { pages } = readJson('app.json');
const texts = require(fileOf('texts.js'));
const terms = require(fileOf('terms.js'));
const [zh, en] = ['zh', 'en'].map((language) => ({ ...texts[language], terms: terms[language] }));
const isTexts = (file) => file === 'texts.js' || file === 'terms.js';
const own = readdirSync(ROOT, { recursive: true }).filter((file) => !/^(node_modules|miniprogram_npm)\b|^minilogin-client\.js$/.test(file));

start({ getAppBaseInfo: () => ({ language: 'zh_CN' }), canIUse: () => true, getStorageSync: () => '' }, 'http://localhost');

const definitions = new Map(pages.map((page) => {
  globalThis.Page = (definition) => globalThis.defined = definition;
  require(fileOf(`${page}.js`));
  return [page, globalThis.defined];
}));

describe('the files of the demo', () => {
  test('every page of app.json has its four files, and there is no other page', () => {
    for (const page of pages) {
      for (const kind of ['js', 'json', 'wxml', 'wxss']) {
        assert.ok(existsSync(fileOf(`${page}.${kind}`)), `${page}.${kind}`);
      }
    }

    assert.deepEqual(own.filter((file) => file.startsWith('pages/') && file.endsWith('.js')).sort(), pages.map((page) => `${page}.js`).sort());
  });

  test('every file named in the settings exists', () => {
    const app = readJson('app.json');
    const theme = readJson(app.themeLocation);
    for (const value of Object.values(app.window).filter((text) => text.startsWith('@'))) {
      assert.ok(theme.light[value.slice(1)] && theme.dark[value.slice(1)], value);
    }

    assert.ok(readJson(app.sitemapLocation).rules);
    assert.equal(readJson('project.config.json').miniprogramRoot, './');
  });

  test('the demo needs nothing outside its folder and no package, so it can be copied', () => {
    assert.equal(readJson('package.json').dependencies, undefined);
    for (const file of own.filter((name) => name.endsWith('.js'))) {
      for (const [, required] of read(file).matchAll(/require\('([^']+)'\)/g)) {
        assert.match(required, /^\.\.?\//, file);
        assert.ok(existsSync(fileOf(path.dirname(file), `${required}.js`)), `${file}: ${required}`);
      }
    }
  });

  test('every handler in the wxml is a method of its page', () => {
    for (const [page, definition] of definitions) {
      const handlers = [...wxmlOf(page).matchAll(/\b(?:bind|catch):?\w+="(\w+)"/g)].map(([, handler]) => handler);
      assert.ok(handlers.length > 3 || page === 'pages/terms/terms');
      for (const handler of handlers) {
        assert.equal(typeof definition[handler], 'function', `${page}: ${handler}`);
      }
    }
  });

  test('everything in {{}} is in the data of its page', () => {
    for (const [page, { data }] of definitions) {
      for (const [, expression] of read(`${page}.wxml`).matchAll(/\{\{(.*?)\}\}/g)) {
        // Strings, the keys given to a template, and members are removed first.
        const names = expression.replace(/'[^']*'/g, '').replace(/\b\w+:/g, '').replace(/\.\w+/g, '').match(/[a-z]\w*/gi) ?? [];
        for (const name of names.filter((name) => name !== 'item' && name !== 'index')) {
          assert.ok(name in data, `${page}: {{${expression}}}`);
        }
      }

      for (const [, name] of wxmlOf(page).matchAll(/\bt\.(\w+)/g)) {
        assert.ok(name in data.t, `${page}: t.${name}`);
      }
    }
  });

  test('both languages have the same texts, and every text is used', () => {
    assert.deepEqual(shapeOf(en), shapeOf(zh));
    const source = own.filter((file) => /\.(js|wxml)$/.test(file) && !isTexts(file)).map((file) => read(file)).join('\n');
    for (const part of ['home', 'terms', 'profile', 'orders', 'failure', 'dialog', 'time']) {
      for (const name of Object.keys(zh[part])) {
        assert.ok(new RegExp(`(\\bt|texts|texts\\.${part})\\.${name}\\b`).test(source), `${part}.${name} is not used.`);
      }
    }
  });

  test('visible words are only in the texts', () => {
    for (const file of own.filter((name) => /\.(js|wxml)$/.test(name) && !isTexts(name))) {
      assert.doesNotMatch(read(file).replace(/\/\*\*?[^]*?\*\/|\/\/.*/g, ''), /\p{Script=Han}/u, file);
      assert.doesNotMatch(read(file).replace(/\{\{.*?\}\}/g, '').replace(/<[^>]*>/g, ''), file.endsWith('.wxml') ? /\w/ : /^$/, file);
    }
  });

  test('every error code of the server and the client has a text', () => {
    const contract = readFileSync(fileURLToPath(new URL('../../docs/openapi.yaml', import.meta.url)), 'utf8');
    const client = readFileSync(fileURLToPath(new URL('../../src/miniprogram/client/src/error.ts', import.meta.url)), 'utf8');
    const codes = [...contract.matchAll(/code:\n +type: string\n +enum: \[([^\]]+)\]/g)].flatMap(([, list]) => list.split(/, */));
    const clients = [...client.matchAll(/\| '([a-z_]+)'/g)].map(([, code]) => code);
    assert.ok(codes.includes('store_unavailable') && clients.includes('network'));
    // Answers to WeChat's pushes, which no mini program sees.
    const toWeChat = ['push_refused', 'component_off'];
    for (const code of [...codes, ...clients].filter((code) => !toWeChat.includes(code))) {
      assert.ok(code in zh.error, code);
    }
  });

  test('user agents are shown as device names', () => {
    const { deviceOf } = require(fileOf('device.js'));
    const lastSeenAt = new Date(Date.now() - 3 * 3600_000).toISOString();
    for (const [userAgent, kind, name, app] of [
      ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.50(0x1800323b) NetType/WIFI', 'phone', 'iPhone', '微信 8.0.50 · '],
      ['Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) wechatdevtools/1.06.2412050 MicroMessenger/8.0.5 Language/zh_CN webview/', 'computer', '微信开发者工具', '微信 8.0.5 · '],
      ['Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.50(0x1800323b)', 'phone', 'iPad', '微信 8.0.50 · '],
      ['Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1; wv) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.47.2560(0x28002F30)', 'phone', '安卓设备', '微信 8.0.47 · '],
      ['Mozilla/5.0 (Phone; OpenHarmony 5.0; HarmonyOS 5.0) ArkWeb/4.1 Mobile MicroMessenger/8.0.11', 'phone', '鸿蒙设备', '微信 8.0.11 · '],
      ['Mozilla/5.0 (Windows NT 10.0; WOW64) Chrome/116.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat', 'computer', 'Windows 电脑', '微信 7.0.20 · '],
      ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15', 'computer', 'Mac 电脑', 'Safari 17 · '],
      ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0', 'computer', 'Windows 电脑', 'Edge 124 · '],
      ['Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0', 'computer', 'Linux 电脑', 'Firefox 125 · '],
      ['curl/8.5.0', 'computer', '未知设备', ''],
      [undefined, 'computer', '未知设备', ''],
    ]) {
      assert.deepEqual(deviceOf({ id: 'a', userAgent, lastSeenAt, current: false }), { id: 'a', current: false, kind, name, about: `${app}3 小时前活跃` });
    }
  });

  test('times are formatted correctly, including those in the future', () => {
    const { lastSeen, moment } = require(fileOf('time.js'));
    const ago = (seconds) => lastSeen(new Date(Date.now() - seconds * 1000).toISOString());
    assert.deepEqual([-3600, 59, 60, 3599, 3600, 86_399, 86_400 * 3].map(ago), ['刚刚活跃', '刚刚活跃', '1 分钟前活跃', '59 分钟前活跃', '1 小时前活跃', '23 小时前活跃', '3 天前活跃']);
    assert.match(moment('2001-02-03T12:05:00Z'), /^2001年2月[34]日 \d\d:\d5$/);
    assert.equal(en.time.moment({ year: 2027, month: 12, day: 3, clock: '09:05', isThisYear: false }), 'Dec 3, 2027, 09:05');
  });

  test("WeChat's compilers accept every file", () => {
    assert.match(compiler.wxmlToJs(ROOT), /\$gwx/);
    for (const file of own.filter((name) => name.endsWith('.wxss'))) {
      assert.match(compiler.wxssToJs(ROOT, { wxssList: [file] }), new RegExp(file.replace('.', '\\.')));
    }

    assert.deepEqual(logged, []);
  });
});

/** The wxml of a page and of the templates that it imports. */
function wxmlOf(page) {
  const wxml = read(`${page}.wxml`);
  return [wxml, ...[...wxml.matchAll(/<import src="([^"]+)"/g)].map(([, file]) => read(path.dirname(page), file))].join('\n');
}

function shapeOf(texts) {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => {
    assert.ok(typeof text !== 'string' || text.trim(), `${name} is empty.`);
    return [name, typeof text === 'object' ? shapeOf(text) : typeof text];
  }));
}
