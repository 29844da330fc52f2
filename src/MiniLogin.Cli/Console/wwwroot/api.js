import { words } from './words.js';

const KEY = 'key';
const HEADER = 'X-MiniLogin-Console';

/** What a call failed with. `message` can be shown; `ends` if the page can do nothing any more. */
export class Problem extends Error {
  constructor(code, detail, status) {
    super();
    Object.assign(this, { code, detail, status });
  }

  get ends() {
    return ['offline', 'session_ended', 'address_used'].includes(this.code);
  }

  /** In the language of the page, if the problem is one that the page expects. What AWS answers is in English. */
  get message() {
    const { problems } = words();
    return typeof problems[this.code] === 'string' ? problems[this.code] : this.detail ?? problems.failed(this.status);
  }
}

let onUse = () => {};

/** @param listener Called after each call that the server answered. */
export const whenUsed = (listener) => { onUse = listener; };

/** Calls an operation of the command. */
export async function call(name, body = {}) {
  const headers = { 'Content-Type': 'application/json', [HEADER]: sessionStorage.getItem(KEY) ?? '' };
  const response = await fetch(`/api/${name}`, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => {
    throw new Problem('offline');
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Problem(answer?.code ?? 'failed', answer?.detail, response.status);
  onUse();
  return answer;
}

const TOKEN = /^#[0-9a-f]{32}$/;

/**
 * Opens the page with the token in the address, which works once, and removes it from the address. A reload keeps what it got. The tab
 * may have what an earlier console on the same port gave.
 */
export async function open() {
  const { hash } = location;
  history.replaceState(null, '', '/');
  const hasToken = TOKEN.test(hash);
  if (sessionStorage.getItem(KEY)) {
    try {
      return await call('state');
    } catch (problem) {
      if (problem.code !== 'session_ended' || !hasToken) throw problem;
    }
  }

  if (!hasToken) throw new Problem('address_used');
  const { key } = await call('open', { token: hash.slice(1) });
  sessionStorage.setItem(KEY, key);
  return call('state');
}

// The tab shows an earlier page, and only the fragment of its address has changed.
addEventListener('hashchange', () => TOKEN.test(location.hash) && location.reload());
