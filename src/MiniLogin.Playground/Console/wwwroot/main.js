import { $, isDisabled, put } from './dom.js';
import { setClock, showClock, startClock } from './clock.js';
import { showFaults, startFaults } from './faults.js';
import { Phone } from './phone.js';
import { renderAgain } from './phone-view.js';
import { playground } from './playground.js';
import { fetchCalls, nameStorage, showNewest, showSequence, startSequence } from './sequence.js';
import { showSessions } from './sessions.js';
import { waferLogin } from './wafer.js';
import { showUser, startUsers } from './who.js';
import { languageName, toggleLanguage, translatePage, words } from './words.js';

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
    if (isFirst) {
      showFacts();
      startUsers(state.users, hand);
    }

    if (await fetchCalls() || isFirst) await showSessions(state.users);
    $('offline').hidden = true;
  } catch {
    $('offline').hidden = false;
  }
}

function showFacts() {
  const { memory, simulator } = words().page;
  put($('app-id'), state.appId);
  $('hosts').hidden = !state.weComAppId;
  $('merchant').hidden = !state.merchantAppId;
  $('authorized').checked = state.isAuthorized;
  put($('storage'), state.storage === 'memory' ? memory : state.storage);
  put($('wechat'), state.weChat === 'simulator' ? simulator : state.weChat);
  nameStorage(state.storage);
  put($('operator'), state.operatorCommand ? words().sessions.operator : words().sessions.operatorInMemory);
  put(document.querySelector('#operator-command pre'), state.operatorCommand ?? '');
  $('operator-command').hidden = !state.operatorCommand;
}

/** Shows the phone of this user. */
function hand(user) {
  phone?.putAway();
  phone = new Phone(user, onAction, {
    weComAppId: $('in-wecom').checked ? state.weComAppId : undefined,
    merchantAppId: $('in-merchant').checked ? state.merchantAppId : undefined,
  });
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
$('in-wecom').addEventListener('change', () => {
  $('in-merchant').checked = false;
  hand(phone.user);
});
$('in-merchant').addEventListener('change', () => {
  $('in-wecom').checked = false;
  hand(phone.user);
});
$('authorized').addEventListener('change', async () => {
  const { status } = await playground('POST', $('authorized').checked ? 'component/authorize' : 'component/deauthorize');
  put($('said'), words().who.pushed(status));
  await onAction();
});
$('reopen').addEventListener('click', () => phone.open('reopen'));
$('wafer').addEventListener('click', async () => {
  put($('said'), await waferLogin(phone.user).catch((error) => error.message));
  await onAction();
});
$('copy-token').addEventListener('click', async () => {
  const token = phone.token;
  if (token) await navigator.clipboard.writeText(token);
  put($('said'), token ? words().tools.copied : words().tools.noToken);
});
$('copy-operator').addEventListener('click', async () => {
  await navigator.clipboard.writeText(state.operatorCommand);
  put($('said'), words().sessions.copied);
});
$('language').addEventListener('click', () => {
  toggleLanguage();
  nameLanguage();
  put($('said'), '');
  if (!state) return;
  renderAgain();
  showFacts();
  showUser();
  showClock();
  showFaults(state.faults);
  showSequence();
  showSessions(state.users);
});

// The button is in the other language.
function nameLanguage() {
  $('language').lang = languageName() === 'zh' ? 'en' : 'zh';
}

translatePage();
nameLanguage();
startFaults();
startSequence();
startClock(() => phone.open('reopen'));
setInterval(() => !document.hidden && !refreshing && refresh(), 2000);
document.addEventListener('visibilitychange', () => !document.hidden && refresh());
refresh();
