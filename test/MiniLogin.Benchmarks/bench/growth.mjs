// node test/MiniLogin.Benchmarks/bench/growth.mjs [rounds] [seconds]
// Measures session checks with a thousand and a million stored sessions, and with one and a thousand sessions per user, on three
// MiniLogins with separate stores under alternating load. Needs the .NET SDK, npm, wrk and Linux on x64.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dynamoDB } from './dynamodb.mjs'
import { checks, logInAll } from './load.mjs'
import { endAll, median } from './processes.mjs'
import { prepare, startOurs, startWeChat } from './servers.mjs'

const [rounds = 7, seconds = 5] = process.argv.slice(2).map(Number)
const CHECKED = 1000
const MANY = 1_000_000

const folder = mkdtempSync(join(tmpdir(), 'minilogin-growth-'))
try {
  prepare()
  const weChat = await startWeChat()
  const targets = [
    await start(weChat, '1,000 sessions of 1,000 users', user => user),
    await start(weChat, '1,000,000 sessions of 1,000,000 users', user => user),
    await start(weChat, '1,000 sessions of one user', () => 0),
  ]
  await fill(targets[1].dynamoDB, MANY - CHECKED)

  for (const target of targets) await checks(target, 64, 15)
  const results = targets.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [t, target] of targets.entries()) results[t].push(await checks(target, 64, seconds))
  }

  console.log('\n| session check, 64 connections | requests/s | p50 ms | errors | CPU ms per request | store\'s CPU ms | ÷ the first: CPU | store\'s CPU |\n|---|---|---|---|---|---|---|---|')
  for (const [t, { name }] of targets.entries()) {
    const of = key => median(results[t].map(result => result[key]))
    const ratio = key => median(results[t].map((result, round) => result[key] / results[0][round][key])).toFixed(2)
    console.log(`| ${name} | ${of('perSecond').toFixed(0)} | ${of('p50').toFixed(1)} | ${results[t].reduce((sum, r) => sum + r.errors, 0)} | ${of('cpu').toFixed(3)} | ${of('storeCpu').toFixed(3)} | ${ratio('cpu')} | ${ratio('storeCpu')} |`)
  }
} finally {
  endAll()
  rmSync(folder, { recursive: true, force: true })
}

/** Starts a MiniLogin and creates the thousand sessions to check. */
async function start(weChat, name, userOf) {
  const target = await startOurs(weChat, { MiniLogin__SessionsPerUser: 1000 })
  return logInAll({ ...target, name }, folder, [...Array(CHECKED).keys()].map(userOf))
}

/** Writes sessions of other users directly to the table. */
async function fill(url, count) {
  const now = Math.floor(Date.now() / 1000)
  const N = value => ({ N: String(value) })
  const item = number => {
    const openId = `oStored${String(number).padStart(21, '0')}`
    return {
      id: { S: number.toString(36).padStart(16, 'a') },
      secretHash: { B: Buffer.alloc(32, number).toString('base64') },
      salt: { B: Buffer.alloc(16, number).toString('base64') },
      appId: { S: 'wx0123456789abcdef' },
      openId: { S: openId },
      userKey: { S: `wx0123456789abcdef#${openId}` },
      createdAt: N(now),
      lastSeenAt: N(now),
      expiresAt: N(now + 604_800),
      absoluteExpiresAt: N(now + 2_592_000),
    }
  }
  let next = 0
  await Promise.all([...Array(8).keys()].map(async () => {
    while (next < count) {
      const first = next
      next = Math.min(count, next + 25)
      const puts = [...Array(next - first).keys()].map(i => ({ PutRequest: { Item: item(first + i) } }))
      const answer = await dynamoDB(url, 'BatchWriteItem', { RequestItems: { 'minilogin-sessions': puts } })
      if (Object.keys(answer.UnprocessedItems ?? {}).length > 0) throw new Error('BatchWriteItem left items unprocessed.')
    }
  }))
}
