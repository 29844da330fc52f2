import { $, el, put } from './dom.js';

const KEY = 'who';

/** @param onChosen Called with the selected user of the phone. */
export function showUsers(users, onChosen) {
  const chosen = users.find((user) => user.name === sessionStorage.getItem(KEY)) ?? users[0];
  $('users').replaceChildren(...users.map((user) => el('label', { className: 'user' },
    el('input', { type: 'radio', name: 'user', value: user.name, checked: user === chosen }),
    el('span', { className: `avatar${isAnonymous(user) ? ' grey' : ''}`, ariaHidden: 'true' }, user.avatar),
    el('span', { className: 'user-nick', lang: 'zh' }, user.nickName))));
  $('users').addEventListener('change', (event) => choose(users.find((user) => user.name === event.target.value)));
  choose(chosen);

  function choose(user) {
    sessionStorage.setItem(KEY, user.name);
    put($('about-user'), about(user));
    onChosen(user);
  }
}

const isAnonymous = (user) => user.nickName === '微信用户';

function about(user) {
  const what = user.blocked ? 'blocked by WeChat' : !user.hasUnionId ? 'no unionid' : isAnonymous(user) ? 'hides name and picture' : 'regular user';
  return `${user.name}: ${what}`;
}
