import { call } from './api.js';
import { command } from './command.js';
import { ask } from './dialog.js';
import { $, el, fill, put, putOrHide } from './dom.js';
import { time } from './times.js';
import { showApps } from './users.js';
import { words } from './words.js';

const KIND_CLASSES = { published: 'warn', current: 'good', superseded: '' };

let apps = null;
let shownId = null;
let keys = null;
let keysProblem = null;
let commandLine = (text) => text;

/** Reads the apps and shows them. */
export async function readApps() {
  ({ apps } = await call('apps'));
  renderApps();
}

export function renderApps() {
  if (!apps) return;
  const texts = words().apps;
  showApps(apps);
  $('apps-table').hidden = apps.length === 0;
  putOrHide($('no-apps'), apps.length === 0 ? texts.none : '');
  fill($('apps'), apps.map((app) => {
    const open = el('button', { type: 'button', className: 'link' }, app.appId);
    open.dataset.key = app.appId;
    open.addEventListener('click', () => guarded(() => choose(app.appId)));
    const row = el('tr', {},
      el('th', { scope: 'row' }, open),
      el('td', {}, app.name),
      el('td', {}, texts.kinds[app.kind] ?? app.kind),
      el('td', {}, state(app)),
      el('td', { className: 'time' }, time(app.createdAt)));
    row.toggleAttribute('aria-current', app.appId === shownId);
    return row;
  }));
  renderApp();
}

const state = ({ enabled }) => el('span', { className: `status ${enabled ? 'good' : 'bad'}` }, enabled ? words().apps.enabled : words().apps.disabled);

async function choose(appId) {
  shownId = appId;
  keys = null;
  await readKeys();
  renderApps();
  $('app-title').focus();
}

/** The keys are encrypted with another service. If it fails, the rest is still shown. */
async function readKeys() {
  keysProblem = null;
  keys = await call('app-keys', { appId: shownId }).catch((problem) => {
    if (problem.ends || problem.code === 'app_not_found') throw problem;
    keysProblem = problem;
    return null;
  });
}

function renderApp() {
  const app = apps.find(({ appId }) => appId === shownId);
  $('app').hidden = !app;
  if (!app) return;
  const texts = words().apps;
  put($('app-title'), app.name);
  const facts = [
    [texts.state, state(app)],
    [texts.app, el('code', {}, app.appId)],
    [texts.kind, texts.kinds[app.kind] ?? app.kind],
    ...(app.baseUrl ? [[texts.baseUrl, el('code', {}, app.baseUrl)]] : []),
    ...(app.miniProgram ? [[texts.miniProgram, el('code', {}, app.miniProgram)]] : []),
    [texts.sessionsEndedAt, app.sessionsEndedAt ? time(app.sessionsEndedAt) : texts.never],
  ];
  fill($('app-facts'), facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
  $('enable').hidden = app.enabled;
  $('disable').hidden = !app.enabled;
  renderKeys();
  fill($('app-commands'), [
    command(texts.rotateKeys, commandLine(`apps rotate-keys ${app.appId}`)),
    // A merchant's mini program has no secret here.
    ...(app.kind === 'authorizer' ? [] : [command(texts.rotateSecret, commandLine(`apps rotate-secret ${app.appId}`))]),
  ]);
}

function renderKeys() {
  const texts = words().apps;
  putOrHide($('keys-problem'), keysProblem ? keysProblem.message : '');
  $('keys-part').hidden = !keys;
  if (!keys) return;
  const rows = [...keys.tokenKeys.map((key) => ['token', key]), ...keys.dataKeys.map((key) => ['data', key])];
  fill($('keys'), rows.map(([use, key]) => el('tr', {},
    el('th', { scope: 'row' }, el('code', {}, key.id)),
    el('td', {}, texts.uses[use]),
    el('td', {}, el('span', { className: `status ${KIND_CLASSES[key.state]}` }, texts.keyStates[key.state] ?? key.state)),
    el('td', { className: 'time' }, key.activeAt ? time(key.activeAt) : texts.beginning))));
  put($('keys-note'), [texts.rotation, keys.rotatableAt && texts.pending(time(keys.rotatableAt)), !keys.hasPhoneKey && texts.noPhoneKey].filter(Boolean).join(' '));
}

async function confirmed(question, name, said) {
  const appId = shownId;
  const app = apps.find((each) => each.appId === appId);
  const done = await ask({ ...question, effects: question.effects() }, `${app.name} · ${appId}`, () => call(name, { appId, confirm: appId }));
  if (done) await finish(said(done));
}

async function finish(said) {
  await readApps();
  put($('said'), said);
  if (document.activeElement === document.body || document.activeElement.offsetParent === null) $('app-title').focus();
}

let guarded;

/** @param guard Runs what a button does, and shows what it fails with. @param line Makes a command of this deployment. */
export function startApps(guard, line) {
  guarded = guard;
  commandLine = line;
  const texts = () => words().apps;
  const on = (id, action) => $(id).addEventListener('click', () => guard(action));
  on('apps-again', async () => {
    if (shownId) await readKeys();
    await readApps();
  });
  on('enable', async () => {
    await call('app-enable', { appId: shownId });
    await finish(texts().didEnable);
  });
  on('disable', () => confirmed(texts().ask.disable, 'app-disable', () => texts().didDisable));
  on('app-end-sessions', () => confirmed(texts().ask.endSessions, 'app-end-sessions', ({ sessionsEndedAt }) => texts().didEndSessions(time(sessionsEndedAt))));
}
