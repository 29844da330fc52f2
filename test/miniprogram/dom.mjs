import { JSDOM } from 'jsdom';

// What miniprogram-simulate needs of a browser; to be imported before it.
const { window } = new JSDOM('<!DOCTYPE html><body></body>');
globalThis.window = window;
for (const name of ['document', 'Element', 'Node', 'CustomEvent', 'Event', 'TouchEvent', 'MutationObserver']) {
  globalThis[name] = window[name];
}
