// Reads SDMX-JSON 2.0 data with sdmx-json-parser, over loopback HTTP. usage: read_json.cjs FILE.json
const fs = require('node:fs')
const http = require('node:http')
const { createRequire } = require('node:module')
const path = require('node:path')

const { SDMXParser } = createRequire(path.join(__dirname, '../../../frontend/package.json'))('sdmx-json-parser')
const message = fs.readFileSync(process.argv[2])
const server = http.createServer((_, answer) => {
  answer.setHeader('content-type', 'application/vnd.sdmx.data+json; version=2.0.0')
  answer.end(message)
})
server.listen(0, '127.0.0.1', async () => {
  try {
    const parser = new SDMXParser()
    await parser.getDatasets(`http://127.0.0.1:${server.address().port}/data?attributes=dsd`)
    const rows = parser.getData()
    const wanted = Object.keys(JSON.parse(message).data.dataSets[0].observations).length
    const names = parser.getDimensions().map((one) => one.id)
    if (rows.length !== wanted || names.length !== 7) throw new Error(`${rows.length} of ${wanted} observations, ${names}`)
    if (!rows.every((row) => row.REF_AREA ?? row['Reference area'] ?? Object.keys(row).length > 0)) throw new Error('a row without its key')
  } catch (error) {
    console.log(error.message)
    process.exitCode = 1
  }
  server.close()
})
