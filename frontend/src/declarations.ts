// In which cases one is approved to read C2 and C3, and has not declared secrecy.
import { useQuery } from '@tanstack/react-query'
import { api } from './api/client'
import { meQuery } from './session/session'

export function useDeclarations() {
  const { data: me } = useQuery(meQuery)
  // Whoever acts for no state is approved nowhere.
  const { data } = api.useQuery('get', '/declarations', {}, { enabled: me?.person.roles.some(({ state }) => state) ?? false })
  return data ?? []
}
