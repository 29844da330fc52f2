import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { closeBrowser, closeConsole, isDone, logIn, openConsole, playground, tap } from './browser.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { storage } = await playground('GET', 'state');
const isInMemory = storage === 'memory';
// What does not depend on the store is tested in memory only.
const testPage = isInMemory ? test : () => {};

const pages = [];
const open = async (options) => pages[pages.push(await openConsole(options)) - 1];

beforeEach(async () => {
  await playground('PUT', 'faults', {});
  // Logins are limited per user and minute.
  await playground('POST', 'clock', { advanceSeconds: 60 });
});
afterEach(async () => {
  for (const page of pages.splice(0)) await closeConsole(page);
});
after(closeBrowser);

testPage('a screenshot of the console is small enough', async () => {
  const page = await open({ viewport: { width: 1440, height: 960 } });
  await page.locator('#wafer').click();
  await page.locator('#said', { hasText: 'Wafer' }).waitFor();
  await logIn(page);
  await page.mouse.move(0, 0);
  const folder = `${root}${process.env.MINILOGIN_SCREENSHOTS === '1' ? 'docs/images' : 'artifacts'}`;
  mkdirSync(folder, { recursive: true });
  const picture = await page.screenshot({ path: `${folder}/console.png` });
  assert.ok(picture.length < 250_000, `${picture.length} bytes`);
});

test('a login shows the user, the times and the device of the session', async () => {
  const page = await open({ user: 'lilei' });
  await logIn(page);
  assert.match(await page.locator('#since').textContent(), /\w{3} \d+.*\d\d:\d\d/);
  assert.match(await page.locator('#idle').textContent(), /\d\d:\d\d/);
  assert.match(await page.locator('#latest').textContent(), /\d\d:\d\d/);
  assert.match(await page.locator('#devices').textContent(), /Linux computer.*This device.*Active just now/);
  const row = page.locator('#sessions tr', { hasText: await sessionId(page) });
  assert.match(await row.textContent(), /李雷.*live/);
});

testPage('the first phone lists a second phone and can log it out', async () => {
  const [first, second] = [await open({ user: 'ajie' }), await open({ user: 'ajie' })];
  await logIn(second);
  await logIn(first);
  assert.ok(await first.locator('#devices li').count() >= 2);
  await tap(first, 'endOthers');
  await first.locator('#dialog-yes').click();
  await first.locator('#toast', { hasText: 'Logged out' }).waitFor();
  assert.equal(await first.locator('#devices li').count(), 1);
  await second.locator('#reopen').click();
  await second.locator('#notice', { hasText: 'Your login has expired' }).waitFor();
});

test('a Wafer client appears as another device', async () => {
  const page = await open({ user: 'anonymous' });
  await logIn(page);
  const before = await page.locator('#devices li').count();
  await page.locator('#wafer').click();
  await page.locator('#said', { hasText: 'new session' }).waitFor();
  await page.locator('#reopen').click();
  await page.locator('#devices li').nth(before).waitFor();
});

test('a session expired by moving the clock returns to the login screen', async () => {
  const page = await open({ user: 'lilei' });
  await logIn(page);
  await page.locator('[data-advance="2592000"]').click();
  await page.locator('#notice', { hasText: 'Your login has expired. Log in again.' }).waitFor();
  assert.equal(await page.locator('#dialog').isVisible(), false);
  await logIn(page);
});

testPage('a WeChat fault shows a plain message and login works once it is off', async () => {
  const page = await open({ user: 'lilei' });
  await page.locator('[name="quota"]').check();
  await page.locator('#faults-count', { hasText: '1 active' }).waitFor();
  await tap(page, 'login');
  await page.locator('#dialog-words', { hasText: 'WeChat login limit reached. Try again in about' }).waitFor();
  assert.doesNotMatch(await page.locator('#phone').textContent(), /[{}]|wechat_quota|429|undefined/);
  await page.locator('#arrows', { hasText: '45011' }).waitFor();
  assert.match(await page.locator('#arrows').textContent(), /jscode2session.*errcode 45011.*429/);
  await page.keyboard.press('Escape');
  await page.locator('#all-well').click();
  await page.locator('#faults-count').waitFor({ state: 'hidden' });
  await logIn(page);
});

testPage('an unreachable server is reported and the login can be retried', async () => {
  const page = await open({ user: 'lilei' });
  await page.route('**/login', (route) => route.request().url().includes('/playground/') ? route.continue() : route.fulfill({ status: 502, body: '<html>' }));
  await tap(page, 'login');
  await page.locator('#dialog-words', { hasText: 'The server cannot be reached right now' }).waitFor();
  await page.unroute('**/login');
  await page.locator('#dialog-yes').click();
  await page.locator('[data-screen="in"]').waitFor();
});

testPage('a blocked user sees a message', async () => {
  const page = await open({ user: 'laowang' });
  await tap(page, 'login');
  await page.locator('#dialog-words', { hasText: 'This WeChat account cannot log in for now.' }).waitFor();
  await page.locator('#dialog-yes').click();
  assert.ok(await page.locator('[data-screen="out"]').isVisible());
});

test('logging out ends the session', async () => {
  const page = await open({ user: 'lilei' });
  await logIn(page);
  const id = await sessionId(page);
  await tap(page, 'logout');
  await page.locator('#dialog-no').click();
  assert.ok(await page.locator('[data-screen="in"]').isVisible());
  await tap(page, 'logout');
  await page.locator('#dialog-yes').click();
  await page.locator('[data-screen="out"]').waitFor();
  await page.locator('#sessions tr', { hasText: id }).filter({ hasText: 'ended' }).waitFor();
});

test('the profile is saved: the name, and the picture if avatars are enabled', async () => {
  const page = await open({ user: 'lilei' });
  await logIn(page);
  await page.locator('#open-profile').click();
  await page.locator('#nick-name').fill('Li Lei 2');
  await page.keyboard.press('Enter');
  await page.locator('#user-name', { hasText: 'Li Lei 2' }).waitFor();
  await page.locator('#open-profile').click();
  await tap(page, 'chooseAvatar');
  if (isInMemory) {
    await page.locator('#profile .picture img').waitFor();
    assert.ok(await page.locator('#profile .picture img').evaluate((image) => image.decode().then(() => image.naturalWidth)) > 0);
  } else {
    await page.locator('#dialog-words', { hasText: 'Uploading pictures is not supported.' }).waitFor();
    await page.locator('#dialog-yes').click();
  }
  await page.locator('#back').click();
  assert.ok(await page.locator('[data-screen="in"]').isVisible());
});

test('the sequence of a login runs from the phone to the table', async () => {
  const page = await open({ user: 'lilei' });
  await logIn(page);
  assert.deepEqual(await page.locator('.lane > span').allTextContents(), ['Phone', 'Gateway', 'Function', 'WeChat', 'DynamoDB']);
  assert.equal(await page.locator('.lane small').count(), isInMemory ? 1 : 0);
  const arrows = await page.locator('.arrow').allTextContents();
  const login = arrows.slice(0, arrows.findIndex((arrow, i) => i > 0 && arrow.startsWith('Phone')));
  const expected = [/^Phone to Gateway: POST \/login200 · .+s$/, /^Gateway to Function: Login200 · .+s$/, /^Function to WeChat: jscode2session200 · .+s$/, /^Function to DynamoDB: UpdateItem users200 · .+s$/, /^Function to DynamoDB: PutItem sessions200 · .+s$/];
  assert.equal(login.length, expected.length, login.join('\n'));
  expected.forEach((pattern, i) => assert.match(login[i], pattern));
  assert.match(await page.locator('#sequence-about').textContent(), /^Log in, \d+ calls, /);
});

testPage('an earlier action can be shown again', async () => {
  const page = await open({ user: 'lilei' });
  await logIn(page);
  await page.locator('#reopen').click();
  await page.locator('#sequence-about', { hasText: /^Reopen/ }).waitFor();
  await page.locator('.action', { hasText: 'Log in' }).first().click();
  assert.match(await page.locator('#sequence-about').textContent(), /^Log in/);
  assert.equal(await page.evaluate(() => document.activeElement.querySelector('.action-label').textContent), 'Log in');
});

testPage('every call can be opened and shows no secret', async () => {
  const page = await open({ user: 'lilei' });
  const secrets = ['0123456789abcdef0123456789abcdef'];
  page.on('response', async (response) => /wx\/(login|phone-code)$/.test(response.url()) && secrets.push((await response.json()).code));
  page.on('response', async (response) => response.url().endsWith('/session/phone') && secrets.push((await response.json()).phoneNumber));
  await page.locator('#wafer').click();
  await page.locator('#said', { hasText: 'new session' }).waitFor();
  await logIn(page);
  await tap(page, 'bindPhone');
  await page.locator('#phone-number', { hasText: '138****8000' }).or(page.locator('#phone-number', { hasText: '****' })).waitFor();
  await isDone(page);
  secrets.push((await token(page)).split('.')[1]);
  secrets.push(...(await playground('GET', 'session-keys')).map(({ sessionKey }) => sessionKey).filter(Boolean));
  // In the page itself, because there are hundreds of calls.
  const opened = await page.evaluate(async (secrets) => {
    let opened = 0;
    for (const action of document.querySelectorAll('.action')) {
      action.click();
      for (let i = 0, arrows; i < (arrows = document.querySelectorAll('.arrow')).length; i++) {
        arrows[i].click();
        await new Promise(requestAnimationFrame);
        const arrow = document.querySelectorAll('.arrow')[i];
        if (arrow.getAttribute('aria-expanded') !== 'true') throw new Error(`did not open: ${arrow.textContent}`);
        const shown = document.querySelector('#sequence').outerHTML;
        if (secrets.some((secret) => shown.includes(secret))) throw new Error(`a secret in ${arrow.textContent}`);
        opened++;
      }
    }
    return opened;
  }, secrets);
  assert.ok(opened > 20 && secrets.length >= 6, `${opened} calls, ${secrets.length} secrets`);
});

testPage('the console can be used with the keyboard only', async () => {
  const page = await open({ user: 'lilei' });
  await page.locator('body').press('Tab');
  await tabTo(page, 'login');
  await page.keyboard.press('Enter');
  await page.locator('[data-screen="in"]').waitFor();
  await isDone(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'open-profile', 'the focus stays on the phone');
  await tabTo(page, 'logout');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'dialog-yes');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.tap), 'logout');
  for (let i = 0; i < 60 && !await page.evaluate(() => document.activeElement.className === 'arrow'); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.call').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.ariaExpanded), 'true', 'the focus stays on the arrow');
});

testPage('every text on the phone exists in both languages', async () => {
  for (const [locale, login] of [['en-US', 'Log in with WeChat'], ['zh-CN', '微信登录']]) {
    const page = await open({ locale });
    assert.equal(await page.locator('[data-tap="login"]').textContent(), login);
    await page.locator('#language').click();
    assert.notEqual(await page.locator('[data-tap="login"]').textContent(), login);
    await page.locator('#language').click();
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('[data-t]')].filter((element) => !element.textContent).map((element) => element.dataset.t)), []);
  }
});

async function tabTo(page, name) {
  for (let i = 0; i < 60 && await page.evaluate(() => document.activeElement.dataset.tap) !== name; i++) await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.tap), name);
}

const token = (page) => page.evaluate(() => JSON.parse(sessionStorage.getItem(`${document.querySelector('input[name="user"]:checked').value}.minilogin`)));

const sessionId = async (page) => (await token(page)).split('.')[0];
