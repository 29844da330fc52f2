import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { closeBrowser, closeConsole, isDone, logIn, logInFrom, openConsole, playground, tap } from './browser.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { storage } = await playground('GET', 'state');
const isInMemory = storage === 'memory';
// What does not depend on the store is tested in memory only.
const testPage = isInMemory ? test : () => {};

const pages = [];
const open = async (options) => pages[pages.push(await openConsole(options)) - 1];

beforeEach(() => playground('PUT', 'faults', {}));
afterEach(async () => {
  // Logins are limited per user and minute.
  await playground('POST', 'clock', { advanceSeconds: 60 });
  for (const page of pages.splice(0)) await closeConsole(page);
});
after(closeBrowser);

testPage('the pictures for the documents show a first login and are small', async () => {
  const folder = `${root}${process.env.MINILOGIN_SCREENSHOTS === '1' ? 'docs/images' : 'artifacts'}`;
  mkdirSync(folder, { recursive: true });
  for (const [locale, file] of [['en-US', 'console.png'], ['zh-CN', 'console.zh-CN.png']]) {
    await playground('DELETE', 'calls');
    const page = await open({ locale, timezoneId: 'Asia/Shanghai' });
    await logIn(page);
    await page.mouse.move(0, 0);
    assert.deepEqual([await page.locator('.action').count(), await page.locator('#devices li').count()], [1, 1], 'one login, one device');
    assert.match(await page.locator('#offset').textContent(), /system time|系统时间/);
    const picture = await page.screenshot({ path: `${folder}/${file}` });
    assert.ok(picture.length < 250_000, `${file}: ${picture.length} bytes`);
    await tap(page, 'logout');
    await page.locator('#dialog-yes').click();
    await page.locator('[data-screen="out"]').waitFor();
  }
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

test('the console shows how to open the page for the operator', async () => {
  const page = await open({ user: 'lilei' });
  const command = await page.locator('#operator-command pre').textContent();
  assert.match(await page.locator('#operator').textContent(), isInMemory ? /--dynamodb URL/ : /as an operator does/);
  assert.match(command, isInMemory ? /^$/ : /^minilogin console --endpoint-url http:\/\/[^ ]+ --kms-endpoint-url http:\/\/[^ ]+ --wechat-url http:\/\/[^ ]+/);
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

testPage('a member of a corp logs in on a phone with WeCom, which has no button for the phone number', async () => {
  const page = await open({ user: 'lilei' });
  await page.locator('#in-wecom').check();
  await logIn(page);
  assert.equal(await page.locator('#phone-cells').isVisible(), false);
  const [id] = await page.evaluate(() => JSON.parse(sessionStorage.getItem('wecom.lilei.minilogin')).split('.'));
  assert.match(await page.locator('#sessions tr', { hasText: id }).textContent(), /李雷.*live/);

  await page.locator('#in-wecom').uncheck();
  await page.locator('[data-screen="out"]').waitFor();
});

testPage('a user logs in to the mini program of a merchant after the merchant has authorised the platform', async () => {
  const page = await open({ user: 'lilei' });
  await page.locator('#in-merchant').check();
  await page.locator('#authorized').check();
  await page.locator('#said', { hasText: '200' }).waitFor();
  await logIn(page);
  await tap(page, 'bindPhone');
  await page.locator('#phone-number', { hasText: '****' }).waitFor();

  await page.locator('#authorized').uncheck();
  await page.locator('#said', { hasText: '200' }).waitFor();
  await page.locator('#in-merchant').uncheck();
  await page.locator('[data-screen="out"]').waitFor();
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

testPage('a user can be renamed, and WeChat then has the new name', async () => {
  const page = await open({ user: 'ajie' });
  await page.locator('#wechat-name').fill('');
  await page.keyboard.press('Tab');
  await page.locator('#wechat-name-problem', { hasText: 'Enter a name of 1 to 32 characters.' }).waitFor();
  await page.locator('#wechat-name').fill('陈经理');
  await page.keyboard.press('Tab');
  await page.locator('.user', { hasText: '陈经理' }).waitFor();
  assert.equal(await page.locator('#wechat-name-problem').isVisible(), false);
  await page.locator('#wafer').click();
  await page.locator('#said', { hasText: '陈经理 has a new session' }).waitFor();
  await logIn(page);
  await page.locator('#user-name', { hasText: '陈经理' }).waitFor();
});

testPage('if the Playground stops, a banner says so wherever the page is scrolled, and so does the phone', async () => {
  const page = await open({ user: 'lilei', viewport: { width: 1024, height: 700 } });
  await logIn(page);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.route('**/*', (route) => route.abort());
  const banner = page.locator('#offline', { hasText: 'The Playground is not responding' });
  await banner.waitFor();
  const { y, height } = await banner.boundingBox();
  assert.ok(y >= 0 && y + height <= 700, `the banner is at ${y}`);
  await page.locator('#reopen').click();
  await page.locator('#failure-words', { hasText: 'The Playground is not responding' }).waitFor();
  await page.unroute('**/*');
  await banner.waitFor({ state: 'hidden' });
  // Chromium logs every request that failed.
  page.complaints = page.complaints.filter((text) => !text.includes('net::ERR_FAILED'));
});

testPage('all times of the page are in the time zone of the browser, which is named', async () => {
  const timezoneId = 'Asia/Kolkata';
  const page = await open({ user: 'lilei', timezoneId });
  await logIn(page);
  await page.locator('.arrow').first().click();
  const { now } = await playground('GET', 'state');
  // Half an hour from every whole zone, so another zone would show in the minutes. A minute may end meanwhile.
  const expected = [0, 1, 2].map((minutes) => new Date(new Date(now) - minutes * 60_000).toLocaleTimeString('en-GB', { timeZone: timezoneId, hour: '2-digit', minute: '2-digit' }));
  const row = page.locator('#sessions tr', { hasText: await sessionId(page) });
  for (const place of [page.locator('#now'), page.locator('#phone-clock'), page.locator('#since'), page.locator('.action-about').first(), page.locator('.call .muted').first(), row.locator('.time').first()]) {
    const text = await place.textContent();
    assert.ok(expected.some((time) => text.includes(time)), `${text} has none of ${expected}`);
  }
  for (const place of [page.locator('.now'), page.locator('.call .muted').first(), page.locator('#sessions-zone')]) {
    assert.match(await place.textContent(), /Asia\/(Kolkata|Calcutta)/);
  }
});

testPage('the history is one tab stop, and the arrow keys move in it', async () => {
  const page = await open({ user: 'anonymous' });
  await logIn(page);
  await page.locator('#reopen').click();
  await page.locator('#sequence-about', { hasText: /^Reopen/ }).waitFor();
  await isDone(page);
  assert.equal(await page.locator('.action[tabindex="0"]').count(), 1);
  await page.locator('.action[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  assert.match(await page.locator('#sequence-about').textContent(), /^Log in/);
  assert.equal(await page.evaluate(() => document.activeElement.ariaSelected), 'true', 'the focus is on the selected action');
  await page.keyboard.press('Home');
  assert.match(await page.locator('#sequence-about').textContent(), /^Reopen/);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'arrow');
});

testPage('a call to a route that nothing serves appears with its answer', async () => {
  const page = await open({ user: 'lilei' });
  await fetch(new URL('/shop/orders?page=2', process.env.PLAYGROUND_URL));
  await page.locator('.action', { hasText: 'GET /shop/orders' }).first().click();
  assert.deepEqual(await page.locator('.arrow').allTextContents().then((arrows) => arrows.map((arrow) => arrow.replace(/ · .*/, ''))), ['Phone to Gateway: GET /shop/orders404']);
  assert.match(await page.locator('.action[aria-selected="true"] .action-about').textContent(), / · 404 · /);
});

testPage('a real phone logs in as the chosen user only after that is ticked', async () => {
  const page = await open({ user: 'ajie' });
  const refused = await logInFrom('a phone');
  assert.deepEqual([refused.status, refused.code], [401, 'code_rejected']);
  await page.locator('#sequence-about', { hasText: /^Android device · POST \/login, / }).waitFor();
  assert.match(await page.locator('.action[aria-selected="true"] .action-about').textContent(), / · 401 · /);

  const { openId } = (await playground('GET', 'state')).users.find(({ name }) => name === 'ajie');
  await Promise.all([page.waitForResponse((response) => response.url().endsWith('/playground/devtools')), page.locator('#accepts-all-codes').check()]);
  const { status, user } = await logInFrom('a phone');
  assert.deepEqual([status, user?.openId], [200, openId]);
  await page.locator('.arrow', { hasText: 'jscode2session' }).waitFor();

  const other = await open({ user: 'lilei' });
  assert.ok(await other.locator('#accepts-all-codes').isChecked(), 'another window shows the same');
  await Promise.all([other.waitForResponse((response) => response.url().endsWith('/playground/devtools')), other.locator('#accepts-all-codes').uncheck()]);
  assert.equal((await logInFrom('a phone')).status, 401);
});

testPage('calls of DevTools are one action of the chosen user, and are shown while the newest action is selected', async () => {
  await playground('DELETE', 'calls');
  const page = await open({ user: 'lilei' });
  await logIn(page);
  const { openId } = (await playground('GET', 'state')).users.find(({ name }) => name === 'lilei');
  assert.equal((await logInFrom('DevTools')).user.openId, openId);
  await page.locator('#sequence-about', { hasText: /^WeChat DevTools · POST \/login, / }).waitFor();
  await page.locator('.arrow', { hasText: 'GET /user' }).waitFor();
  await page.locator('.arrow', { hasText: 'jscode2session' }).waitFor();
  await page.locator('#reopen').click();
  await page.locator('#sequence-about', { hasText: /^Reopen/ }).waitFor();
  await isDone(page);
  assert.match(await page.locator('#devices').textContent(), /WeChat DevTools/);

  // An earlier action stays selected, and so does an open call.
  const count = await page.locator('.action').count();
  await page.locator('.action', { hasText: 'Log in' }).first().click();
  await playground('POST', 'clock', { advanceSeconds: 2 });
  await logInFrom('DevTools');
  await page.locator('.action').nth(count).waitFor();
  assert.match(await page.locator('#sequence-about').textContent(), /^Log in/);
  await page.locator('.action').first().click();
  await page.locator('.arrow').first().click();
  await logInFrom('a phone');
  await page.locator('.action', { hasText: 'Android device' }).first().waitFor();
  assert.match(await page.locator('#sequence-about').textContent(), /^WeChat DevTools/);
  await page.locator('.arrow').first().click();
  await page.locator('#sequence-about', { hasText: /^Android device/ }).waitFor();
});

testPage('every text exists in both languages', async () => {
  const page = await open();
  const missing = await page.evaluate(async () => {
    const { default: { zh, en } } = await import('/console/texts.js');
    const leaves = (texts, path = '') => Object.entries(texts).flatMap(([key, value]) => (typeof value === 'object' ? leaves(value, `${path}${key}.`) : [[path + key, typeof value, value]]));
    const [inZh, inEn] = [leaves(zh), leaves(en)];
    const unlike = (some, others) => some.filter(([key, type, value]) => value === '' || !others.some(([other, otherType]) => other === key && otherType === type)).map(([key]) => key);
    const shown = [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes]).filter(({ name }) => name === 'data-t' || name.startsWith('data-t-')).map(({ value }) => value);
    return [...unlike(inZh, inEn), ...unlike(inEn, inZh), ...shown.filter((key) => !inEn.some(([each]) => each === key))];
  });
  assert.deepEqual(missing, []);
});

testPage('the console speaks Chinese in a Chinese browser, and the switch changes all of it', async () => {
  const page = await open({ locale: 'zh-CN', user: 'meimei' });
  await logIn(page);
  await page.locator('.arrow').first().click();
  await page.locator('#wafer').click();
  await page.locator('#said', { hasText: '成功' }).waitFor();
  await page.locator('#more-faults summary').click();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
  assert.deepEqual(await englishOf(page), []);
  await page.locator('#language').click();
  assert.equal(await page.locator('#clock-title').textContent(), 'Clock');
  assert.match(await page.locator('#sequence-about').textContent(), /^Wafer login, \d+ calls/);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  assert.ok((await englishOf(page)).length > 30);
  await page.reload();
  await page.locator('#clock-title', { hasText: 'Clock' }).waitFor();
});

/** The visible texts and labels with two English words in a row, outside of what a call contains. */
const englishOf = (page) => page.evaluate(() => {
  const texts = [...document.querySelectorAll('body *')].filter((element) => !element.closest('pre, dl, code, .arrow-label, .call-target, script')).flatMap((element) => [
    ...[...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data), element.title ?? '', element.ariaLabel ?? '', element.placeholder ?? '']);
  return texts.filter((text) => /[a-z]{2,} [a-z]{2,}|^[A-Z][a-z]+$/.test(text) && !['Playground', 'English', 'Asia/Shanghai'].includes(text));
});

async function tabTo(page, name) {
  for (let i = 0; i < 60 && await page.evaluate(() => document.activeElement.dataset.tap) !== name; i++) await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.tap), name);
}

const token = (page) => page.evaluate(() => JSON.parse(sessionStorage.getItem(`${document.querySelector('input[name="user"]:checked').value}.minilogin`)));

const sessionId = async (page) => (await token(page)).split('.')[0];
