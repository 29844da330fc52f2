import { $, el, put, putOrHide } from './dom.js';
import { playground } from './playground.js';
import { words } from './words.js';

const KEY = 'who';

let users;
let chosen;

/** @param onChosen Called with the selected user of the phone. */
export function startUsers(all, onChosen) {
  users = all;
  chosen = users.find((user) => user.name === sessionStorage.getItem(KEY)) ?? users[0];
  $('users').replaceChildren(...users.map((user) => el('label', { className: 'user' },
    el('input', { type: 'radio', name: 'user', value: user.name, checked: user === chosen }),
    el('span', { className: `avatar${isAnonymous(user) ? ' grey' : ''}`, ariaHidden: 'true' }, user.avatar),
    el('span', { className: 'user-nick', lang: 'zh' }, user.nickName))));
  $('users').addEventListener('change', (event) => {
    chosen = users.find((user) => user.name === event.target.value);
    sessionStorage.setItem(KEY, chosen.name);
    $('wechat-name').value = chosen.nickName;
    showUser();
    chooseForDevTools();
    onChosen(chosen);
  });
  $('accepts-all-codes').addEventListener('change', chooseForDevTools);
  playground('GET', 'devtools').then((state) => {
    $('accepts-all-codes').checked = state.acceptsAllCodes;
    return chooseForDevTools();
  }).catch(() => {
    // The real WeChat has users of its own.
    $('other-phones').hidden = true;
  });
  $('wechat-name').value = chosen.nickName;
  $('wechat-name').addEventListener('change', rename);
  showUser();
  onChosen(chosen);
}

/** Describes the selected user. */
export function showUser() {
  const { regular, blocked, noUnionId, anonymous } = words().who;
  const what = chosen.blocked ? blocked : !chosen.hasUnionId ? noUnionId : isAnonymous(chosen) ? anonymous : regular;
  put($('about-user'), `${chosen.name} · ${what}`);
}

/** DevTools, and a real phone if that is ticked, log in as the selected user. */
function chooseForDevTools() {
  return playground('PUT', 'devtools', { user: chosen.name, acceptsAllCodes: $('accepts-all-codes').checked }).catch(() => {});
}

async function rename() {
  const user = chosen;
  const nickName = $('wechat-name').value.trim();
  const problem = nickName === '' ? words().who.nickNameRule
    : await playground('PUT', 'user', { user: user.name, nickName }).then(() => '', (error) => error.message);
  putOrHide($('wechat-name-problem'), problem);
  if (problem) return;
  user.nickName = nickName;
  put(document.querySelector(`.user:has([value="${user.name}"]) .user-nick`), nickName);
}

const isAnonymous = (user) => user.name === 'anonymous';
