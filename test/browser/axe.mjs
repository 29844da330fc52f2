import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails if axe finds a violation, or if a text that axe cannot decide has too little contrast. */
export async function isAccessible(page, when) {
  await page.evaluate(axe);
  const { violations, incomplete } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.any[0]?.message ?? ''}`).join('\n')}`), [], when);
  // What axe cannot decide: contrast on gradients and where elements overlap.
  assert.deepEqual(incomplete.map(({ id }) => id).filter((id) => id !== 'color-contrast'), [], when);
  const undecided = incomplete.flatMap(({ nodes }) => nodes.map(({ target }) => target[0]));
  assert.deepEqual(await page.evaluate(lowContrasts, undecided), [], when);
}

/** Runs in the page. The texts with a contrast below 4.5 to 1 on the worst colour behind them, including those of gradients. */
function lowContrasts(selectors) {
  const colour = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return text.startsWith('color(') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const over = ([r, g, b, a], [r2, g2, b2]) => [r * a + r2 * (1 - a), g * a + g2 * (1 - a), b * a + b2 * (1 - a), 1];
  const luminance = ([r, g, b]) => [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);
  const behind = (element) => {
    if (!element) return [[255, 255, 255, 1]];
    const style = getComputedStyle(element);
    const flat = colour(style.backgroundColor);
    const base = flat[3] === 1 ? [flat] : behind(element.parentElement).map((each) => over(flat, each));
    const stops = style.backgroundImage.match(/(?:rgba?|color)\([^)]*\)/g) ?? [];
    return [...base, ...stops.flatMap((stop) => base.map((each) => over(colour(stop), each)))];
  };
  return selectors.flatMap((selector) => {
    const element = document.querySelector(selector);
    const worst = Math.min(...behind(element).map((each) => contrast(over(colour(getComputedStyle(element).color), each), each)));
    return worst < 4.5 ? [`${selector}: ${element.textContent.trim()} ${worst.toFixed(2)}`] : [];
  });
}
