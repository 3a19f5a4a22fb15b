// Provisional until the OpenAPI document is there: the session alone.
export interface paths {
  '/session': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': components['schemas']['Me'] } } }
    }
    post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: { content: { 'application/json': { email: string; password: string } } }
      responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': components['schemas']['Me'] } } }
    }
    delete: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: { 204: { headers: Record<string, unknown>; content?: never } }
    }
  }
  '/': {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': components['schemas']['Body'] } } }
    }
  }
}
export interface components {
  schemas: {
    Me: { name: string; roles: import('../vocabulary').Role[] }
    Body: { name: string; simulation: boolean; place: string; zone: string; now: string }
  }
}
