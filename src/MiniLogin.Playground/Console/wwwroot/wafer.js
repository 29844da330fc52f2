import { playground } from './playground.js';
import { beginAction, traceparent } from './trace.js';
import { words } from './words.js';

/** Logs in as the client SDKs of Tencent's Wafer do. Returns the result as a text. */
export async function waferLogin(user) {
  beginAction('wafer');
  // Get the code first: wx.login may renew the session_key that encrypts the data.
  const { code } = await playground('POST', 'wx/login', { user: user.name });
  const { encryptedData, iv } = await playground('POST', 'wx/user-info', { user: user.name });
  const response = await fetch('/login', { headers: { 'X-WX-Code': code, 'X-WX-Encrypted-Data': encryptedData, 'X-WX-IV': iv, traceparent: traceparent() } });
  const { error } = await response.json();
  return error ? words().tools.waferFailed(error) : words().tools.waferDone(user.nickName);
}
