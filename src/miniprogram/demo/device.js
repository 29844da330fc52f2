const texts = require('./language');
const { lastSeen } = require('./time');
const wording = require('./wording');

const APPS = [
  [/MicroMessenger\/(\d+(?:\.\d+){0,2})/, texts.device.wechat],
  [/Edg\w*\/(\d+)/, 'Edge'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Chrome\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).* Safari\//, 'Safari'],
];

/** Converts a session of GET /sessions for display. */
function deviceOf({ id, userAgent = '', lastSeenAt, current }) {
  const { name, kind } = wording.deviceOf(userAgent);
  const [pattern, app] = APPS.find(([pattern]) => pattern.test(userAgent)) || [];
  const version = pattern && pattern.exec(userAgent)[1];
  return { id, current, kind, name: texts.device[name], about: (app ? [`${app} ${version}`] : []).concat(lastSeen(lastSeenAt)).join(' · ') };
}

module.exports = { deviceOf };
