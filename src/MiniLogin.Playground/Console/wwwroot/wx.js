import { playground } from './playground.js';
import { traceparent } from './trace.js';

/**
 * The part of `wx` that a login needs, for the phone of one user, in WeChat, in the mini program of a merchant, or in WeCom, which have a
 * storage each. It lasts until the tab is closed.
 */
export function createWx(user, files, api, isInWeCom) {
  const keyOf = (key) => `${isInWeCom ? 'wecom.' : api === 'wx' ? '' : 'merchant.'}${user}.${key}`;
  return {
    getSystemInfoSync: () => isInWeCom ? { environment: 'wxwork' } : {},
    ...(isInWeCom && { qy: { login: (options) => answer('qy.login', options, () => playground('POST', `${api}/qy-login`, { user })) } }),
    login: (options) => answer('login', options, () => playground('POST', `${api}/login`, { user })),
    getUserInfo: (options) => answer('getUserInfo', options, () => playground('POST', `${api}/user-info`, { user })),
    getRandomValues: (options) => answer('getRandomValues', options, async () => ({ randomValues: crypto.getRandomValues(new Uint8Array(options.length)).buffer })),
    request: (options) => answer('request', options, () => request(options)),
    uploadFile: (options) => answer('uploadFile', options, () => upload(options, files.get(options.filePath))),
    getStorageSync: (key) => JSON.parse(sessionStorage.getItem(keyOf(key)) ?? '""'),
    setStorageSync: (key, value) => sessionStorage.setItem(keyOf(key), JSON.stringify(value)),
    removeStorageSync: (key) => sessionStorage.removeItem(keyOf(key)),
  };
}

function answer(name, { success, fail }, work) {
  work().then((result) => success?.({ ...result, errMsg: `${name}:ok` }), (error) => fail?.({ errMsg: `${name}:fail ${error.message}` }));
}

async function request({ url, method = 'GET', data, header, timeout }) {
  const response = await send(url, timeout, {
    method,
    headers: { 'Content-Type': 'application/json', ...header },
    body: data === undefined ? undefined : typeof data === 'string' ? data : JSON.stringify(data),
  });
  const text = await response.text();
  return { statusCode: response.status, header: Object.fromEntries(response.headers), data: parsed(text) };
}

async function upload({ url, name, header, formData = {}, timeout }, file) {
  const body = new FormData();
  for (const [field, value] of Object.entries(formData)) body.append(field, value);
  body.append(name, file, 'picture.png');
  const response = await send(url, timeout, { method: 'POST', headers: header, body });
  return { statusCode: response.status, data: await response.text() };
}

function send(url, timeout, options) {
  return fetch(url, { ...options, headers: { ...options.headers, traceparent: traceparent() }, signal: AbortSignal.timeout(timeout ?? 60_000) });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
