import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * The processes that a process has started and that are still there, where the system tells: those that serve, or those
 * whose command line has something in it. Processes that read sources come and go with refreshes.
 */
export function childrenOf(pid: number, command?: string): number[] {
  try {
    const told = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    const running = told.split(' ').filter(Boolean).map(Number).filter(isRunning)
    return running.filter((child) => {
      const line = readFileSync(`/proc/${child}/cmdline`, 'utf8')
      return command === undefined ? !line.includes('ingest/worker') : line.includes(command)
    })
  } catch {
    return []
  }
}

/** The running processes of a process group, where the system tells. */
export function processesOfGroup(group: number): number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  return pids.filter((pid) => groupOf(pid) === group && isRunning(pid))
}

function groupOf(pid: number): number | undefined {
  try {
    // "pid (name) state ppid pgrp …": the name may have spaces and brackets in it.
    const [, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return Number(group)
  } catch {
    return undefined
  }
}

export function isRunning(pid: number): boolean {
  try {
    // One that has ended and was not asked for its end yet is not running.
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Which of some processes has a connection from a local port, where the system tells. */
export function connectedFrom(port: number, pids: readonly number[]): number | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((each) => each.trim().split(/\s+/))
    .find(([, local]) => local === `0100007F:${hex}`)
  const socket = line && `socket:[${line[9]}]`
  return pids.find((pid) => readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`) === socket))
}

function linkOf(file: string): string | undefined {
  try {
    return readlinkSync(file)
  } catch {
    return undefined
  }
}
