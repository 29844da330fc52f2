import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { APP_ID, playgroundUrl, urlOf } from './playground.mjs';
import { createDevice, createWx } from './wx.mjs';

const SESSION = 'weapp_session_F2C224D4-2BCE-4C64-AF9F-A6D872000D1A';

const resolver = createRequire(import.meta.url);
const phones = [];

/** The phones created since the last call. */
export const takePhones = () => phones.splice(0);

export const addPhone = (phone) => phones.push(phone);

export const packageRoot = (name) => path.dirname(resolver.resolve(`${name}/package.json`));

/** A phone with a mini program that uses this SDK. Each phone has its own `wx` and its own copy of the SDK. */
export class Phone {
  #client;

  constructor(sdk, { user = sdk.user, appId = APP_ID, loginUrl = urlOf('/login') } = {}) {
    this.sdk = sdk;
    this.device = createDevice(user);
    this.#client = load(sdk.package, createWx(this.device, { weChat: playgroundUrl(), appId }));
    if (loginUrl) {
      this.#client.setLoginUrl(loginUrl);
    }

    addPhone(this);
  }

  /** Resolves with the argument of success, rejects with that of fail. */
  login(options) {
    return logIn(this.#client.login, options);
  }

  loginWithCode(options) {
    return logIn(this.#client.loginWithCode, options);
  }

  /** Like login, but settles only after complete was called. */
  request(target, options) {
    return request(this.#client.request, target, options);
  }

  /** The session as the SDK stores it; null if there is none. */
  get stored() {
    const text = this.device.storage.get(SESSION);
    return text === undefined ? null : JSON.parse(text);
  }

  set stored(session) {
    this.device.storage.set(SESSION, JSON.stringify(session));
  }

  get token() {
    return this.sdk.tokenOf(this.stored);
  }

  /** The tokens of all logins that succeeded, oldest first. */
  get tokens() {
    return this.device.answers.filter((a) => a.path === '/login' && a.statusCode === 200).map((a) => this.sdk.tokenIn(a.data));
  }

  get lastAnswer() {
    return this.device.answers.at(-1);
  }

  /** The calls to wx and to the server since the last call of this method. */
  takeCalls() {
    return this.device.calls.splice(0);
  }
}

function logIn(login, options) {
  return new Promise((resolve, reject) => {
    const once = onlyOnce();
    login({ ...options, success: (value) => once(() => resolve(value)), fail: (error) => once(() => reject(asError(error))) });
  });
}

function request(send, target, options) {
  const [method, where] = target.split(' ');
  return new Promise((resolve, reject) => {
    const settleOnce = onlyOnce();
    const completeOnce = onlyOnce();
    let settle;
    send({
      ...options,
      method,
      url: urlOf(where),
      success: (value) => settleOnce(() => { settle = () => resolve(value); }),
      fail: (error) => settleOnce(() => { settle = () => reject(asError(error)); }),
      complete: () => completeOnce(() => settle()),
    });
  });
}

function onlyOnce() {
  let called = false;
  return (action) => {
    if (called) {
      throw new Error('The SDK called back twice.');
    }

    called = true;
    action();
  };
}

const asError = (error) => Object.assign(new Error(error.message ?? error.errMsg), { type: error.type });

/** Runs the unmodified files of the package in a separate global scope. */
function load(name, wx) {
  const context = vm.createContext({ wx, console: { ...console, error() {} }, setTimeout, clearTimeout });
  const loaded = new Map();
  const requireFile = (file) => {
    if (!loaded.has(file)) {
      const module = { exports: {} };
      loaded.set(file, module);
      const run = vm.compileFunction(readFileSync(file, 'utf8'), ['module', 'exports', 'require'], { filename: file, parsingContext: context });
      run(module, module.exports, (id) => requireFile(path.resolve(path.dirname(file), `${id}.js`)));
    }

    return loaded.get(file).exports;
  };
  return requireFile(path.join(packageRoot(name), 'index.js'));
}
