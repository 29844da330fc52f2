// node test/MiniLogin.Benchmarks/bench/run.mjs [rounds] [seconds]
// Compares MiniLogin, a plain ASP.NET Core server and a Node server on wafer-node-sdk. Needs the .NET SDK, npm, wrk and MariaDB
// (apt-get install wrk mariadb-server), Linux on x64, and file descriptors for 10,000 connections (ulimit -n).
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checks, logInAll, logins, writeUsers } from './load.mjs'
import { endAll, median } from './processes.mjs'
import { prepare, startBaseline, startOurs, startPeer, startWeChat } from './servers.mjs'

const [rounds = 5, seconds = 6] = process.argv.slice(2).map(Number)
const scenarios = [
  ['session check, 64 connections', target => checks(target, 64, seconds)],
  ['session check, 1,000 connections', target => checks(target, 1000, seconds)],
  ['login, 64 connections', target => logins(target, 64, seconds)],
  ['login, 1,000 connections', target => logins(target, 1000, seconds)],
]

const folder = mkdtempSync(join(tmpdir(), 'minilogin-bench-'))
try {
  prepare()
  writeUsers(folder)
  const weChat = await startWeChat()
  const targets = []
  for (const start of [startOurs, startBaseline, startPeer]) {
    targets.push(await logInAll(await start(weChat), folder))
  }

  // Warm-up, until the JIT compilers have finished.
  for (const target of targets) {
    await checks(target, 64, 15)
    await logins(target, 64, 15)
  }

  const results = scenarios.map(() => targets.map(() => []))
  for (let round = 0; round < rounds; round++) {
    for (const [s, [, scenario]] of scenarios.entries()) {
      for (const [t, target] of targets.entries()) results[s][t].push(await scenario(target))
    }
  }

  for (const [s, [name]] of scenarios.entries()) {
    console.log(`\n**${name}**\n\n| | requests/s | p50 ms | p99 ms | errors | CPU ms per request | store's CPU ms | RSS MiB |\n|---|---|---|---|---|---|---|---|`)
    for (const [t, target] of targets.entries()) {
      const of = key => median(results[s][t].map(result => result[key]))
      const errors = results[s][t].reduce((sum, result) => sum + result.errors, 0)
      console.log(`| ${target.name} | ${of('perSecond').toFixed(0)} | ${of('p50').toFixed(1)} | ${of('p99').toFixed(1)} | ${errors} | ${of('cpu').toFixed(3)} | ${of('storeCpu').toFixed(3)} | ${of('rss').toFixed(0)} |`)
    }
    const ratio = (key, other) => median(results[s][0].map((ours, round) => ours[key] / results[s][other][round][key])).toFixed(2)
    for (const other of [1, 2]) {
      console.log(`| MiniLogin ÷ ${targets[other].name} | ${['perSecond', 'p50', 'p99'].map(key => ratio(key, other)).join(' | ')} | | ${['cpu', 'storeCpu', 'rss'].map(key => ratio(key, other)).join(' | ')} |`)
    }
  }

  console.log('\n**10,000 open connections, session checks**\n\n| | requests/s | p50 ms | p99 ms | errors |\n|---|---|---|---|---|')
  for (const target of targets) {
    const figures = await checks(target, 10_000, 20)
      .then(({ perSecond, p50, p99, errors }) => [perSecond, p50, p99, errors].map(figure => figure.toFixed(0)))
      // A server that does not survive this has no figures.
      .catch(error => [target.server.exitCode === null && target.server.signalCode === null ? error.message : 'it exited', '', '', ''])
    console.log(`| ${target.name} | ${figures.join(' | ')} |`)
  }
} finally {
  endAll()
  rmSync(folder, { recursive: true, force: true })
}
