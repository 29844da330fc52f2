import { words } from './words.js';

/** Calls the API of the Playground itself, not the functions. The message of an error can be shown. */
export async function playground(method, path, body) {
  const response = await fetch(`/playground/${path}`, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new Error(words().page.offline);
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(answer.detail ?? words().page.refused(response.status));
  return answer;
}

export const isReachable = () => playground('GET', 'state').then(() => true, () => false);
