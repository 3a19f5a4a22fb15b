// Every address of the desk, on one page.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { caseQuery, clausesQuery, docketQuery, documentQuery, documentsQuery, filingsQuery, newId, panelQuery, statesQuery } from './api/cases'
import { body, desk, queries } from './api/client'
import { Problem } from './api/problem'
import { bodyQuery, meQuery, sessionsQuery } from './session/session'
import { Shell } from './session/Shell'
import { Broken, Loading, Unknown } from './session/Fallback'

const root = createRootRoute({ component: Outlet, notFoundComponent: Unknown, errorComponent: Broken })

const door = createRoute({
  getParentRoute: () => root,
  path: '/$body/desk/sign-in',
  loader: () => queries.ensureQueryData(bodyQuery),
  component: lazyRouteComponent(() => import('./session/SignIn'), 'SignIn'),
})

const forgotten = createRoute({
  getParentRoute: () => root,
  path: '/$body/desk/forgotten',
  loader: () => queries.ensureQueryData(bodyQuery),
  component: lazyRouteComponent(() => import('./session/Password'), 'Forgotten'),
})

const password = createRoute({
  getParentRoute: () => root,
  path: '/$body/desk/password',
  loader: () => queries.ensureQueryData(bodyQuery),
  component: lazyRouteComponent(() => import('./session/Password'), 'ChoosePassword'),
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

const sessions = createRoute({
  getParentRoute: () => shell,
  path: '/sessions',
  loader: () => queries.ensureQueryData(sessionsQuery),
  component: lazyRouteComponent(() => import('./session/SecurityPage'), 'SecurityPage'),
})

// The client chooses the id of a request, so that its address stands from the first word on.
const newRequest = createRoute({
  getParentRoute: () => shell,
  path: '/cases/new',
  beforeLoad: () => {
    throw redirect({ to: '/$body/desk/cases/$case/edit', params: { body, case: newId() }, search: { fresh: 'yes' }, replace: true })
  },
})

const request = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case/edit',
  validateSearch: (search: Record<string, unknown>): { fresh?: 'yes'; step?: string } => ({
    ...(search.fresh === 'yes' && { fresh: 'yes' }),
    ...(typeof search.step === 'string' && { step: search.step }),
  }),
  loader: ({ params }) => Promise.all([queries.prefetchQuery(caseQuery(params.case)), queries.ensureQueryData(statesQuery), queries.ensureQueryData(clausesQuery)]),
  component: lazyRouteComponent(() => import('./features/cases/RequestPage'), 'RequestPage'),
})

const intake = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case/intake',
  loader: ({ params }) => queries.ensureQueryData(caseQuery(params.case)),
  component: lazyRouteComponent(() => import('./features/cases/IntakePage'), 'IntakePage'),
})

const oneCase = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case',
  loader: ({ params }) => Promise.all([queries.ensureQueryData(caseQuery(params.case)), queries.ensureQueryData(docketQuery(params.case))]),
  component: lazyRouteComponent(() => import('./features/cases/CaseLayout'), 'CaseLayout'),
})

const docket = createRoute({
  getParentRoute: () => oneCase,
  path: '/',
  component: lazyRouteComponent(() => import('./features/cases/DocketTab'), 'DocketTab'),
})

const filings = createRoute({
  getParentRoute: () => oneCase,
  path: '/filings',
  loader: ({ params }) => Promise.all([queries.ensureQueryData(filingsQuery(params.case)), queries.ensureQueryData(documentsQuery(params.case))]),
  component: lazyRouteComponent(() => import('./features/filings/FilingsTab'), 'FilingsTab'),
})

const pagesOfDocument = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case/documents/$document',
  loader: ({ params }) => Promise.all([queries.ensureQueryData(caseQuery(params.case)), queries.ensureQueryData(documentQuery(params.case, params.document))]),
  component: lazyRouteComponent(() => import('./features/filings/PagesPage'), 'PagesPage'),
})

const panel = createRoute({
  getParentRoute: () => oneCase,
  path: '/panel',
  loader: ({ params }) => queries.ensureQueryData(panelQuery(params.case)),
  component: lazyRouteComponent(() => import('./features/panels/PanelTab'), 'PanelTab'),
})

const claims = createRoute({
  getParentRoute: () => oneCase,
  path: '/claims',
  component: lazyRouteComponent(() => import('./features/cases/ClaimsTab'), 'ClaimsTab'),
})

const rulings = createRoute({
  getParentRoute: () => shell,
  path: '/rulings',
  component: lazyRouteComponent(() => import('./features/rulings/RulingsPage'), 'RulingsPage'),
})

const linkage = createRoute({
  getParentRoute: () => shell,
  path: '/linkage',
  loader: () => queries.prefetchQuery(statesQuery),
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

const interim = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case/interim',
  component: lazyRouteComponent(() => import('./features/rulings/InterimPage'), 'InterimPage'),
})

const translations = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case/translations',
  component: lazyRouteComponent(() => import('./features/rulings/TranslationsPage'), 'TranslationsPage'),
})

const report = createRoute({
  getParentRoute: () => shell,
  path: '/linkage/$report',
  component: lazyRouteComponent(() => import('./features/linkage/ReportPage'), 'ReportPage'),
})

const people = createRoute({
  getParentRoute: () => shell,
  path: '/people',
  loader: () => queries.ensureQueryData(statesQuery),
  component: lazyRouteComponent(() => import('./features/people/PeoplePage'), 'PeoplePage'),
})

const delegations = createRoute({
  getParentRoute: () => shell,
  path: '/delegation',
  loader: () => queries.ensureQueryData(statesQuery),
  component: lazyRouteComponent(() => import('./features/people/DelegationPage'), 'DelegationsPage'),
})

const delegation = createRoute({
  getParentRoute: () => shell,
  path: '/delegation/$state',
  component: lazyRouteComponent(() => import('./features/people/DelegationPage'), 'DelegationPage'),
})

const record = createRoute({
  getParentRoute: () => shell,
  path: '/record',
  component: lazyRouteComponent(() => import('./features/ledger/RecordPage'), 'RecordPage'),
})

// Apart from the case, since the auditor sees who read a case and not the case.
const access = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$case/access',
  component: lazyRouteComponent(() => import('./features/ledger/AccessPage'), 'AccessPage'),
})

const emergency = createRoute({
  getParentRoute: () => shell,
  path: '/emergency',
  component: lazyRouteComponent(() => import('./features/emergency/EmergencyPage'), 'EmergencyPage'),
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

const inside = shell.addChildren([
  work, sessions, cases, newRequest, request, intake, oneCase.addChildren([docket, filings, panel, claims]), pagesOfDocument, review, ruling, interim, translations,
  rulings, linkage, report, people, delegations, delegation, record, access, emergency,
])

export const router = createRouter({
  routeTree: root.addChildren([door, forgotten, password, inside, ...pieces]),
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
