// Writes docs/images/demo.png and demo.zh-CN.png: PLAYGROUND_URL=… node pictures.mjs, against a new Playground, with Chromium on
// the path or in $CHROMIUM.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loginCode, phoneCode, urlOf } from '../clients/playground.mjs';
import { read, readJson } from './demo.mjs';
import { attributesOf, Phone } from './phone.mjs';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const [WIDTH, HEIGHT, BAR, GAP] = [375, 812, 88, 24];
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; WOW64) Chrome/116.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat';

/** Default styles of WeChat's elements that the demo does not override. */
const ELEMENTS = `
  body { margin: 0; }
  page { display: block; padding-top: ${BAR}px; font-family: "Noto Sans CJK SC", "PingFang SC", sans-serif; }
  wx-view, wx-form, wx-input, wx-button, wx-checkbox-group { display: block; }
  wx-checkbox { display: inline-block; width: 20px; height: 20px; margin-right: 5px; border: 1px solid #d1d1d1; border-radius: 3px; box-sizing: border-box; vertical-align: -4px; }
  wx-image { display: inline-block; background-size: cover; }
  wx-button { position: relative; box-sizing: border-box; padding: 0 14px; border-radius: 5px; overflow: hidden; line-height: 2.5556; text-align: center; }
  .bar { position: fixed; top: 0; z-index: 1; width: 100%; height: ${BAR}px; box-sizing: border-box; padding-top: 44px; font: 500 17px/44px "Noto Sans CJK SC", "PingFang SC", sans-serif; text-align: center; }
`;

const escaped = (text) => String(text).replace(/[&<"]/g, (character) => `&#${character.codePointAt()};`);

function htmlOf(node) {
  if (typeof node === 'string') {
    return escaped(node);
  }

  const { class: classes = '', src, value, placeholder } = attributesOf({ toJSON: () => node });
  const style = src ? ` style="background-image: url(${escaped(src)})"` : '';
  return `<${node.tagName} class="${escaped(classes)}"${style}>${node.tagName === 'wx-input' ? escaped(value || placeholder || '') : ''}${node.children.map(htmlOf).join('')}</${node.tagName}>`;
}

function screenOf(phone, scheme) {
  const { route, rendered, title } = phone.page;
  const { background, barText } = readJson('theme.json')[scheme];
  const wxss = `${read('app.wxss')}${read(`${route}.wxss`)}`
    .replace(/(-?[\d.]+)rpx/g, (_, number) => `${number / 2}px`)
    .replaceAll('100vh', `calc(100vh - ${BAR}px)`)
    .replaceAll('(prefers-color-scheme: dark)', scheme === 'dark' ? 'all' : 'not all');
  return `<!DOCTYPE html><meta charset="utf-8"><style>${ELEMENTS}${wxss}body{background:${background}}</style>
    <div class="bar" style="background: ${background}; color: ${barText}">${title}</div><page>${rendered.toJSON().children.map(htmlOf).join('')}</page>`;
}

async function screens(language, user, name) {
  const landing = new Phone({ user, language });
  await landing.until(() => landing.find('.open-login'), () => landing.text);
  await landing.openLogin();
  const out = screenOf(landing, 'light');
  const code = await loginCode(user);
  await fetch(urlOf('/login'), { method: 'POST', headers: { 'user-agent': WINDOWS, 'content-type': 'application/json' }, body: JSON.stringify({ code }) });

  const phone = new Phone({ user, language });
  await phone.until(() => phone.find('.open-login'), () => phone.text);
  await phone.logIn();
  await phone.until(() => phone.find('.user'), () => phone.text);
  phone.tap('.user');
  await phone.until(() => phone.find('.field'), () => phone.text);
  phone.tell('.content', 'submit', { value: { nickName: name } });
  await phone.until(() => phone.toasts.length === 1, () => phone.text);
  phone.back();
  phone.tell('.cell_link', 'getphonenumber', { code: await phoneCode(user) });
  await phone.until(() => phone.toasts.length === 2, () => phone.text);
  await phone.sees(name);
  return [out, screenOf(phone, 'light'), screenOf(phone, 'dark')];
}

mkdirSync(IMAGES, { recursive: true });
for (const [file, ...of] of [['demo.png', 'en', 'lilei', 'Li Lei'], ['demo.zh-CN.png', 'zh_CN', 'meimei', '韩梅梅']]) {
  const picture = path.join(IMAGES, file);
  const folder = mkdtempSync(path.join(tmpdir(), 'demo-'));
  const frames = (await screens(...of)).map((html) => `<iframe srcdoc="${escaped(html)}"></iframe>`).join('');
  writeFileSync(path.join(folder, 'all.html'), `<!DOCTYPE html><meta charset="utf-8"><style>
    body { display: flex; gap: ${GAP}px; margin: 0; padding: ${GAP}px; background: #fff; }
    iframe { width: ${WIDTH}px; height: ${HEIGHT}px; border: 1px solid #d0d0d0; border-radius: 32px; }</style>${frames}`);
  execFileSync(process.env.CHROMIUM ?? 'chromium', [
    '--headless', '--no-sandbox', '--hide-scrollbars', `--user-data-dir=${path.join(folder, 'profile')}`, `--screenshot=${picture}`,
    `--window-size=${3 * (WIDTH + 2) + 4 * GAP},${HEIGHT + 2 + 2 * GAP}`, path.join(folder, 'all.html'),
  ], { stdio: 'ignore' });
  rmSync(folder, { recursive: true });
  process.stdout.write(`${picture}: ${readFileSync(picture).length} bytes\n`);
}
