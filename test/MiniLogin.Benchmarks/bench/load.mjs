// Puts load on one server and measures its cost.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cpu, rss, run } from './processes.mjs'
import { checkedCount, sealedProfileOf, userCount } from './users.mjs'

let runs = 0

export function writeUsers(folder) {
  const users = [...Array(userCount).keys()].map(user => ({ user, ...sealedProfileOf(user) }))
  writeFileSync(join(folder, 'users'), users.map(({ user, encryptedData, iv }) => `${user}\t${encryptedData}\t${iv}\n`).join(''))
}

/** Logs in the given users, who may occur repeatedly, and writes the headers of their sessions to a file for wrk. */
export async function logInAll(target, folder, users = [...Array(checkedCount).keys()]) {
  const headers = []
  for (let first = 0; first < users.length; first += 16) {
    headers.push(...await Promise.all(users.slice(first, first + 16).map(user => logIn(target, user))))
  }
  const sessionsFile = join(folder, `sessions-${target.name.replaceAll(' ', '-')}`)
  writeFileSync(sessionsFile, headers.map(header => `${header}\n`).join(''))
  await check(target, headers[0])
  return { ...target, usersFile: join(folder, 'users'), sessionsFile }
}

async function logIn(target, user) {
  const { encryptedData, iv } = sealedProfileOf(user)
  const response = await fetch(target.url + target.login, { headers: { 'X-WX-Code': `${user}-${process.pid}-${runs++}`, 'X-WX-Encrypted-Data': encryptedData, 'X-WX-IV': iv } })
  if (!response.ok) throw new Error(`${target.name}: login answered ${response.status}: ${await response.text()}`)
  return target.header(await response.json())
}

async function check(target, header) {
  const [name, value] = header.split(': ')
  const response = await fetch(target.url + target.check, { headers: { [name]: value } })
  if (!response.ok) throw new Error(`${target.name}: check answered ${response.status}: ${await response.text()}`)
}

export const checks = (target, connections, seconds) =>
  load(target, connections, seconds, 'check.lua', target.check, [target.sessionsFile])

/** Continues with the next user, because a second login within a minute costs more. */
export async function logins(target, connections, seconds) {
  const result = await load(target, connections, seconds, 'login.lua', target.login, [target.usersFile, `${process.pid}x${runs++}`, target.nextUser ?? 0])
  target.nextUser = ((target.nextUser ?? 0) + result.sent) % userCount
  return result
}

async function load(target, connections, seconds, script, path, args) {
  const before = [cpu(target.server), cpu(target.store)]
  const output = await run('wrk', ['-t', 2, '-c', connections, '-d', `${seconds}s`, '--timeout', '30s', '--latency', '-s', join(import.meta.dirname, script), target.url + path, '--', ...args],
    { BENCH_FOLDER: import.meta.dirname })
  const result = JSON.parse(/RESULT (.*)/.exec(output)[1])
  return {
    sent: result.requests + connections,
    perSecond: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    errors: result.errors,
    cpu: (cpu(target.server) - before[0]) / result.requests,
    storeCpu: (cpu(target.store) - before[1]) / result.requests,
    rss: rss(target.server),
  }
}
