/** The Playground that the tests run against, and its simulation API. */

export const APP_ID = 'wx0123456789abcdef';

export function playgroundUrl() {
  const url = process.env.PLAYGROUND_URL;
  if (!url) {
    throw new Error('PLAYGROUND_URL is not set. Start the Playground and set it to its address, such as http://localhost:5080.');
  }

  return url;
}

export const urlOf = (path) => new URL(path, playgroundUrl()).href;

export async function users() {
  return (await call('GET', '/playground/state')).users;
}

export async function userNamed(name) {
  return (await users()).find((user) => user.name === name);
}

/** A fresh code of wx.login. */
export async function loginCode(user) {
  return (await call('POST', '/playground/wx/login', { user })).code;
}

/** A fresh code of a button with open-type="getPhoneNumber". */
export async function phoneCode(user) {
  return (await call('POST', '/playground/wx/phone-code', { user })).code;
}

/** What the same button gives before base library 2.21.2. */
export async function encryptedPhone(user) {
  const { encryptedData, iv } = await call('POST', '/playground/wx/phone-code', { user });
  return { encryptedData, iv };
}

/** Moves the clock of the product and of WeChat ahead. */
export async function pass({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
  await call('POST', '/playground/clock', { advanceSeconds: ((days * 24 + hours) * 60 + minutes) * 60 + seconds });
}

/** Runs the work while WeChat has these faults. */
export async function withFaults(faults, work) {
  await call('PUT', '/playground/faults', faults);
  try {
    return await work();
  } finally {
    await call('PUT', '/playground/faults', {});
  }
}

/** The current session_key of each user at WeChat. */
export async function sessionKeys() {
  const keys = await call('GET', '/playground/session-keys');
  return new Map(keys.filter(({ sessionKey }) => sessionKey !== null).map(({ user, sessionKey }) => [user, sessionKey]));
}

export async function isLive(token) {
  const { status } = await fetch(urlOf('/session'), { headers: { authorization: `Bearer ${token}` } });
  if (status !== 200 && status !== 401) {
    throw new Error(`GET /session answered ${status}.`);
  }

  return status === 200;
}

/** Ends a session from outside, as another device would. The phone is not informed. */
export async function endSession(token) {
  const { status } = await fetch(urlOf('/session'), { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  if (status !== 204) {
    throw new Error(`DELETE /session answered ${status}.`);
  }
}

async function call(method, path, body) {
  const response = await fetch(urlOf(path), {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  }

  return response.json();
}
