import { call } from './api.js';
import { $, el, fill, put, putOrHide } from './dom.js';
import { time } from './times.js';
import { forget, showUser } from './user.js';
import { words } from './words.js';

const OPENID = /^[\x21-\x7e]{1,128}$/;
const SESSION = /^[a-z2-7]{16}$/;

let apps = [];
let found = null;
let reading = 0;

/** Fills the choice of an app. */
export function showApps(list) {
  apps = list;
  const chosen = $('list-app').value;
  fill($('list-app'), [el('option', { value: '' }, words().users.allApps), ...apps.map(({ appId, name }) => el('option', { value: appId }, `${name} (${appId})`))]);
  $('list-app').value = apps.some(({ appId }) => appId === chosen) ? chosen : '';
}

/** Shows in the list how a user is now. @param account Null if there is none any more. */
export function update(userKey, account) {
  if (!found?.users.some((user) => user.userKey === userKey)) return;
  found.users = found.users.map((user) => user.userKey !== userKey ? user : account ? { ...user, ...account, hasAccount: true } : { ...user, hasAccount: false, nickName: null, lastLoginAt: null });
  renderFound();
}

export function renderFound() {
  $('results').hidden = !found;
  if (!found) return;
  const texts = words().users;
  const { users, next, note } = found;
  put($('results-title'), [note, users.length === 0 ? texts.nobody : next ? texts.foundSoFar(users.length) : texts.found(users.length)].filter(Boolean).join(' · '));
  $('results-table').hidden = users.length === 0;
  $('more').hidden = !next;
  fill($('found'), users.map((user) => {
    const [appId, openId] = split(user.userKey);
    const open = el('button', { type: 'button', className: 'link' }, openId);
    open.dataset.key = user.userKey;
    open.addEventListener('click', () => guarded(() => choose(user)));
    return el('tr', {},
      el('th', { scope: 'row' }, open),
      el('td', {}, el('code', {}, appId)),
      el('td', {}, user.nickName ?? '–'),
      el('td', {}, ...states(user)),
      el('td', { className: 'time' }, time(user.lastLoginAt)));
  }));
}

/** The app and the openid of a user key. */
export function split(userKey) {
  const at = userKey.indexOf('#');
  return [userKey.slice(0, at), userKey.slice(at + 1)];
}

export function states({ hasAccount = true, blocked }) {
  const texts = words().users;
  return [
    ...(hasAccount ? [] : [el('span', { className: 'status' }, texts.noAccount)]),
    ...(blocked ? [el('span', { className: 'status bad' }, texts.blocked)] : hasAccount ? [el('span', { className: 'status good' }, texts.active)] : []),
  ];
}

async function choose(user) {
  await showUser(user);
  $('user-title').focus();
}

async function search() {
  const by = $('by').value;
  const value = $('value').value.trim();
  const texts = words().users;
  const rules = { openid: [OPENID, texts.openidRule], unionid: [OPENID, texts.unionidRule], session: [SESSION, texts.sessionRule] };
  const wrong = value === '' ? texts.empty : rules[by] && !rules[by][0].test(value) ? rules[by][1] : '';
  complain(wrong);
  if (wrong) return;
  if (by === 'session') return searchSession(value);
  const turn = ++reading;
  const { users, withoutKey } = by === 'openid' ? { users: await byOpenId(value), withoutKey: [] } : await byPerson(by === 'unionid' ? { unionId: value } : { phone: value });
  if (turn !== reading) return;
  if (withoutKey.length > 0) complain(texts.withoutKey(withoutKey.join(', ')));
  found = { users };
  renderFound();
  if (users.length === 1) await choose(users[0]);
  else if (users.length === 0 && by === 'openid' && keysOf(value).length === 1) await choose({ userKey: keysOf(value)[0], hasAccount: false });
  else $('results-title').focus();
}

const keysOf = (value) => (value.includes('#') ? [value] : apps.map(({ appId }) => `${appId}#${value}`));

const byOpenId = (value) => accounts(keysOf(value));

async function byPerson(body) {
  const { userKeys, withoutKey } = await call('users-find', body);
  return { users: await accounts(userKeys), withoutKey };
}

/** The users who exist. */
async function accounts(userKeys) {
  const users = await Promise.all(userKeys.map((userKey) => call('user', { userKey }).catch((problem) => {
    if (problem.code === 'user_not_found') return null;
    throw problem;
  })));
  return users.filter(Boolean);
}

async function searchSession(sessionId) {
  const texts = words().users;
  const session = await call('session', { sessionId });
  const state = texts.states[session.state] ?? session.state;
  if (!session.userKey) return complain(texts.sessionWithoutUser(state));
  const users = await accounts([session.userKey]);
  found = { users, note: texts.sessionOf(state) };
  renderFound();
  await choose(users[0] ?? { userKey: session.userKey, hasAccount: false });
}

async function list(after) {
  const turn = ++reading;
  complain('');
  const page = await call('users', { appId: $('list-app').value || null, blocked: $('only-blocked').checked, after });
  if (turn !== reading) return;
  found = { users: [...(after ? found.users : []), ...page.users], next: page.next };
  renderFound();
  if (!after) $('results-title').focus();
  else put($('said'), $('results-title').textContent);
}

function complain(problem) {
  putOrHide($('find-problem'), problem);
  $('value').ariaInvalid = String(problem !== '');
  if (problem) $('value').focus();
}

let guarded;

/** @param guard Runs what a button does, and shows what it fails with. */
export function startUsers(guard) {
  guarded = guard;
  $('find').addEventListener('submit', (event) => {
    event.preventDefault();
    forget();
    guard(search);
  });
  $('list').addEventListener('submit', (event) => {
    event.preventDefault();
    forget();
    guard(() => list(null));
  });
  $('more').addEventListener('click', () => guard(() => list(found.next)));
  $('by').addEventListener('change', () => complain(''));
}
