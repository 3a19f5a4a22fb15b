// Every address of the desk, on one page.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { body, desk, queries } from './api/client'
import { Problem } from './api/problem'
import { bodyQuery, meQuery } from './session/session'
import { Shell } from './session/Shell'
import { Broken, Loading, Unknown } from './session/Fallback'

const root = createRootRoute({ component: Outlet, notFoundComponent: Unknown, errorComponent: Broken })

const door = createRoute({
  getParentRoute: () => root,
  path: '/$body/desk/sign-in',
  loader: () => queries.ensureQueryData(bodyQuery),
  component: lazyRouteComponent(() => import('./session/SignIn'), 'SignIn'),
})

const shell = createRoute({
  getParentRoute: () => root,
  path: '/$body/desk',
  loader: async ({ location }) => {
    await Promise.all([queries.ensureQueryData(bodyQuery), queries.ensureQueryData(meQuery)]).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.status !== 401) throw error
      // The desk itself is where one arrives anyway, so it need not be remembered.
      const here = location.pathname === desk() ? undefined : location.href
      throw redirect({ to: '/$body/desk/sign-in', params: { body }, search: here ? { then: here } : {} })
    })
  },
  component: Shell,
})

const work = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./features/work/WorkPage'), 'WorkPage'),
})

const cases = createRoute({
  getParentRoute: () => shell,
  path: '/cases',
  component: lazyRouteComponent(() => import('./features/cases/CasesPage'), 'CasesPage'),
})

const rulings = createRoute({
  getParentRoute: () => shell,
  path: '/rulings',
  component: lazyRouteComponent(() => import('./features/rulings/RulingsPage'), 'RulingsPage'),
})

const linkage = createRoute({
  getParentRoute: () => shell,
  path: '/linkage',
  component: lazyRouteComponent(() => import('./features/linkage/LinkagePage'), 'LinkagePage'),
})

const review = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case/review',
  validateSearch: (search: Record<string, unknown>): { claim?: number } => (Number(search.claim) > 0 ? { claim: Number(search.claim) } : {}),
  component: lazyRouteComponent(() => import('./features/review/ReviewPage'), 'ReviewPage'),
})

const ruling = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case/ruling',
  component: lazyRouteComponent(() => import('./features/rulings/RulingPage'), 'RulingPage'),
})

const report = createRoute({
  getParentRoute: () => shell,
  path: '/linkage/$report',
  component: lazyRouteComponent(() => import('./features/linkage/ReportPage'), 'ReportPage'),
})

const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  component: lazyRouteComponent(() => import('./features/people/PeoplePage'), 'PeoplePage'),
})

// The catalogue of pieces, for those who build screens; a production build does not contain it.
const pieces =
  import.meta.env.DEV || import.meta.env.MODE === 'pieces'
    ? [
        createRoute({
          getParentRoute: () => root,
          path: '/$body/desk/_pieces',
          component: lazyRouteComponent(() => import('./features/pieces/PiecesPage'), 'PiecesPage'),
        }),
      ]
    : []

const inside = shell.addChildren([work, cases, review, ruling, rulings, linkage, report, people])

export const router = createRouter({
  routeTree: root.addChildren([door, inside, ...pieces]),
  defaultPreload: 'intent',
  defaultPendingComponent: Loading,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: Unknown,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
