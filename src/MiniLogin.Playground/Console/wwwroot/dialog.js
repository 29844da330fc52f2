import { $, put } from './dom.js';
import { words } from './words.js';

let close = null;

/** Returns whether the user confirms. An empty `no` hides the second button. */
export function ask(content, { yes = words().phone.yes, no = words().phone.no, warn = false } = {}) {
  close?.(false);
  const before = document.activeElement;
  put($('dialog-words'), content);
  put($('dialog-yes'), yes);
  put($('dialog-no'), no);
  $('dialog-yes').classList.toggle('warn', warn);
  $('dialog-no').hidden = no === '';
  $('dialog').hidden = false;
  $('phone-page').inert = true;
  $('dialog-yes').focus({ preventScroll: true });
  return new Promise((resolve) => {
    close = (answer) => {
      close = null;
      const hadFocus = $('dialog').contains(document.activeElement);
      $('dialog').hidden = true;
      $('phone-page').inert = false;
      if (hadFocus) before.focus({ preventScroll: true });
      resolve(answer);
    };
  });
}

export const say = (content) => ask(content, { yes: words().phone.ok, no: '' });

export const dismiss = () => close?.(false);

let hiding;

export function toast(content) {
  clearTimeout(hiding);
  put($('toast'), content);
  hiding = setTimeout(() => put($('toast'), ''), 2000);
}

$('dialog-yes').addEventListener('click', () => close?.(true));
$('dialog-no').addEventListener('click', () => close?.(false));
$('dialog').addEventListener('keydown', (event) => event.key === 'Escape' && close?.(false));
