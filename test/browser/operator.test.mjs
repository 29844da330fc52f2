import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { isAccessible } from './axe.mjs';

// The page of minilogin console, on a deployment with one app and these users: OPERATOR_USER has two sessions, a phone number and a
// unionid; others have one session each. The address works once, so all tests use one page.
const address = process.env.OPERATOR_ADDRESS;
const [userKey, unionId, phone, sessionId] = ['OPERATOR_USER', 'OPERATOR_UNIONID', 'OPERATOR_PHONE', 'OPERATOR_SESSION'].map((name) => process.env[name]);
const [appId, openId] = userKey.split('#');
const { origin } = new URL(address);
const artifacts = fileURLToPath(new URL('../../artifacts/operator/', import.meta.url));

// Chromium's sandbox does not start for root.
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
after(() => browser.close());
// Without animations, because colours in transition fail the contrast check.
const newContext = () => browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', permissions: ['clipboard-read', 'clipboard-write'] });
const complaints = [];
const page = await (await newContext()).newPage();
page.setDefaultTimeout(15_000);
page.on('console', (message) => !/^Failed to load resource: the server responded with a status of (4|5)\d\d/.test(message.text()) && complaints.push(message.text()));
page.on('pageerror', (error) => complaints.push(String(error)));
page.on('request', (request) => !request.url().startsWith(origin) && complaints.push(`request to ${request.url()}`));
const said = (text) => page.locator('#said', { hasText: text }).waitFor();
const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.dataset.key || document.activeElement.textContent);

async function search(by, value) {
  await page.locator('#by').selectOption(by);
  await page.locator('#value').fill(value);
  await page.keyboard.press('Enter');
}

async function found() {
  await page.locator('#user-facts', { hasText: openId }).waitFor();
  await page.waitForFunction(() => document.activeElement.id === 'user-title');
}

test('both languages have the same texts', async () => {
  const texts = (language) => import(new URL(`../../src/MiniLogin.Cli/Console/wwwroot/texts-${language}.js`, import.meta.url));
  const keys = (group) => Object.entries(group).flatMap(([key, value]) => (typeof value === 'object' ? keys(value).map((inner) => `${key}.${inner}`) : [`${key} ${typeof value}`])).sort();
  assert.deepEqual(keys((await texts('zh')).default), keys((await texts('en')).default));
});

test('the token leaves the address, and a reload keeps the page', async () => {
  await page.goto(address);
  await page.locator('#views').waitFor();
  assert.equal(page.url(), `${origin}/`);
  assert.equal(await page.evaluate(() => document.cookie), '');
  await page.reload();
  await page.locator('#views').waitFor();
  assert.ok(!JSON.stringify(await page.evaluate(() => ({ ...sessionStorage, ...localStorage, history: history.state }))).includes(new URL(address).hash.slice(1)));
});

test('the address works in no other browser', async () => {
  const other = await (await newContext()).newPage();
  await other.goto(address);
  await other.locator('#ended-words', { hasText: 'works once' }).waitFor();
  assert.ok(await other.locator('#restart', { hasText: 'minilogin console' }).isVisible());
  assert.equal(await other.locator('#views').isVisible(), false);
  await other.context().close();
});

test('a page of another site can neither call nor frame it', async () => {
  const server = createServer((request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>')).listen(0, '127.0.0.1').unref();
  await new Promise((resolve) => server.once('listening', resolve));
  // Another port of the same host: the browser sends it the same cookies.
  const other = await page.context().newPage();
  await other.goto(`http://127.0.0.1:${server.address().port}/`);
  const call = (options) => other.evaluate(([url, init]) => fetch(url, init).then((answer) => answer.type, () => 'refused'), [`${origin}/api/user-block`, options]);
  const body = JSON.stringify({ userKey, confirm: userKey });
  assert.equal(await call({ method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json', 'x-minilogin-console': 'x' }, body }), 'refused');
  assert.equal(await call({ method: 'POST', credentials: 'include', mode: 'no-cors', body }), 'refused');
  await other.evaluate((url) => {
    const frame = document.createElement('iframe');
    frame.src = url;
    document.body.append(frame);
    return new Promise((resolve) => { frame.onload = resolve; });
  }, origin);
  assert.equal(await other.frames()[1].evaluate(() => document.querySelectorAll('main').length), 0);
  await other.close();
});

test('users are listed and opened with the keyboard', async () => {
  await page.locator('#list button').focus();
  await page.keyboard.press('Enter');
  await page.locator('#results-title', { hasText: '3 users' }).waitFor();
  assert.equal(await focused(), 'results-title');
  await page.locator('#found button', { hasText: openId }).focus();
  await page.keyboard.press('Enter');
  await found();
  assert.match(await page.locator('#user-facts').innerText(), /Phone number\s+bound/);
  assert.match(await page.locator('#sessions-title').innerText(), /: 2$/);
  assert.ok(!(await page.content()).includes(phone));
});

test('a user is found by openid, user key, unionid, phone number and session', async () => {
  for (const [by, value] of [['openid', openId], ['openid', userKey], ['unionid', unionId], ['phone', `+86 ${phone}`], ['session', sessionId]]) {
    await search('openid', `${appId}#o-nobody-here`);
    await page.locator('#user-none').waitFor();
    await search(by, value);
    await found();
  }
  assert.equal(page.url(), `${origin}/`);
  for (const [by, value, problem] of [['openid', '', 'Enter what'], ['openid', '李雷', 'An openid has'], ['session', 'abc', '16 characters'], ['phone', '139', 'phone number as']]) {
    await search(by, value);
    await page.locator(by === 'phone' ? '#problem' : '#find-problem', { hasText: problem }).waitFor();
  }
  await search('session', 'aaaaaaaaaaaaaaaa');
  await page.locator('#problem', { hasText: 'has ended or expired' }).waitFor();
  await search('openid', openId);
  await found();
});

test('the page fits, and axe finds nothing, in both languages and colours', async () => {
  mkdirSync(artifacts, { recursive: true });
  for (const [language, colorScheme] of [['en', 'light'], ['zh', 'dark']]) {
    if (language === 'zh') await page.locator('#language').click();
    await page.emulateMedia({ colorScheme });
    for (const view of ['failures', 'apps', 'users']) {
      await page.locator(`[data-view="${view}"]`).click();
      await page.locator({ failures: '#queries pre', apps: '#apps button', users: '#user' }[view]).first().waitFor();
      if (view === 'apps') await page.locator('#apps button').first().click();
      if (view === 'apps') await page.locator('#keys tr').first().waitFor();
      for (const width of [390, 1024, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${view}, ${width} pixels`);
        await page.screenshot({ path: `${artifacts}${view}-${language}-${width}.png`, fullPage: true });
      }
      await isAccessible(page, `${view}, ${language}`);
    }
    await page.locator('#delete').click();
    await page.locator('#dialog').waitFor();
    for (const width of [390, 1024, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${artifacts}dialog-${language}-${width}.png` });
    }
    await isAccessible(page, `dialog, ${language}`);
    await page.keyboard.press('Escape');
  }
  await page.locator('#language').click();
  await page.emulateMedia({ colorScheme: 'light' });
});

test('a session is ended with the keyboard, after a question', async () => {
  await page.locator('#sessions button').first().focus();
  const id = await focused();
  await page.keyboard.press('Enter');
  await page.locator('#dialog', { hasText: userKey }).waitFor();
  assert.equal(await focused(), 'dialog-no');
  await page.keyboard.press('Escape');
  assert.equal(await focused(), id, 'the focus returns');
  await page.keyboard.press('Enter');
  await page.locator('#dialog', { hasText: id }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'dialog-yes');
  await page.keyboard.press('Enter');
  await said('Ended 1 session.');
  assert.match(await page.locator('#sessions-title').innerText(), /: 1$/);
  assert.equal(await focused(), 'user-title', 'its button is gone');
});

test('a failure stays in the dialog and says what to do', async () => {
  const detail = 'AWS returned an error: ExpiredTokenException: expired The credentials have expired. With IAM Identity Center, run: aws sso login.';
  await page.route('**/api/user-block', (route) => route.fulfill({ status: 502, contentType: 'application/json', body: JSON.stringify({ code: 'refused', detail }) }));
  await page.locator('#block').click();
  await page.locator('#dialog-yes').click();
  await page.locator('#dialog-problem', { hasText: 'aws sso login' }).waitFor();
  assert.match(await page.locator('#dialog-problem').innerText(), /safe to do it again/);
  await page.unroute('**/api/user-block');
  await page.locator('#dialog-yes').click();
  await said('Blocked the user and ended 1 session.');
  await page.locator('#user-facts', { hasText: 'blocked' }).waitFor();
  await page.locator('#unblock').click();
  await said('Unblocked the user.');
});

test('a deletion says what it deletes, and whom', async () => {
  await page.locator('#list button').click();
  await page.locator('#results-title', { hasText: '3 users' }).waitFor();
  await page.locator('#found button', { hasText: openId }).click();
  await found();
  await page.locator('#delete').click();
  await page.locator('#dialog', { hasText: 'ends 0 sessions' }).waitFor();
  assert.match(await page.locator('#dialog').innerText(), /cannot be undone/);
  assert.equal(await page.locator('#dialog-subject').innerText(), userKey);
  await page.locator('#dialog-yes').click();
  await said('Deleted the user and ended 0 sessions.');
  await page.locator('#user-none').waitFor();
  assert.match(await page.locator('#found tr', { hasText: openId }).innerText(), /no account/);
});

test('an app is disabled, enabled, and all its sessions are ended', async () => {
  await page.locator('[data-view="apps"]').click();
  await page.locator('#apps button').first().click();
  await page.locator('#keys', { hasText: 'current' }).waitFor();
  await page.locator('#disable').click();
  await page.locator('#dialog-yes').click();
  await said('Disabled the app.');
  await page.locator('#enable').click();
  await said('Enabled the app.');
  await page.locator('#app-end-sessions').click();
  await page.locator('#dialog', { hasText: 'All users of the app' }).waitFor();
  await page.locator('#dialog-yes').click();
  await said('have ended. This takes effect within a minute.');
  await page.locator('#app-commands button').first().click();
  await said('Copied.');
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^minilogin apps rotate-keys w[wx]/);
});

test('the chart of failures has its numbers in tables', async () => {
  const series = (name, value) => ({ name, events: ['code_rejected'], values: Array.from({ length: 24 }, (_, i) => value * (i % 5)) });
  const hours = Array.from({ length: 24 }, (_, i) => new Date(Date.UTC(2026, 10, 26, i)).toISOString());
  const names = ['LoginsSucceeded', 'LoginsRejected', 'LoginsThrottled', 'LoginsOverQuota', 'LoginsFailed', 'WeChatFailures', 'AppsMisconfigured', 'StoreFailures', 'InternalErrors'];
  const body = { chart: { hours, series: names.map((name, i) => series(name, i)) }, problem: null, commands: ['aws logs'] };
  await page.route('**/api/failures', (route) => route.fulfill({ contentType: 'application/json', body: JSON.stringify(body) }));
  await page.locator('[data-view="failures"]').click();
  await page.locator('svg.chart rect').first().waitFor();
  assert.match(await page.locator('svg.chart').getAttribute('aria-label'), /460 logins did not succeed/);
  assert.match(await page.locator('.reasons').innerText(), /rejected\s+46\s+code_rejected/);
  await page.locator('.by-hour summary').click();
  for (const [width, colorScheme] of [[390, 'dark'], [1024, 'light'], [1440, 'light']]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${width} pixels`);
    await page.screenshot({ path: `${artifacts}chart-${width}.png`, fullPage: true });
    await isAccessible(page, `chart, ${colorScheme}`);
  }
  await page.unroute('**/api/failures');
});

test('a page that was left open says what to do and shows nobody any more', async () => {
  await page.locator('[data-view="users"]').click();
  await page.locator('#list button').click();
  await page.locator('#found button').first().click();
  await page.locator('#user').waitFor();
  await page.route('**/api/**', (route) => route.fulfill({ status: 401, contentType: 'application/json', body: '{"code":"session_ended","detail":"ended"}' }));
  await page.locator('#user-again').click();
  await page.locator('#ended-words', { hasText: 'not used for an hour' }).waitFor();
  assert.match(await page.locator('#restart').innerText(), /minilogin console --/);
  assert.equal(await focused(), 'ended-title');
  assert.ok(!(await page.locator('body').innerText()).includes('wx0123456789abcdef#'));
  assert.ok(!(await page.content()).includes(openId.slice(0, 6)));
  await isAccessible(page, 'ended');
});

test('the browser has nothing to complain about, and loads nothing from elsewhere', () => assert.deepEqual(complaints, []));
