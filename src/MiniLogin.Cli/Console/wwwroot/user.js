import { call } from './api.js';
import { ask } from './dialog.js';
import { $, el, fill, put } from './dom.js';
import { time } from './times.js';
import { split, states, update } from './users.js';
import { words } from './words.js';

/** The user who is shown: what the list knows of them, the account (null if there is none), and the live sessions. */
let shown = null;
let turn = 0;

/** Reads a user and shows them. @param known At least `userKey`; `blocked` of a user without an account, if it is known. */
export async function showUser(known) {
  const mine = ++turn;
  const { userKey } = known;
  const [account, { sessions }] = await Promise.all([
    call('user', { userKey }).catch((problem) => {
      if (problem.code === 'user_not_found') return null;
      throw problem;
    }),
    call('sessions', { userKey }),
  ]);
  if (mine !== turn) return;
  shown = { userKey, blocked: account ? account.blocked : known.hasAccount === false ? known.blocked : undefined, account, sessions };
  update(userKey, account);
  renderUser();
}

export function forget() {
  turn += 1;
  shown = null;
  renderUser();
}

const again = () => showUser({ userKey: shown.userKey, hasAccount: shown.account !== null, blocked: shown.blocked });

export function renderUser() {
  $('user').hidden = !shown;
  for (const button of document.querySelectorAll('#found button')) {
    const isShown = button.dataset.key === shown?.userKey;
    button.closest('tr').toggleAttribute('aria-current', isShown);
  }
  if (!shown) return;
  const texts = words().users;
  const { userKey, account, sessions, blocked } = shown;
  const [appId, openId] = split(userKey);
  put($('user-title'), account?.nickName || openId);
  $('user-none').hidden = Boolean(account) || blocked === true;
  const facts = [
    [texts.state, el('span', {}, ...states({ hasAccount: Boolean(account), blocked }))],
    [texts.appId, el('code', {}, appId)],
    [texts.openId, el('code', {}, openId)],
    ...(account ? [
      [texts.unionId, account.unionId ? el('code', {}, account.unionId) : '–'],
      [texts.personId, account.personId ? el('code', {}, account.personId) : account.unlinked ? texts.unlinked : '–'],
      [texts.phoneNumber, account.hasPhone ? texts.bound : texts.notBound],
      [texts.firstLogin, time(account.firstLoginAt)],
      [texts.lastLogin, time(account.lastLoginAt)],
      [texts.logins, String(account.loginCount)],
    ] : []),
  ];
  fill($('user-facts'), facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
  $('block').hidden = blocked === true;
  $('unblock').hidden = blocked === false;
  $('delete').hidden = !account && sessions.length === 0;
  $('end-all').hidden = !account && sessions.length === 0;
  put($('sessions-title'), texts.sessions(sessions.length));
  $('no-sessions').hidden = sessions.length > 0;
  $('sessions-table').hidden = sessions.length === 0;
  fill($('sessions'), sessions.map(row));
}

function row({ id, createdAt, lastSeenAt, expiresAt, userAgent, miniProgramVersion }) {
  const texts = words().users;
  const end = el('button', { type: 'button', className: 'small', ariaLabel: texts.endOne(id) }, texts.end);
  end.dataset.key = id;
  end.addEventListener('click', () => guarded(() => endOne(id)));
  const client = [miniProgramVersion, userAgent].filter(Boolean).join(' · ');
  return el('tr', {},
    el('th', { scope: 'row' }, el('code', {}, id)),
    ...[lastSeenAt, expiresAt, createdAt].map((at) => el('td', { className: 'time' }, time(at))),
    el('td', { className: 'client', title: client }, client || '–'),
    el('td', { className: 'pinned' }, end));
}

/** Asks, with the number of sessions as it is now; then acts, reads the user again and says what was done. */
async function confirmed(question, name, said, effects = question.effects) {
  const { userKey } = shown;
  const { sessions } = await call('sessions', { userKey });
  const done = await ask({ ...question, effects: effects(sessions.length) }, subject(), () => call(name, { userKey, confirm: userKey }));
  if (done) await finish(said(done));
}

async function endOne(sessionId) {
  const texts = words().users;
  const { userKey } = shown;
  const question = { ...texts.ask.end, effects: texts.ask.end.effects() };
  const done = await ask(question, `${sessionId} · ${subject()}`, () => call('session-end', { sessionId, userKey, confirm: sessionId }).catch(gone));
  if (done) await finish(done.ended === undefined ? '' : texts.ended(done.ended), done.problem);
}

// The list was old: it is read again, and the problem is shown above it.
function gone(problem) {
  if (!problem.code.endsWith('_not_found')) throw problem;
  return { problem };
}

async function finish(said, problem) {
  const focused = document.activeElement;
  await again();
  put($('said'), said);
  if (!focused?.isConnected || focused === document.body || focused.hidden || focused.offsetParent === null) $('user-title').focus();
  if (problem) throw problem;
}

const subject = () => (shown.account?.nickName ? `${shown.account.nickName} · ${shown.userKey}` : shown.userKey);

let guarded;

/** @param guard Runs what a button does, and shows what it fails with. */
export function startUser(guard) {
  guarded = guard;
  const texts = () => words().users;
  const on = (id, action) => $(id).addEventListener('click', () => guard(action));
  on('user-again', again);
  on('end-all', () => confirmed(texts().ask.endAll, 'user-end-sessions', ({ ended }) => texts().ended(ended)));
  on('block', async () => {
    await confirmed(texts().ask.block, 'user-block', ({ sessionsEnded }) => {
      shown.blocked = true;
      return texts().didBlock(sessionsEnded);
    });
  });
  on('unblock', async () => {
    await call('user-unblock', { userKey: shown.userKey });
    shown.blocked = false;
    await finish(texts().didUnblock);
  });
  on('delete', () => confirmed(texts().ask.delete, 'user-delete', ({ deleted, sessionsEnded }) => {
    if (shown.blocked === false) shown.blocked = undefined;
    return deleted ? texts().didDelete(sessionsEnded) : texts().wasDeleted(sessionsEnded);
  }));
}
