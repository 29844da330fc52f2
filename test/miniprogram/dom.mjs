import { JSDOM } from 'jsdom';

// The browser globals that miniprogram-simulate needs. Import this file before it.
const { window } = new JSDOM('<!DOCTYPE html><body></body>');
globalThis.window = window;
for (const name of ['document', 'Element', 'Node', 'CustomEvent', 'Event', 'TouchEvent', 'MutationObserver']) {
  globalThis[name] = window[name];
}
