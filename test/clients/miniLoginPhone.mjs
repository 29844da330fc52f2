import { createRequire } from 'node:module';
import { APP_ID, playgroundUrl } from './playground.mjs';
import { addPhone } from './phone.mjs';
import { createDevice, createWx } from './wx.mjs';

/** The bundle that the demo and the console use. */
const { createClient, MiniLoginError } = createRequire(import.meta.url)('../../src/miniprogram/demo/minilogin-client.js');

export { MiniLoginError };

/** A phone with a mini program that uses minilogin-client. */
export class MiniLoginPhone {
  constructor({ user = 'lilei', appId = APP_ID, baseUrl = playgroundUrl(), without = [], isInWeCom = false, ...options } = {}) {
    this.device = createDevice(user);
    this.wx = createWx(this.device, { weChat: playgroundUrl(), appId, isInWeCom });
    for (const name of without) {
      delete this.wx[name];
    }

    this.options = { baseUrl, wx: this.wx, ...options };
    this.restart();
    addPhone(this);
  }

  /** Restarts the mini program; only its storage is kept. */
  restart() {
    this.client = createClient(this.options);
  }

  get token() {
    return this.wx.getStorageSync('minilogin') || undefined;
  }

  get lastAnswer() {
    return this.device.answers.at(-1);
  }

  takeCalls() {
    return this.device.calls.splice(0);
  }
}
