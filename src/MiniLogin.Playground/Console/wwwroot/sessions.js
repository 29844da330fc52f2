import { dateAndTime } from './clock.js';
import { $, el, fill, put } from './dom.js';
import { playground } from './playground.js';
import { words } from './words.js';

const KINDS = { live: 'good', ending: 'warn', expired: 'warn', ended: '' };

/** Shows the stored sessions. Ended and expired ones remain until their rows are deleted. */
export async function showSessions(users) {
  const { sessions, hasMore } = await playground('GET', 'sessions');
  $('no-sessions').hidden = sessions.length > 0;
  $('sessions-table').hidden = sessions.length === 0;
  $('sessions-zone').hidden = sessions.length === 0;
  put($('sessions-count'), sessions.length === 0 ? '' : hasMore ? `${sessions.length}+` : `${sessions.length}`);
  fill($('sessions'), sessions.map((session) => row(session, users)));
}

function row({ id, state, openId, createdAt, lastSeenAt, expiresAt }, users) {
  // In WeCom, the openId is the userid, which is the name of the simulated user.
  const user = users.find((user) => [user.openId, user.merchantOpenId, user.name].includes(openId));
  return el('tr', {},
    el('th', { scope: 'row' }, el('code', {}, id)),
    el('td', {}, user ? el('span', { lang: 'zh', title: openId }, `${user.avatar} ${user.nickName}`) : openId ?? '–'),
    ...[createdAt, lastSeenAt, expiresAt].map((time) => el('td', { className: 'time' }, time ? dateAndTime(new Date(time)) : '–')),
    el('td', {}, el('span', { className: `status ${KINDS[state]}` }, words().sessions.states[state] ?? state)));
}
