import { playground } from './playground.js';
import { beginAction, traceparent } from './trace.js';

/** A login as the client SDKs of Tencent's Wafer send it; says in words what came of it. */
export async function waferLogin(user) {
  beginAction('Wafer login');
  // The code first: wx.login may renew the session_key that the data is encrypted with.
  const { code } = await playground('POST', 'wx/login', { user: user.name });
  const { encryptedData, iv } = await playground('POST', 'wx/user-info', { user: user.name });
  const response = await fetch('/login', { headers: { 'X-WX-Code': code, 'X-WX-Encrypted-Data': encryptedData, 'X-WX-IV': iv, traceparent: traceparent() } });
  const { error } = await response.json();
  return error ? `The Wafer client got ${error}.` : `${user.nickName} has one more session, of a Wafer client.`;
}
