import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

export const url = process.env.PLAYGROUND_URL;
const executablePath = process.env.CHROMIUM;
if (!url || !executablePath) {
  throw new Error('PLAYGROUND_URL is the address of a Playground, CHROMIUM the path of a Chromium.');
}

// Chromium's sandbox does not start for root.
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });

export const closeBrowser = () => browser.close();

/** The console in a tab of its own, which is a phone of its own. What it must not say in the browser's console is in `complaints`. */
export async function openConsole({ user, locale = 'en-US', ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 960 }, locale, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.complaints = [];
  // Chromium itself reports every answer of 4xx and 5xx, which some tests are about.
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
  assert.deepEqual(page.complaints, [], 'nothing is said in the browser’s console');
  await page.context().close();
}

export const tap = (page, name) => page.locator(`[data-tap="${name}"]:visible`).click();

export async function logIn(page) {
  await tap(page, 'login');
  await page.locator('[data-screen="in"]').waitFor();
  await isDone(page);
}

/** The phone is idle, and the sequence shows what it did. */
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
