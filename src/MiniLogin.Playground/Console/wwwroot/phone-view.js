import { deviceName, deviceOf, lastSeen, moment } from './demo.js';
import { $, el, fill, put, setDisabled } from './dom.js';
import { words } from './words.js';

const screens = [...document.querySelectorAll('[data-screen]')];
const buttons = [...document.querySelectorAll('[data-tap]')];

let shown;

/** Shows the screen of the phone. */
export function render(state) {
  const hadFocus = $('screen').contains(document.activeElement) || document.activeElement === $('back');
  const screenBefore = shown?.screen;
  shown = state;
  for (const screen of screens) screen.hidden = screen.dataset.screen !== state.screen;
  for (const button of buttons) {
    setDisabled(button, state.busy !== '');
    button.classList.toggle('busy', state.busy === button.dataset.tap);
  }
  $('phone').ariaBusy = String(state.busy !== '');
  renderHome(state);
  if (state.screen === 'profile' && screenBefore !== 'profile') $('nick-name').value = state.user.nickName ?? '';
  if (screenBefore !== state.screen) {
    $('screen').scrollTop = 0;
    if (hadFocus && screenBefore !== undefined) focusFirst(state.screen);
  }
}

export const renderAgain = () => shown && render(shown);

function renderHome({ failure, notice, session, user, devices, phone, hasPhone, screen }) {
  const texts = words().phone;
  $('back').hidden = screen !== 'profile';
  put($('page-title'), screen === 'profile' ? texts.profile : texts.title);
  put($('notice'), notice);
  put($('failed-words'), failure);
  put($('failure-words'), failure);
  $('failure').hidden = failure === '' || screen === 'failed';
  put($('user-name'), user.nickName ?? texts.nameless);
  for (const picture of document.querySelectorAll('[data-picture]')) renderPicture(picture, user);
  put($('phone-number'), phone || texts.bindPhone);
  // WeCom has no such button.
  $('phone-cells').hidden = !hasPhone;
  $('end-others').hidden = devices.length < 2;
  fill($('devices'), [...devices].sort((a, b) => b.current - a.current).map(device));
  if (!session) return;
  put($('since'), moment(session.createdAt));
  put($('idle'), moment(session.expiresAt));
  put($('latest'), moment(session.absoluteExpiresAt));
}

// Only pictures of this server. The avatar URLs of simulated users point to WeChat and do not exist.
function renderPicture(place, { nickName, avatarUrl = '' }) {
  const isOurs = avatarUrl.startsWith(location.origin) || avatarUrl.startsWith('/avatars/');
  if (!isOurs) place.replaceChildren(Array.from(nickName ?? words().phone.nameless)[0]);
  else if (place.firstElementChild?.getAttribute('src') !== avatarUrl) place.replaceChildren(el('img', { src: avatarUrl, alt: '' }));
}

function device({ userAgent = '', lastSeenAt, current }) {
  const { name, kind } = deviceOf(userAgent);
  return el('li', { className: 'cell device' },
    el('span', { className: `device-mark ${kind}`, ariaHidden: 'true' }),
    el('span', {}, el('span', { className: 'device-name' }, deviceName(name), ...(current ? [el('span', { className: 'tag' }, words().phone.current)] : [])), el('span', { className: 'device-about' }, lastSeen(lastSeenAt))));
}

function focusFirst(screen) {
  const buttons = [...screens.find((element) => element.dataset.screen === screen).querySelectorAll('button')];
  (screen === 'profile' ? $('back') : buttons.find((button) => button.offsetParent))?.focus({ preventScroll: true });
}
