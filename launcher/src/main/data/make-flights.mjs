// Cuts the demo data out of the files of the npm package vega-datasets.
// Started by make-flights.sh, which installs the modules imported here.
//
//   node make-flights.mjs SOURCE_DIRECTORY OUTPUT_DIRECTORY

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import pako from 'pako'

// The subset: every record of the source whose date lies in [FROM, TO).
const FROM = '2001-01-01T00:00'
const TO = '2001-01-15T00:00'

const SOURCES = {
  'flights-3m.parquet': 'dbeb920c90f59b6ccaff823dcc3d08f25a97fa1ce128d93f40be4e931f5900b0',
  'airports.csv': '903c7169e6d558eefb95295fe2947ec8503135fbb855ea5c737cf4a90ea603ad',
}

const [sourceDirectory, outputDirectory] = process.argv.slice(2)
if (!sourceDirectory || !outputDirectory) {
  console.error('usage: node make-flights.mjs SOURCE_DIRECTORY OUTPUT_DIRECTORY')
  process.exit(2)
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

for (const [name, expected] of Object.entries(SOURCES)) {
  const actual = sha256(readFileSync(join(sourceDirectory, name)))
  if (actual !== expected) {
    throw new Error(`${name}: SHA-256 is ${actual}, expected ${expected}`)
  }
}

// pako is deflate in plain JavaScript: unlike the zlib inside Node.js, the bytes
// it writes depend neither on the processor nor on the version of Node.js.
function write(name, lines) {
  const plain = Buffer.from(lines.map((line) => line + '\n').join(''), 'utf8')
  const packed = pako.gzip(plain, { level: 9, memLevel: 9 })
  writeFileSync(join(outputDirectory, `${name}.gz`), packed)
  console.log(`${name}: ${lines.length - 1} records, ${plain.length} bytes, SHA-256 ${sha256(plain)}`)
  console.log(`${name}.gz: ${packed.length} bytes, SHA-256 ${sha256(packed)}`)
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)

const records = await parquetReadObjects({
  file: await asyncBufferFromFile(join(sourceDirectory, 'flights-3m.parquet')),
  compressors,
})

// The column "date" is a local time without a zone; the reader presents it as if
// it were UTC. All of the source's times are whole minutes.
const flights = records
  .map((r) => ({
    date: r.date.toISOString().replace(/:00\.000Z$/, ''),
    delay: Number(r.delay),
    distance: Number(r.distance),
    origin: r.origin,
    destination: r.destination,
  }))
  .filter((f) => f.date >= FROM && f.date < TO)
  .sort(
    (a, b) =>
      compare(a.date, b.date) ||
      compare(a.origin, b.origin) ||
      compare(a.destination, b.destination) ||
      a.delay - b.delay ||
      a.distance - b.distance,
  )

for (const f of flights) {
  const line = `${f.date},${f.delay},${f.distance},${f.origin},${f.destination}`
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d,-?\d+,\d+,[A-Z]{3},[A-Z]{3}$/.test(line)) {
    throw new Error(`unexpected record: ${line}`)
  }
}

write('flights.csv', [
  'date,delay,distance,origin,destination',
  ...flights.map((f) => `${f.date},${f.delay},${f.distance},${f.origin},${f.destination}`),
])

// Of the airports only those that occur in the subset, as the lines of the source.
const used = new Set(flights.flatMap((f) => [f.origin, f.destination]))
const [header, ...airports] = readFileSync(join(sourceDirectory, 'airports.csv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
const chosen = airports.filter((line) => used.has(line.split(',', 1)[0]))
write('airports.csv', [header, ...chosen.sort(compare)])

const known = new Set(chosen.map((line) => line.split(',', 1)[0]))
const missing = [...used].filter((code) => !known.has(code)).sort()

// Figures for PROVENANCE.md.
const count = (keyOf) => {
  const counts = new Map()
  for (const f of flights) counts.set(keyOf(f), (counts.get(keyOf(f)) ?? 0) + 1)
  return [...counts].sort((a, b) => compare(a[0], b[0]))
}
const keys = count((f) => `${f.date},${f.origin},${f.destination}`)
const whole = count((f) => Object.values(f).join(','))
const repeated = keys.filter(([, n]) => n > 1)
const delays = flights.map((f) => f.delay).sort((a, b) => a - b)
const distances = flights.map((f) => f.distance).sort((a, b) => a - b)
console.log(`airports: ${used.size} in flights.csv, not in the source's list: ${missing.join(' ') || 'none'}`)
console.log(`routes: ${count((f) => `${f.origin},${f.destination}`).length}`)
console.log(`delay: ${delays[0]} to ${delays.at(-1)}, median ${delays[delays.length >> 1]}, ` +
  `${delays.filter((d) => d >= 15).length} of 15 or more, ${delays.filter((d) => d < -120).length} below -120`)
console.log(`distance: ${distances[0]} to ${distances.at(-1)}`)
console.log(`date+origin+destination: ${keys.length} distinct, ${repeated.length} of them more than once, ` +
  `${flights.length - keys.length} records beyond the first, at most ${keys.reduce((most, [, n]) => Math.max(most, n), 0)} of one`)
console.log(`records equal in every column to another: ${flights.length - whole.length} beyond the first`)
console.log('busiest origins: ' + count((f) => f.origin).sort((a, b) => b[1] - a[1]).slice(0, 5).map((e) => e.join(' ')).join(', '))
for (const [day, n] of count((f) => f.date.slice(0, 10))) console.log(`${day}: ${n}`)
