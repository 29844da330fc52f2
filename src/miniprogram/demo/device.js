const texts = require('./language');
const { lastSeen } = require('./time');

// The first match counts: the user agents of DevTools, HarmonyOS and iPhone also contain names of other systems.
const KINDS = [
  [/wechatdevtools/i, 'devtools', 'computer'],
  [/iPad/, 'ipad', 'phone'],
  [/iPhone/, 'iphone', 'phone'],
  [/HarmonyOS/i, 'harmony', 'phone'],
  [/Android/, 'android', 'phone'],
  [/Windows/, 'windows', 'computer'],
  [/Macintosh/, 'mac', 'computer'],
  [/Linux/, 'linux', 'computer'],
];

const APPS = [
  [/MicroMessenger\/(\d+(?:\.\d+){0,2})/, texts.device.wechat],
  [/Edg\w*\/(\d+)/, 'Edge'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Chrome\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).* Safari\//, 'Safari'],
];

/** Converts a session of GET /sessions for display. */
function deviceOf({ id, userAgent = '', lastSeenAt, current }) {
  const [, name, kind] = KINDS.find(([pattern]) => pattern.test(userAgent)) || [null, 'unknown', 'computer'];
  const [pattern, app] = APPS.find(([pattern]) => pattern.test(userAgent)) || [];
  const version = pattern && pattern.exec(userAgent)[1];
  return { id, current, kind, name: texts.device[name], about: (app ? [`${app} ${version}`] : []).concat(lastSeen(lastSeenAt)).join(' · ') };
}

module.exports = { deviceOf };
