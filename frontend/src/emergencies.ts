// The emergency accesses of the body, asked for in one way wherever they are shown: each screen reads the same pages.
import { api } from './api/client'

export function useEmergencies(enabled = true) {
  return api.useInfiniteQuery(
    'get',
    '/emergency',
    { params: { query: {} } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: ({ next }) => next ?? undefined, enabled },
  )
}
