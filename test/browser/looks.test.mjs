import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { isAccessible } from './axe.mjs';
import { closeBrowser, closeConsole, logIn, openConsole, playground, tap } from './browser.mjs';

// What does not depend on the store is tested in memory only.
const testPage = (await playground('GET', 'state')).storage === 'memory' ? test : () => {};

after(closeBrowser);

// The colours and the layout do not depend on each other.
for (const [colorScheme, width] of [['light', 1440], ['dark', 360]]) {
  testPage(`the console has no accessibility violations: ${colorScheme}, ${width} pixels wide`, async () => {
    // Without animations, because colours in transition fail the contrast check.
    const page = await openConsole({ user: 'meimei', colorScheme, viewport: { width, height: 900 }, reducedMotion: 'reduce' });
    await isAccessible(page, 'logged out');
    await logIn(page);
    await page.locator('.arrow').first().click();
    await page.locator('#more-faults summary').click();
    await isAccessible(page, 'logged in');
    await tap(page, 'logout');
    await isAccessible(page, 'dialog open');
    await page.locator('#dialog-no').click();
    await page.locator('#open-profile').click();
    await isAccessible(page, 'profile');
    await closeConsole(page);
  });
}

test('the console fits every width', async () => {
  const page = await openConsole({ user: 'meimei' });
  await logIn(page);
  await page.locator('.arrow').first().click();
  for (const width of [360, 480, 720, 960, 1024, 1180, 1280, 1440, 1600]) {
    await page.setViewportSize({ width, height: 900 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${width} pixels`);
  }
  await closeConsole(page);
});

test('no label of a call is cut from a width of 721 pixels', async () => {
  const page = await openConsole({ user: 'meimei' });
  await logIn(page);
  for (const width of [721, 1024, 1180, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const cut = await page.evaluate(() => [...document.querySelectorAll('.arrow-label')].filter((label) => label.scrollWidth > label.clientWidth).map((label) => label.textContent));
    assert.deepEqual(cut, [], `${width} pixels`);
  }
  await closeConsole(page);
});

testPage('a table that is wider than its place has a scroll bar and a shadow', async () => {
  const page = await openConsole({ user: 'meimei', viewport: { width: 390, height: 900 } });
  await logIn(page);
  const [bar, isWider, attachments] = await page.evaluate(() => {
    const table = document.querySelector('#sessions-table');
    return [getComputedStyle(table, '::-webkit-scrollbar').height, table.scrollWidth > table.clientWidth, getComputedStyle(table).backgroundAttachment];
  });
  assert.deepEqual([bar, isWider, attachments], ['9px', true, 'local, local, scroll, scroll']);
  await closeConsole(page);
});

testPage('the selected action, call and user are outlined in forced colours', async () => {
  const page = await openConsole({ user: 'meimei', forcedColors: 'active' });
  await logIn(page);
  await page.locator('.arrow').nth(1).click();
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement.blur());
  const outlines = (selector) => page.locator(selector).evaluateAll((elements) => elements.map((element) => getComputedStyle(element).outlineStyle));
  for (const [selected, others] of [['.action[aria-selected="true"]', '.action[aria-selected="false"]'], ['.arrow[aria-expanded="true"]', '.arrow[aria-expanded="false"]'], ['.user:has(:checked)', '.user:not(:has(:checked))']]) {
    assert.deepEqual([...new Set(await outlines(selected))], ['solid'], selected);
    assert.ok((await outlines(others)).every((style) => style === 'none'), others);
  }
  await closeConsole(page);
});
