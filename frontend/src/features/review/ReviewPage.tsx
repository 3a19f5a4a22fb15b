// The deliberation room: for each claim its four steps, scored alone, revealed together, voted.
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { api, desk, http, ifMatch } from '../../api/client'
import { asProblem } from '../../api/problem'
import { ActBar } from '../../ui/ActBar'
import { Badge, FindingBadge } from '../../ui/Badge'
import { Gates, type Marks } from '../../ui/Gates'
import { Page, Section } from '../../ui/Page'
import { Written } from '../../ui/Said'
import { Tabs } from '../../ui/Tabs'
import type { Mark, Step } from '../../vocabulary'
import { review as say, words } from '../../words'
import type { Exhibit } from './Exhibits'
import { Figures } from './Figures'
import { sealedId } from './focus'
import { GoOn, Votes } from './Votes'
import { Sheet } from './Sheet'
import type { Claim, Review, StepReview } from './shapes'
import styles from './Review.module.css'

export const reviewQuery = (id: string) => api.queryOptions('get', '/cases/{case}/review', { params: { path: { case: id } } })
const caseQuery = (id: string) => api.queryOptions('get', '/cases/{case}', { params: { path: { case: id } } })
const documentsQuery = (id: string) => api.queryOptions('get', '/cases/{case}/documents', { params: { path: { case: id } } })

/** The figure of a claim, as far as its steps are decided. */
export function marksOf(claim: Claim): Marks {
  const mark = (step: Step): Mark => {
    const one = claim.steps.find((each) => each.step === step)
    if (!one || one.status === 'not_reached') return 'not_reached'
    return one.result ? one.result.finding : 'open'
  }
  return { threshold: mark('threshold'), good_faith: mark('good_faith'), necessity: mark('necessity'), proportionality: mark('proportionality') }
}

export function ReviewPage() {
  const { case: id } = useParams({ strict: false }) as { case: string }
  const { claim: chosen } = useSearch({ strict: false }) as { claim?: number }
  const cache = useQueryClient()
  const { data: matter } = useSuspenseQuery(caseQuery(id))
  const { data: review } = useSuspenseQuery(reviewQuery(id))
  const { data: documents } = useSuspenseQuery(documentsQuery(id))
  const exhibits: Exhibit[] = documents.items.flatMap((one) => (one.exhibit && one.open ? [{ id: one.id, label: one.exhibit, title: one.title ?? '', pages: one.class === 'C3' }] : []))
  const claim = review.claims.find((one) => one.no === (chosen ?? 1)) ?? review.claims[0]
  const complete = useMutation({
    mutationFn: () => http.POST('/cases/{case}/scoring_complete', { params: { path: { case: id }, header: ifMatch(matter.version) } }),
    onSuccess: () => cache.invalidateQueries(),
  })
  const onReview = (next: Review) => {
    cache.setQueryData(reviewQuery(id).queryKey, next)
    void cache.invalidateQueries({ queryKey: caseQuery(id).queryKey })
  }
  const here = desk(`/cases/${id}/review`)
  return (
    <Page
      title={say.title}
      tab={`${say.title} · ${matter.caption}`}
      lead={say.lead}
      back={{ href: desk(`/cases/${id}`), label: matter.caption }}
    >
      {review.claims.length > 1 && (
        <Tabs
          label={say.claim(claim?.no ?? 1)}
          current={`${here}?claim=${claim?.no ?? 1}`}
          tabs={review.claims.map((one) => ({ href: `${here}?claim=${one.no}`, label: say.claim(one.no) }))}
        />
      )}
      {claim && (
        <Section title={<>{say.claim(claim.no)}{words.ui.colon}<Written>{claim.obligation}</Written></>}>
          <p>
            <Written>{claim.component}</Written>
          </p>
          <Gates size="figure" marks={marksOf(claim)} />
        </Section>
      )}
      {matter.can.includes('scoring_complete') && (
        <Section title={say.complete}>
          <ActBar
            can={matter.can.filter((act) => act === 'scoring_complete')}
            labels={words.act}
            busy={complete.isPending}
            problem={asProblem(complete.error)}
            onAct={() => complete.mutate()}
          />
        </Section>
      )}
      {claim?.steps.map((step) => (
        <StepSection key={`${claim.id}-${step.step}-${step.round}`} caseId={id} claim={claim} step={step} review={review} exhibits={exhibits} onReview={onReview} />
      ))}
    </Page>
  )
}

function StepSection({
  caseId,
  claim,
  step,
  review,
  exhibits,
  onReview,
}: {
  caseId: string
  claim: Claim
  step: StepReview
  review: Review
  exhibits: readonly Exhibit[]
  onReview: (next: Review) => void
}) {
  const common = { caseId, claimId: claim.id, step, review, exhibits, onReview }
  // A step that cannot be worked on is one quiet line, not a sheet.
  const waits = step.status === 'shut' || step.status === 'not_reached'
  const submitted = step.my_sheet?.submitted_at != null
  return (
    <Section title={say.steps[step.step]} sheet={!waits} aside={step.arguendo ? <Badge tone="quiet">{say.arguendo}</Badge> : undefined}>
      <div className={styles.step}>
        {!waits && <p>{words.stepAsks[step.step]}</p>}
        {step.status === 'shut' && <p className={styles.quiet}>{say.shut}</p>}
        {step.status === 'not_reached' && <p className={styles.quiet}>{say.notReached}</p>}
        {step.arguendo_reasons && (
          <p>
            <Written>{step.arguendo_reasons}</Written>
          </p>
        )}
        {step.status === 'scoring' && (
          <>
            <p id={sealedId(step)} role="status" tabIndex={-1}>
              {say.sealed(step.sheets_in, review.members.length)}
            </p>
            {submitted ? <p>{say.handedIn}</p> : <Sheet caseId={caseId} claimId={claim.id} step={step} exhibits={exhibits} onReview={onReview} />}
          </>
        )}
        {step.figures && <Figures {...common} />}
        {step.result && (
          <p>
            {say.result}
            {words.ui.colon}
            <FindingBadge mark={step.result.finding} />
          </p>
        )}
        <Votes {...common} />
        {step.can.includes('go_on_arguendo') && <GoOn {...common} />}
      </div>
    </Section>
  )
}
