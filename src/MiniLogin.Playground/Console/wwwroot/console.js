const $ = (id) => document.getElementById(id);
const sessionKey = 'minilogin.session';

let state = { users: [], faults: {} };
let clockAhead = 0;
let session = JSON.parse(sessionStorage.getItem(sessionKey) ?? 'null');
let tokenRevealed = false;
let pending = null;

// Talking to the playground itself

async function playground(method, path, body) {
  const response = await fetch(`/playground/${path}`, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(answer.detail ?? `The playground answered ${response.status}.`);
  return answer;
}

// The phone

const openIdOf = (name) => state.users.find((user) => user.name === name)?.openId;
const chosenUser = () => document.querySelector('input[name="user"]:checked')?.value;
const bearer = () => ({ Authorization: `Bearer ${session.token}` });
const ownDialect = () => (session.dialect === 'Wafer' ? { 'X-WX-Skey': session.token } : bearer());
const randomHex = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');

const actions = {
  async login(call) {
    const { code } = await playground('POST', 'wx/login', { user: chosenUser() });
    const answer = await call('POST', '/login', session ? bearer() : {}, { code, nonce: randomHex() });
    if (!answer.ok) return;
    const { token, expiresAt, absoluteExpiresAt, isNewUser, user } = answer.json;
    keepSession({ dialect: 'native', token, expiresAt, absoluteExpiresAt, user });
    say('good', isNewUser ? 'Logged in for the first time.' : 'Logged in again.');
  },

  async waferLogin(call) {
    // The code first: wx.login may renew the session_key that the data is encrypted with.
    const user = chosenUser();
    const { code } = await playground('POST', 'wx/login', { user });
    const { encryptedData, iv } = await playground('POST', 'wx/user-info', { user });
    const answer = await call('GET', '/login', { 'X-WX-Code': code, 'X-WX-Encrypted-Data': encryptedData, 'X-WX-IV': iv });
    if (!answer.ok) return;
    const { session: v1, data } = answer.json;
    const token = data?.skey ?? `${v1.id}.${v1.skey}`;
    keepSession({ dialect: 'Wafer', token, user: { openId: openIdOf(user), ...data?.userinfo } });
    say('good', 'Logged in as a Wafer client.');
  },

  async showSession(call) {
    const answer = await call('GET', '/session', bearer());
    if (!answer.ok) return;
    const { expiresAt, absoluteExpiresAt, user } = answer.json;
    keepSession({ ...session, expiresAt, absoluteExpiresAt, user: { ...session.user, ...user }, ended: false });
    say('good', 'The session is valid.');
  },

  async showUser(call) {
    const answer = await call('GET', '/user', ownDialect());
    if (!answer.ok) return;
    const user = session.dialect === 'Wafer' ? answer.json.data : answer.json;
    keepSession({ ...session, user: { ...session.user, ...user } });
    say('good', user.nickName ? `The user is ${user.nickName}.` : 'A user without a name.');
  },

  async logOut(call) {
    const answer = await call('DELETE', '/session', ownDialect());
    if (!answer.ok) return;
    keepSession(null);
    say('good', 'Logged out.');
  },
};

async function act(name) {
  if (pending || !chosenUser() || (needsSession(name) && !session)) return;
  pending = new AbortController();
  const started = performance.now();
  const tick = () => {
    const seconds = Math.floor((performance.now() - started) / 1000);
    if (seconds === 1) say('', 'Waiting for an answer …');
    put('give-up', seconds < 1 ? '' : `Hang up (${seconds} s)`);
  };
  const timer = setInterval(tick, 1000);
  showButtons();
  try {
    await actions[name](callProduct);
  } catch (error) {
    if (error.name === 'AbortError') say('warn', 'The phone hung up.', 'The server may have done the work all the same.');
    else say('bad', 'That did not work.', error.message);
  } finally {
    clearInterval(timer);
    put('give-up', '');
    pending = null;
    showButtons();
    await refresh();
  }
}

// Every HTTP status is an answer to a mini program; what went wrong is told here, once for all actions.
async function callProduct(method, path, headers, body) {
  const response = await fetch(path, {
    method,
    headers: body ? { ...headers, 'Content-Type': 'application/json' } : headers,
    body: body ? JSON.stringify(body) : undefined,
    signal: pending.signal,
  });
  const text = await response.text();
  const json = parse(text);
  showRaw(response, text);
  // In the Wafer dialect the HTTP status says nothing; `code` does.
  const ok = response.ok && json?.code !== -1 && (response.status === 204 || (json !== null && typeof json === 'object'));
  if (!ok) explain(response, json);
  return { ok, json };
}

const inWords = {
  request_invalid: 'The server could not read the request.',
  code_rejected: 'WeChat does not accept the code.',
  user_blocked: 'WeChat blocks this user.',
  wechat_quota: 'WeChat’s quota is used up.',
  wechat_unavailable: 'WeChat cannot be reached just now.',
  app_unknown: 'The server does not know this app.',
  app_misconfigured: 'The server’s AppSecret is wrong.',
  session_invalid: 'This session is over.',
  store_unavailable: 'The server’s database is busy.',
  internal: 'Something broke in the server.',
  ERR_LOGIN_FAILED: 'The login failed.',
  ERR_INVALID_SESSION: 'This session is over.',
  ERR_HEADER_MISSED: 'A header is missing.',
};

function explain(response, json) {
  const code = json?.error ?? json?.code;
  const detail = [json?.field && `Field: ${json.field}.`, json?.detail ?? json?.message];
  const retryAfter = response.headers.get('Retry-After');
  if (retryAfter) detail.push(`Retry-After: ${retryAfter} s.`);
  if (code === 'session_invalid' || code === 'ERR_INVALID_SESSION') keepSession({ ...session, ended: true });
  const words = inWords[code] ?? json?.title ?? `The server answered HTTP ${response.status}${response.ok ? ' with something unexpected' : ''}.`;
  say(response.status >= 500 ? 'bad' : 'warn', words, detail.filter(Boolean).join(' '), typeof code === 'string' ? code : `HTTP ${response.status}`);
}

function say(kind, text, detail = '', code = '') {
  $('answer').className = `answer ${kind}`;
  $('answer').hidden = false;
  put('answer-text', text);
  put('answer-detail', detail);
  put('answer-code', code);
}

function showRaw(response, text) {
  $('answer-raw').hidden = false;
  $('answer-body').replaceChildren(`HTTP ${response.status}\n`, ...(text ? pretty(text) : ['(no body)']));
}

// The session

function keepSession(value) {
  session = value;
  if (value) sessionStorage.setItem(sessionKey, JSON.stringify(value));
  else sessionStorage.removeItem(sessionKey);
  tokenRevealed = false;
  showSession();
  showButtons();
}

function showSession() {
  $('session').hidden = !session;
  $('no-session').hidden = !!session;
  put('session-dialect', session?.dialect ?? '');
  if (!session) return;
  const known = state.users.find((user) => user.openId === session.user?.openId);
  $('session-avatar').textContent = known?.avatar ?? '👤';
  $('session-avatar').classList.toggle('grey', !known || known.nickName === '微信用户');
  put('session-name', session.user?.nickName ?? known?.nickName ?? 'Someone');
  put('session-open-id', session.user?.openId ?? '');
  $('session-ended').hidden = !session.ended;
  put('token', tokenRevealed ? session.token : session.token.replace(/\..*/, '.••••••••'));
  put('reveal', tokenRevealed ? 'Hide' : 'Reveal');
  for (const [name, time] of [['expires', session.expiresAt], ['absolute', session.absoluteExpiresAt]]) {
    $(`${name}-at`).closest('dl > div').hidden = !time;
    if (!time) continue;
    put(`${name}-in`, fromNow(time));
    put(`${name}-at`, clockText(new Date(time)));
    $(`${name}-at`).dateTime = time;
  }
  $('no-expiry').hidden = !!session.expiresAt;
}

// The calls

let lastCall = 0;

async function fetchCalls() {
  let answer = await playground('GET', `calls?after=${lastCall}`);
  if (answer.last < lastCall) {
    // The playground was started anew.
    $('call-list').replaceChildren();
    answer = await playground('GET', 'calls');
  }
  for (const call of answer.calls.reverse()) place(callEntry(call));
  lastCall = answer.last;
  for (const entry of [...$('call-list').children]) {
    if (Number(entry.dataset.sequence) < answer.first) entry.remove();
  }
  const count = $('call-list').childElementCount;
  $('no-calls').hidden = count > 0;
  $('calls-count').textContent = count > 0 ? `${count}, newest first` : '';
}

// Newest first, but the calls to WeChat in their order below the call they come of, which may end before or after them.
function place(entry) {
  const list = $('call-list');
  const isInner = (other) => other.classList.contains('inner');
  const related = [...list.children].filter((other) => entry.dataset.trace && other.dataset.trace === entry.dataset.trace);
  if (isInner(entry) && related.length > 0) {
    related.at(-1).after(entry);
  } else {
    list.prepend(entry);
    if (!isInner(entry)) entry.after(...related.filter(isInner));
  }
}

function callEntry(call) {
  const isInner = call.to === 'WeChat';
  const [kind, status] = verdict(call);
  const details = el('details', {},
    el('summary', {},
      el('span', { className: 'route' }, `${call.from} → ${call.to}`),
      el('span', { className: 'method' }, call.method),
      el('span', { className: 'path', title: call.target }, isInner ? call.target.replace(/\?.*/, '') : call.target),
      el('span', { className: `status ${kind}` }, status),
      el('span', { className: 'ms' }, duration(call.durationMs))));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(callDetail(call));
  });
  const entry = el('li', { className: `call${isInner ? ' inner' : ''}` }, details);
  entry.dataset.sequence = call.sequence;
  entry.dataset.trace = call.trace ?? '';
  return entry;
}

// WeChat says HTTP 200 to everything, so its errcode counts.
function verdict(call) {
  if (call.status === 0) return ['bad', call.note ?? 'no answer'];
  const errcode = call.to === 'WeChat' ? parse(call.responseBody.text)?.errcode : undefined;
  if (errcode !== undefined && Number(errcode) !== 0) return ['warn', `errcode ${errcode}`];
  const isHtml = call.responseHeaders.some(({ name, value }) => name === 'Content-Type' && value.startsWith('text/html'));
  if (isHtml && call.status === 200) return ['warn', '200 · HTML'];
  if (call.to === 'WeChat' && call.status === 200 && call.responseBody.length === 0) return ['warn', '200 · empty'];
  return [call.status >= 500 ? 'bad' : call.status >= 400 ? 'warn' : 'good', String(call.status)];
}

function callDetail(call) {
  return el('div', { className: 'detail' },
    el('p', { className: 'line' }, `${clockText(new Date(call.time))} · #${call.sequence}`, call.note ? ` · ${call.note}` : ''),
    message('Request', `${call.method} ${call.target}`, call.requestHeaders, call.requestBody),
    message('Response', call.status === 0 ? call.note ?? 'none' : `HTTP ${call.status}`, call.responseHeaders, call.responseBody));
}

function message(title, firstLine, headers, body) {
  const heading = el('h3', {}, title);
  const section = el('section', {}, heading,
    el('p', { className: 'first-line' }, firstLine),
    el('dl', { className: 'headers' }, ...headers.flatMap(({ name, value }) => [el('dt', {}, name), el('dd', {}, value)])));
  if (body.length === 0) {
    const announced = headers.some(({ name, value }) => name === 'Content-Length' && value !== '0');
    section.append(el('p', { className: 'line' }, announced ? 'The body never got through.' : 'No body.'));
    return section;
  }

  const pre = el('pre', { tabIndex: 0, ariaLabel: `${title} body` }, ...pretty(body.text));
  if (parse(body.text) !== null) {
    const raw = el('button', { type: 'button', className: 'small', ariaPressed: 'false' }, 'Raw');
    raw.addEventListener('click', () => {
      const on = raw.ariaPressed === 'false';
      raw.ariaPressed = String(on);
      pre.replaceChildren(...(on ? [body.text] : pretty(body.text)));
    });
    heading.append(raw);
  }

  const notes = [`${body.length.toLocaleString('en')} bytes`, body.isBase64 && 'shown as base64', body.isCut && 'only the first 16 KB are kept'];
  section.append(pre, el('p', { className: 'line' }, notes.filter(Boolean).join(', ')));
  return section;
}

// The faults

const form = $('faults');

function showFaults(faults) {
  for (const input of form.elements) {
    if (input === document.activeElement && input.type === 'number') continue;
    if (input.type === 'checkbox') input.checked = !!faults[input.name];
    else input.value = faults[input.name] ?? '';
  }
  const count = Object.values(faults).filter((value) => value !== false && value !== 0 && value !== null).length;
  put('faults-count', count > 0 ? `${count} on` : '');
  setDisabled($('all-well'), count === 0);
}

async function changeFaults(changed) {
  if (changed?.type === 'number' && !changed.validity.valid) {
    put('faults-problem', changed.validationMessage);
    return;
  }
  const faults = {};
  for (const input of changed ? form.elements : []) {
    if (input.type === 'checkbox') faults[input.name] = input.checked;
    else if (input.value !== '') faults[input.name] = input.valueAsNumber;
  }
  await tell('faults-problem', async () => {
    state.faults = await playground('PUT', 'faults', faults);
    showFaults(state.faults);
  });
}

async function tell(where, work) {
  try {
    await work();
    put(where, '');
  } catch (error) {
    put(where, error.message);
  }
}

// The clock

const now = () => new Date(Date.now() + clockAhead);

function showClock() {
  $('now').textContent = clockText(now());
  $('now').dateTime = now().toISOString();
  const seconds = state.clockOffsetSeconds ?? 0;
  const days = Math.floor(seconds / 86400);
  const hours = Math.round((seconds % 86400) / 3600);
  const parts = [days && plural(days, 'day'), hours && plural(hours, 'hour')].filter(Boolean);
  $('offset').textContent = seconds === 0 ? 'System time' : `System time + ${parts.join(' ') || `${Math.round(seconds)} s`}`;
}

function setClock({ now: time, clockOffsetSeconds }) {
  clockAhead = new Date(time) - Date.now();
  state.clockOffsetSeconds = clockOffsetSeconds;
  showClock();
  showSession();
}

// Everything

let refreshing = null;

// One at a time: an answer overtaken by a later one would look like a restart.
async function refresh() {
  while (refreshing) await refreshing;
  refreshing = fetchAll();
  await refreshing;
  refreshing = null;
}

async function fetchAll() {
  try {
    state = await playground('GET', 'state');
    setClock(state);
    showUsers();
    showFaults(state.faults);
    put('app-id', state.appId);
    put('storage', state.storage);
    put('wechat', state.weChat);
    await fetchCalls();
    $('offline').hidden = true;
  } catch {
    $('offline').hidden = false;
  }
}

function showUsers() {
  if ($('users').childElementCount === state.users.length) return;
  const chosen = chosenUser() ?? state.users.find((user) => user.openId === session?.user?.openId)?.name ?? state.users[0]?.name;
  $('users').replaceChildren(...state.users.map((user) => el('label', { className: 'user' },
    el('input', { type: 'radio', name: 'user', value: user.name, checked: user.name === chosen }),
    el('span', { className: `avatar${user.nickName === '微信用户' ? ' grey' : ''}`, ariaHidden: 'true' }, user.avatar),
    el('span', {}, el('strong', { lang: 'zh' }, user.nickName), el('small', {}, about(user))))));
  showButtons();
}

function about(user) {
  if (user.blocked) return `${user.name} · WeChat blocks this user`;
  if (!user.hasUnionId) return `${user.name} · no unionid`;
  if (user.nickName === '微信用户') return `${user.name} · name and picture withheld`;
  return user.name;
}

const needsSession = (name) => 'needsSession' in document.querySelector(`[data-do="${name}"]`).dataset;

function showButtons() {
  for (const button of document.querySelectorAll('[data-do]')) {
    setDisabled(button, !!pending || (needsSession(button.dataset.do) && !session));
  }
}

// A button that is really disabled would drop the keyboard's focus.
function setDisabled(button, disabled) {
  button.ariaDisabled = String(disabled);
}

// Text

function el(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function put(id, text) {
  // Setting the same text again would make a screen reader say it again, and undo a selection.
  if ($(id).textContent !== text) $(id).textContent = text;
  $(id).hidden = text === '';
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function pretty(text) {
  const json = parse(text);
  if (json === null || typeof json !== 'object') return [text];
  const source = JSON.stringify(json, null, 2);
  const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  const parts = [];
  let end = 0;
  for (const match of source.matchAll(token)) {
    const [all, string, colon] = match;
    parts.push(source.slice(end, match.index), el('span', { className: colon ? 'k' : string ? 's' : 'n' }, string ?? all), colon ?? '');
    end = match.index + all.length;
  }
  return [...parts, source.slice(end)];
}

const plural = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;
const clockText = (date) => date.toISOString().replace('T', ' ').replace(/\.\d+Z/, ' UTC');
const duration = (ms) => (ms >= 10000 ? `${(ms / 1000).toFixed(1)} s` : `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`);

function fromNow(time) {
  const seconds = (new Date(time) - now()) / 1000;
  const [size, unit] = [[86400, 'day'], [3600, 'hour'], [60, 'minute']].find(([size]) => Math.abs(seconds) >= 2 * size - 30) ?? [1, 'second'];
  return new Intl.RelativeTimeFormat('en').format(Math.round(seconds / size), unit);
}

// Events

for (const button of document.querySelectorAll('[data-do]')) {
  button.addEventListener('click', () => act(button.dataset.do));
}

for (const button of document.querySelectorAll('[data-advance]')) {
  button.addEventListener('click', () => playground('POST', 'clock', { advanceSeconds: Number(button.dataset.advance) }).then(setClock, refresh));
}

form.addEventListener('change', (event) => changeFaults(event.target));
form.addEventListener('submit', (event) => event.preventDefault());
$('all-well').addEventListener('click', () => changeFaults(null));
$('give-up').addEventListener('click', () => pending?.abort());
$('forget').addEventListener('click', () => keepSession(null));
$('reveal').addEventListener('click', () => {
  tokenRevealed = !tokenRevealed;
  showSession();
});
$('copy').addEventListener('click', async () => {
  await navigator.clipboard.writeText(session.token);
  $('copy').textContent = 'Copied';
  setTimeout(() => { $('copy').textContent = 'Copy'; }, 1500);
});
$('clear-calls').addEventListener('click', async () => {
  await playground('DELETE', 'calls');
  await refresh();
});

setInterval(() => {
  showClock();
  if (session) showSession();
}, 1000);
setInterval(() => {
  if (!document.hidden && !refreshing) refresh();
}, 2000);
document.addEventListener('visibilitychange', () => !document.hidden && refresh());

showSession();
showButtons();
refresh();
