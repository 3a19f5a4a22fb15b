// Provisional, in the form of the generated file, until the OpenAPI document is there.
type None = { query?: never; header?: never; path?: never; cookie?: never }
type OfBody = { query?: never; header?: never; path: { body: string }; cookie?: never }
type Ok<T> = { 200: { headers: { [name: string]: unknown }; content: { 'application/json': T } } }

export interface paths {
  '/api/{body}': {
    parameters: None
    get: { parameters: OfBody; requestBody?: never; responses: Ok<components['schemas']['BodyView']> }
  }
  '/api/{body}/me': {
    parameters: None
    get: { parameters: OfBody; requestBody?: never; responses: Ok<components['schemas']['Me']> }
  }
  '/api/{body}/session': {
    parameters: None
    post: {
      parameters: OfBody
      requestBody: { content: { 'application/json': components['schemas']['Credentials'] } }
      responses: Ok<components['schemas']['Me']>
    }
    delete: { parameters: OfBody; requestBody?: never; responses: { 204: { headers: { [name: string]: unknown }; content?: never } } }
  }
}

export interface components {
  schemas: {
    Credentials: { email: string; password: string }
    BodyView: { slug: string; name: string; simulation: boolean; now: string; venue: { place: string; time_zone: string } }
    Me: { person: components['schemas']['PersonView']; body: components['schemas']['BodyView'] }
    PersonView: { id: string; version: number; name: string; email: string; roles: components['schemas']['RoleGrant'][] }
    RoleGrant: {
      role: import('../vocabulary').Role
      state?: string
      discipline?: import('../vocabulary').Word<'discipline'>
    }
  }
}
