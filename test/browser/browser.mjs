import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const url = process.env.PLAYGROUND_URL;
const executablePath = process.env.CHROMIUM;
if (!url || !executablePath) {
  throw new Error('Set PLAYGROUND_URL to the address of a Playground and CHROMIUM to the path of Chromium.');
}

// Chromium's sandbox does not start for root.
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });

export const closeBrowser = () => browser.close();

/** Opens the console in a new browser context, which is a separate phone. `complaints` collects errors in the browser's console. */
export async function openConsole({ user, locale = 'en-US', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 960 }, locale, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.complaints = [];
  // Chromium logs every 4xx and 5xx answer, which some tests expect.
  page.on('console', (message) => !/^Failed to load resource: the server responded with a status of (4|5)\d\d/.test(message.text()) && page.complaints.push(message.text()));
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  await page.goto(url);
  await page.locator('[data-screen="out"]').waitFor();
  if (user) {
    await page.locator(`input[name="user"][value="${user}"]`).check();
    await page.locator('[data-screen="out"]').waitFor();
  }
  return page;
}

export async function closeConsole(page) {
  assert.deepEqual(page.complaints, [], 'the browser’s console has no errors');
  await page.context().close();
}

export const tap = (page, name) => page.locator(`[data-tap="${name}"]:visible`).click();

export async function logIn(page) {
  await tap(page, 'login');
  await page.locator('[data-screen="in"]').waitFor();
  await isDone(page);
}

/** Waits until the phone is idle and the sequence shows its calls. */
export async function isDone(page) {
  await page.locator('#phone[aria-busy="false"]').waitFor();
  await page.locator('.back-row').first().waitFor();
}

export async function playground(method, path, body) {
  const response = await fetch(new URL(`/playground/${path}`, url), {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  });
  assert.ok(response.ok, `${method} ${path} answered ${response.status}`);
  return response.status === 204 ? null : response.json();
}

const DEVTOOLS = 'Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.5 webview/16778675 wechatdevtools/1.06.2409140';
const ANDROID = 'Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1) AppleWebKit/537.36 Version/4.0 Chrome/116.0.0.0 Mobile MicroMessenger/8.0.47.2560 Language/zh_CN';

/** The first requests of a mini program in DevTools as a guest, or on a real phone. Returns the answer to its login. */
export async function logInFrom(client) {
  const [userAgent, project, code] = client === 'DevTools' ? [DEVTOOLS, 'touristappid/devtools', 'the code is a mock one'] : [ANDROID, 'wx0123456789abcdef/0', `0a3Kp1${crypto.randomUUID().replaceAll('-', '').slice(0, 26)}`];
  const headers = { 'content-type': 'application/json', 'user-agent': userAgent, referer: `https://servicewechat.com/${project}/page-frame.html` };
  const response = await fetch(new URL('/login', url), { method: 'POST', headers, body: JSON.stringify({ code, nonce: crypto.randomUUID() }) });
  const answer = await response.json();
  if (response.ok) await fetch(new URL('/user', url), { headers: { ...headers, authorization: `Bearer ${answer.token}` } });
  return { status: response.status, ...answer };
}
