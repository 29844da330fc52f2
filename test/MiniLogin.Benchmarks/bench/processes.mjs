// Starts, measures and ends the processes under test.
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer, connect } from 'node:net'

const children = []
const ticks = Number(execFileSync('getconf', ['CLK_TCK']))

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Starts a process and waits until it listens on the port. */
export async function start(command, args, { port, env = {}, cwd } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] })
  children.push(child)
  await listens(child, port)
  return child
}

async function listens(child, port) {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} exited with ${child.exitCode}.`)
    const answered = await new Promise(resolve => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (answered) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

export function endAll() {
  for (const child of children) child.kill('SIGKILL')
}
process.once('exit', endAll)

/** The CPU time of the process, in ms. */
export function cpu(child) {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 1000 / ticks
}

/** The memory of the process, in MiB. */
export const rss = child => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024

export const median = numbers => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** Runs a command; resolves with its standard output. */
export function run(command, args, env = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  let output = ''
  child.stdout.on('data', data => { output += data })
  return new Promise((resolve, reject) => child.on('close', code => {
    children.splice(children.indexOf(child), 1)
    if (code === 0) resolve(output)
    else reject(new Error(`${command} exited with ${code}.`))
  }))
}
