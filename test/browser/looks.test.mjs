import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { closeBrowser, closeConsole, logIn, openConsole, playground, tap } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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

async function isAccessible(page, when) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.any[0]?.message ?? ''}`).join('\n')}`), [], when);
}
