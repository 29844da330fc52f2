import { open, whenUsed } from './api.js';
import { readApps, renderApps, startApps } from './apps.js';
import { command } from './command.js';
import { $, fill, put, putOrHide } from './dom.js';
import { readFailures, renderFailures, startFailures } from './failures.js';
import { zone } from './times.js';
import { renderUser, startUser } from './user.js';
import { renderFound, startUsers } from './users.js';
import { languageName, toggleLanguage, translatePage, words } from './words.js';

const READ = { users: async () => {}, apps: readApps, failures: readFailures };

let state = null;
let endedBy = null;
let idle;

const commandLine = (text) => (state?.command ?? 'minilogin {0}').replace('{0}', text);

/** Runs what a button does. What it fails with is shown, and ends the page if nothing can work any more. */
async function guard(action) {
  put($('said'), '');
  putOrHide($('problem'), '');
  document.body.ariaBusy = 'true';
  try {
    await action();
  } catch (problem) {
    if (problem.ends) end(problem.code);
    else putOrHide($('problem'), problem.message);
  } finally {
    document.body.ariaBusy = 'false';
  }
}

/** Hides everything about users and apps, and says in one line what to do. */
function end(code) {
  clearTimeout(idle);
  endedBy = code;
  for (const id of ['views', 'view-users', 'view-apps', 'view-failures', 'problem', 'facts']) $(id).hidden = true;
  for (const id of ['found', 'user-facts', 'sessions']) fill($(id), []);
  put($('user-title'), '');
  if ($('dialog').open) $('dialog').close();
  $('ended').hidden = false;
  renderEnded();
  $('ended-title').focus();
}

function renderEnded() {
  if (!endedBy) return;
  put($('ended-title'), words().ended.title);
  put($('ended-words'), endedBy === 'address_used' ? words().ended.used : words().ended.idle);
  fill($('restart'), [command('', commandLine('console'))]);
}

async function show(view) {
  for (const button of document.querySelectorAll('[data-view]')) {
    if (button.dataset.view === view) button.setAttribute('aria-current', 'page');
    else button.removeAttribute('aria-current');
    $(`view-${button.dataset.view}`).hidden = button.dataset.view !== view;
  }

  await READ[view]();
}

function showFacts() {
  const { stack, region, endpoint, profile } = state;
  put($('stack'), stack ?? words().page.noStack);
  document.title = `${stack ?? endpoint ?? ''} MiniLogin`.trim();
  for (const [name, value] of Object.entries({ region, endpoint, profile })) {
    $(`${name}-fact`).hidden = !value;
    put($(name), value ?? '');
  }

  put($('zone'), zone);
  $('facts').hidden = false;
}

function translate() {
  translatePage();
  // The button is in the other language.
  $('language').lang = languageName() === 'zh' ? 'en' : 'zh-CN';
  if (endedBy) return renderEnded();
  if (state) showFacts();
  renderApps();
  renderFound();
  renderUser();
  renderFailures();
}

$('language').addEventListener('click', () => {
  toggleLanguage();
  put($('said'), '');
  putOrHide($('problem'), '');
  translate();
});

// The server ends at the same time, so what is on the screen would stay there.
whenUsed(() => {
  clearTimeout(idle);
  if (state && !endedBy) idle = setTimeout(() => end('session_ended'), state.idleSeconds * 1000);
});

translate();
await guard(async () => {
  state = await open();
  showFacts();
  startUsers(guard);
  startUser(guard);
  startApps(guard, commandLine);
  startFailures(guard, state);
  for (const button of document.querySelectorAll('[data-view]')) button.addEventListener('click', () => guard(() => show(button.dataset.view)));
  $('views').hidden = false;
  $('view-users').hidden = false;
  await show('users');
  await readApps();
});
