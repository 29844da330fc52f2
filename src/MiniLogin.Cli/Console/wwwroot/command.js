import { $, el, put } from './dom.js';
import { words } from './words.js';

/** A command to copy. @param label What it does. */
export function command(label, text) {
  const copy = el('button', { type: 'button', className: 'small', ariaLabel: `${words().page.copy}: ${label || text.split('\n')[0]}` }, words().page.copy);
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    put($('said'), words().page.copied);
  });
  return el('div', { className: 'command' }, ...(label ? [el('p', {}, label)] : []), el('div', {}, el('pre', { tabIndex: 0 }, text), copy));
}
