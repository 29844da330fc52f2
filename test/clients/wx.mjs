import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const AT_ONCE = 10;
const TIMEOUT = 60_000;
const USER_AGENT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50(0x1800323b) NetType/WIFI Language/zh_CN';

/** The state of a phone, which tests read and change. `calls` contains completed calls only. */
export function createDevice(user) {
  return {
    user,
    /** 'wx.login', 'GET /login 200', … in the order of completion. */
    calls: [],
    /** Every HTTP answer: method, path, sent (headers), statusCode, header, text, data. */
    answers: [],
    storage: new Map(),
    /** Codes that the next calls of wx.login return instead of new ones. */
    codes: [],
    /** False if the WeChat session has expired; wx.login sets it to true. */
    weChatSessionIsLive: true,
    /** Replaces parts of the answer of wx.getUserInfo. */
    userInfoChanges: {},
    /** The number of following answers that are lost on the way to the phone. */
    loseAnswers: 0,
    /** The maximum number of parallel requests so far. */
    peak: 0,
  };
}

/** The part of `wx` that the clients use. The Playground simulates WeChat. */
export function createWx(device, { weChat, appId, isInWeCom = false }) {
  const { send } = createNetwork(device, `https://servicewechat.com/${appId}/7/page-frame.html`);
  return {
    login: (options = {}) => answer('login', options, async () => {
      device.calls.push('wx.login');
      const { code } = device.codes.length > 0 ? { code: device.codes.shift() } : await ask(weChat, '/playground/wx/login', device.user);
      device.weChatSessionIsLive = true;
      return { code };
    }),

    getSystemInfoSync: () => ({ platform: 'ios', language: 'zh_CN', ...(isInWeCom && { environment: 'wxwork' }) }),

    ...(isInWeCom && {
      qy: {
        login: (options = {}) => answer('qy.login', options, async () => {
          device.calls.push('wx.qy.login');
          return ask(weChat, '/playground/wx/qy-login', device.user);
        }),
      },
    }),

    getUserInfo: (options = {}) => answer('getUserInfo', options, async () => {
      device.calls.push('wx.getUserInfo');
      return { ...await ask(weChat, '/playground/wx/user-info', device.user), ...device.userInfoChanges };
    }),

    checkSession: (options = {}) => answer('checkSession', options, async () => {
      device.calls.push('wx.checkSession');
      if (!device.weChatSessionIsLive) {
        throw new Error('session is expired');
      }

      return {};
    }),

    request(options) {
      answer('request', options, () => send(options));
    },

    uploadFile(options) {
      answer('uploadFile', options, async () => {
        const { body, contentType } = fileBodyOf(options);
        // wx.uploadFile returns the body as text, without headers.
        const { data, statusCode } = await send({ ...options, method: 'POST', data: body, dataType: 'text', header: { ...options.header, 'content-type': contentType } });
        return { data, statusCode };
      });
    },

    getRandomValues: (options) => answer('getRandomValues', options, async () => {
      const bytes = randomBytes(options.length);
      return { randomValues: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
    }),

    getStorageSync: (key) => device.storage.has(key) ? JSON.parse(device.storage.get(key)) : '',

    setStorageSync(key, data) {
      const text = JSON.stringify(data);
      if (text === undefined || !isDeepStrictEqual(structuredClone(data), JSON.parse(text))) {
        throw new Error(`setStorageSync:fail ${key} would be changed by JSON`);
      }

      device.storage.set(key, text);
    },

    removeStorageSync(key) {
      device.storage.delete(key);
    },

    onSocketOpen() {},
    onSocketClose() {},
    onSocketMessage() {},
    onSocketError() {},
    connectSocket() {},
    sendSocketMessage() {},
    closeSocket() {},
  };
}

/** Calls back asynchronously, and calls complete after success or fail. */
function answer(name, { success, fail, complete }, work) {
  const callBack = (callback, result) => setImmediate(() => {
    callback?.(result);
    complete?.(result);
  });
  new Promise((resolve) => setImmediate(resolve)).then(work).then(
    (result) => callBack(success, { ...result, errMsg: `${name}:ok` }),
    (error) => callBack(fail, { errMsg: `${name}:fail ${error.message}` }));
}

async function ask(weChat, path, user) {
  const response = await fetch(new URL(path, weChat), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
  });
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  }

  return response.json();
}

function createNetwork(device, referer) {
  const waiting = [];
  let underWay = 0;

  async function send(options) {
    if (underWay === AT_ONCE) {
      await new Promise((resolve) => waiting.push(resolve));
    } else {
      underWay++;
    }

    device.peak = Math.max(device.peak, underWay);
    try {
      return await exchange(device, options, referer);
    } finally {
      // A waiting request takes over the slot.
      const next = waiting.shift();
      if (next) {
        next();
      } else {
        underWay--;
      }
    }
  }

  return { send };
}

async function exchange(device, options, referer) {
  const method = (options.method ?? 'GET').toUpperCase();
  const header = headerOf(options, referer);
  const url = new URL(options.url);
  let body = '';
  if (method === 'GET' && typeof options.data === 'object' && options.data !== null) {
    for (const [name, value] of Object.entries(options.data)) {
      url.searchParams.set(name, typeof value === 'object' ? JSON.stringify(value) : value);
    }
  } else if (method !== 'GET' && options.data !== undefined) {
    body = bodyOf(options.data, header['content-type']);
  }

  let response;
  try {
    response = await overHttp(url, method, header, body);
  } catch (error) {
    device.calls.push(`${method} ${url.pathname} failed`);
    throw error;
  }

  if (device.loseAnswers > 0) {
    device.loseAnswers--;
    device.calls.push(`${method} ${url.pathname} lost`);
    throw new Error('timeout');
  }

  const { statusCode, cookies, text } = response;
  const data = options.dataType === undefined || options.dataType === 'json' ? parse(text) : text;
  device.calls.push(`${method} ${url.pathname} ${statusCode}`);
  device.answers.push({ method, path: url.pathname, sent: header, statusCode, header: response.header, text, data: structuredClone(data) });
  return { data, statusCode, header: response.header, cookies };
}

function headerOf(options, referer) {
  const header = { 'content-type': 'application/json', 'user-agent': USER_AGENT };
  for (const [name, value] of Object.entries(options.header ?? {})) {
    // As in WeChat's base library: values other than strings and numbers become '[object Undefined]' and the like.
    header[name.toLowerCase()] = typeof value === 'string' || typeof value === 'number' ? String(value) : Object.prototype.toString.call(value);
  }

  header.referer = referer;
  return header;
}

function bodyOf(data, contentType) {
  if (Buffer.isBuffer(data)) {
    return data;
  }

  if (typeof data !== 'object' || data === null) {
    return String(data);
  }

  return contentType.startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(Object.entries(data)).toString() : JSON.stringify(data);
}

function fileBodyOf({ filePath, name, formData = {} }) {
  const boundary = randomBytes(16).toString('hex');
  const part = (disposition, ...lines) => [`--${boundary}`, `Content-Disposition: form-data; ${disposition}`, ...lines].join('\r\n');
  const fields = Object.entries(formData).map(([field, value]) => `${part(`name="${field}"`, '', value)}\r\n`).join('');
  const file = part(`name="${name}"; filename="${path.basename(filePath)}"`, 'Content-Type: application/octet-stream', '', '');
  return {
    body: Buffer.concat([Buffer.from(fields + file), readFileSync(filePath), Buffer.from(`\r\n--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

function overHttp(url, method, headers, body) {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(url, { method, headers, timeout: TIMEOUT }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({
        statusCode: response.statusCode,
        header: headerReceived(response.rawHeaders),
        cookies: response.headers['set-cookie'] ?? [],
        text: Buffer.concat(chunks).toString('utf8'),
      }));
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
    request.end(body);
  });
}

function headerReceived(raw) {
  const header = {};
  for (let i = 0; i < raw.length; i += 2) {
    header[raw[i]] = raw[i] in header ? `${header[raw[i]]},${raw[i + 1]}` : raw[i + 1];
  }

  return header;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
