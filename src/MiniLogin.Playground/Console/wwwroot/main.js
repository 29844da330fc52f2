import { $, isDisabled, put } from './dom.js';
import { now, setClock, startClock } from './clock.js';
import { showFaults, startFaults } from './faults.js';
import { Phone } from './phone.js';
import { renderAgain } from './phone-view.js';
import { playground } from './playground.js';
import { fetchCalls, nameStorage, showNewest, startSequence } from './sequence.js';
import { showSessions } from './sessions.js';
import { waferLogin } from './wafer.js';
import { showUsers } from './who.js';
import { clockOf, isChinese, toggleLanguage } from './words.js';

let state;
let phone;
let refreshing = null;

// One at a time: if answers arrived out of order, fetchCalls would take the older one for a restart.
async function refresh() {
  while (refreshing) await refreshing;
  refreshing = fetchAll();
  await refreshing;
  refreshing = null;
}

async function fetchAll() {
  try {
    const isFirst = !state;
    state = await playground('GET', 'state');
    setClock(state);
    showFaults(state.faults);
    put($('phone-clock'), clockOf(now()));
    if (isFirst) showWorld();
    if (await fetchCalls() || isFirst) await showSessions(state.users);
    $('offline').hidden = true;
  } catch {
    $('offline').hidden = false;
  }
}

function showWorld() {
  put($('app-id'), state.appId);
  put($('storage'), state.storage);
  put($('wechat'), state.weChat);
  nameStorage(state.storage);
  showUsers(state.users, hand);
}

/** Shows the phone of this user. */
function hand(user) {
  phone?.putAway();
  phone = new Phone(user, onAction);
  phone.set({});
  phone.open();
}

async function onAction() {
  showNewest();
  await refresh();
}

for (const button of document.querySelectorAll('[data-tap]:not([type="submit"])')) {
  button.addEventListener('click', () => !isDisabled(button) && phone[button.dataset.tap]());
}

$('open-profile').addEventListener('click', () => phone.openProfile());
$('back').addEventListener('click', () => phone.closeProfile());
$('profile').addEventListener('submit', (event) => {
  event.preventDefault();
  phone.save($('nick-name').value);
});
$('reopen').addEventListener('click', () => phone.open('Reopen'));
$('wafer').addEventListener('click', async () => {
  put($('said'), await waferLogin(phone.user).catch((error) => error.message));
  await onAction();
});
$('copy-token').addEventListener('click', async () => {
  const token = phone.token;
  if (token) await navigator.clipboard.writeText(token);
  put($('said'), token ? 'Token copied.' : 'No token to copy. Log in first.');
});
$('language').addEventListener('click', () => {
  toggleLanguage();
  nameLanguage();
  renderAgain();
});

function nameLanguage() {
  put($('language'), isChinese() ? 'English' : '中文');
  $('language').lang = isChinese() ? 'en' : 'zh';
}

nameLanguage();
startFaults();
startSequence();
startClock(() => phone.open('Reopen'));
setInterval(() => !document.hidden && !refreshing && refresh(), 2000);
document.addEventListener('visibilitychange', () => !document.hidden && refresh());
refresh();
