// Bytes on their way: the only request that is not made by `fetch`, since only XMLHttpRequest
// says how much has been sent.
import { asProblem, problemOf } from './problem'

/** Streams a file to `url` and gives back what the server answered. */
export function sendFile<Answer>(
  url: string,
  file: File,
  { signal, onProgress, method = 'PUT', headers = {} }: { signal: AbortSignal; onProgress: (sent: number, total: number) => void; method?: 'PUT' | 'POST'; headers?: Record<string, string> },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, url)
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded }) => onProgress(loaded, file.size)
    request.onerror = () => reject(asProblem(new Error('network')) ?? new Error('network'))
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    request.onload = () => {
      const response = new Response(request.responseText, { status: request.status })
      if (response.ok) resolve(response.json() as Promise<Answer>)
      else void problemOf(response).then(reject, reject)
    }
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
