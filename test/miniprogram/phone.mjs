import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { APP_ID, playgroundUrl } from '../clients/playground.mjs';
import { createDevice, createWx } from '../clients/wx.mjs';
import { open, readJson, start } from './demo.mjs';
import { createScreen } from './screen.mjs';

const PATIENCE = 15_000;

export const attributesOf = (element) => Object.fromEntries(element.toJSON().attrs.map(({ name, value }) => [name, value]));

/** A phone with the demo open. */
export class Phone {
  #late = null;

  pages = [];
  toasts = [];
  compressed = [];
  opened = [];
  hasGuide = true;
  dialog = null;
  isRefreshing = false;
  canCompress = true;

  constructor({ user = 'lilei', language = 'zh_CN', isInWeCom = false, baseUrl = playgroundUrl(), appId = APP_ID, device = createDevice(user) } = {}) {
    this.language = language;
    this.isInWeCom = isInWeCom;
    this.device = device;
    const wx = createWx(device, { weChat: playgroundUrl(), appId, isInWeCom });
    start({ ...wx, request: (options) => wx.request({ ...options, success: (answer) => this.#arrive(options, () => options.success(answer)) }), ...createScreen(this) }, baseUrl);
    this.show(`/${readJson('app.json').pages[0]}`);
  }

  get page() {
    return this.pages.at(-1);
  }

  /** The visible text of the page. */
  get text() {
    const text = this.page.rendered.dom.textContent;
    assert.doesNotMatch(text, /undefined|null|NaN|\[object|[{}]/);
    return text;
  }

  get token() {
    return this.device.storage.has('minilogin') ? JSON.parse(this.device.storage.get('minilogin')) : undefined;
  }

  /** The calls since the last call of this method. */
  takeCalls() {
    return this.device.calls.splice(0);
  }

  /** Opens a page on top of the others. */
  show(url) {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const route = pathname.slice(1);
    assert.ok(readJson('app.json').pages.includes(route), `${url} is not a page of app.json.`);
    const rendered = open(route);
    const { instance } = rendered;
    const setData = instance.setData;
    instance.setData = (changes) => {
      assert.ok(isDeepStrictEqual(changes, JSON.parse(JSON.stringify(changes))), 'setData accepts only JSON values without undefined.');
      setData.call(instance, changes);
    };
    this.pages.push({ route, rendered, instance, title: readJson('app.json').window.navigationBarTitleText });
    instance.onLoad?.(Object.fromEntries(searchParams));
    instance.onShow?.();
  }

  back() {
    this.pages.pop().rendered.detach();
    this.page.instance.onShow?.();
  }

  /** Delays answers to `GET path` until the returned function is called. */
  delay(path) {
    const waiting = [];
    this.#late = { path, waiting };
    return () => {
      this.#late = null;
      waiting.forEach((arrive) => arrive());
    };
  }

  /** Sends the demo to the background and back. */
  leaveAndReturn() {
    this.page.instance.onHide?.();
    this.page.instance.onShow?.();
  }

  pullDown() {
    assert.ok(readJson(`${this.page.route}.json`).enablePullDownRefresh);
    this.isRefreshing = true;
    this.page.instance.onPullDownRefresh();
  }

  find(selector, words) {
    return this.page.rendered.querySelectorAll(selector).find((element) => !words || element.dom.textContent.includes(words));
  }

  /** Taps the element with this selector and text. */
  tap(selector, words) {
    this.#dispatch(selector, words, 'tap', {});
  }

  openLogin() {
    this.tap('.open-login');
    return this.until(() => this.find('.log-in'), () => this.text);
  }

  /** Opens the login, agrees, and taps on the login button. */
  async logIn() {
    await this.openLogin();
    this.tell('.consent', 'change', { value: ['agreed'] });
    this.tap('.log-in');
  }

  /** Writes into an input with `bindinput`. */
  write(selector, value) {
    this.#dispatch(selector, undefined, 'input', { value });
  }

  /** Dispatches an event of WeChat, as for a button with an open-type or a form. */
  tell(selector, event, detail) {
    this.#dispatch(selector, undefined, event, detail);
  }

  /** Waits until this text or pattern is on the page. */
  sees(words) {
    return this.until(() => words instanceof RegExp ? words.test(this.text) : this.text.includes(words), () => `'${words}' is not on the page: ${this.text}`);
  }

  asked(words) {
    return this.until(() => this.dialog?.content.includes(words), () => `No dialog contains '${words}'; the dialog: ${this.dialog?.content}`);
  }

  toasted(words) {
    return this.until(() => this.toasts.includes(words), () => `No toast '${words}'; the toasts: ${this.toasts}`);
  }

  async until(isSo, why) {
    for (const end = performance.now() + PATIENCE; !isSo(); await new Promise((resolve) => setTimeout(resolve, 10))) {
      assert.ok(performance.now() < end, why());
    }
  }

  #arrive({ url, method = 'GET' }, arrive) {
    if (this.#late && method === 'GET' && new URL(url).pathname === this.#late.path) {
      this.#late.waiting.push(arrive);
    } else {
      arrive();
    }
  }

  #dispatch(selector, words, event, detail) {
    const element = this.find(selector, words);
    assert.ok(element, `There is no ${selector} '${words ?? ''}' on the page: ${this.text}`);
    assert.ok(!attributesOf(element).disabled, `${selector} '${words ?? ''}' is disabled.`);
    element.dispatchEvent(event, { detail, bubbles: true });
  }
}
