// The ruling of a case: written by the panel from the findings, put to the final vote, signed by the
// presiding member and the registrar, issued, redacted, published.
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { at, caseQuery, useActing, type CaseView } from '../../api/cases'
import { body, desk, http } from '../../api/client'
import { EmergencyReading } from '../../EmergencyReading'
import { owedFirst } from '../../owed'
import { caseAddress } from '../../places'
import { ActBar } from '../../ui/ActBar'
import { Badge, OutcomeBadge } from '../../ui/Badge'
import { Gates } from '../../ui/Gates'
import { Link } from '../../ui/Link'
import { Written } from '../../ui/Said'
import { Page, Section } from '../../ui/Page'
import type { Act } from '../../vocabulary'
import { list, rulings as say, words } from '../../words'
import { Afterlife } from './Afterlife'
import { Editor } from './Editor'
import { FinalVote } from './FinalVote'
import { NewPoint, onward, SendOn } from './Onward'
import { GiveOpinion, GivenOpinions, Opinions } from './Opinions'
import { Read } from './Read'
import { Awaited, FileRedactions, Redactions, RuleOnRedactions } from './Redaction'
import { AllRemarks } from './Remarks'
import { AdmitRevision, answers, Decline, Interpret, ReleaseHour, Requests } from './Requests'
import { fails, marksOf } from './results'
import { rulingQuery, type Ruling } from './ruling'

/** Acts of the ruling that are said with a press. */
const pressed: Partial<Record<Act, (matter: CaseView) => Promise<unknown>>> = {
  reopen_on_flip: (matter) => http.POST('/cases/{case}/reopen_on_flip', at(matter)),
  sign: (matter) => http.POST('/cases/{case}/sign', at(matter)),
  issue: (matter) => http.POST('/cases/{case}/issue', at(matter)),
  open_redaction: (matter) => http.POST('/cases/{case}/open_redaction', at(matter)),
  nothing_to_redact: (matter) => http.POST('/cases/{case}/nothing_to_redact', at(matter)),
  publish: (matter) => http.POST('/cases/{case}/publish', at(matter)),
}

/** These show a refusal in their own form. */
const inForms: readonly Act[] = ['vote', 'rectify', 'withdraw_ruling', 'assign_symbol', 'substantive_change', 'give_opinion', 'file_redactions', 'rule_on_redactions', 'schedule_release', 'request_interpretation', 'request_revision', ...answers, ...onward]

export function RulingPage() {
  const { case: id } = useParams({ strict: false }) as { case: string }
  const { data: matter } = useSuspenseQuery(caseQuery(id))
  const { data: ruling } = useSuspenseQuery(rulingQuery(id))
  const acting = useActing(id)
  const forms: Partial<Record<Act, (close: () => void) => ReactNode>> = {
    vote: () => (
      <FinalVote
        ballots={ruling.ballots}
        busy={acting.busy}
        problem={acting.problem}
        onCast={(votes, opinion) => void acting.run('vote', () => http.POST('/cases/{case}/final_vote', { ...at(matter), body: { confirm: true, votes, opinion } }))}
      />
    ),
    ...Object.fromEntries(onward.map((act) => [act, (close: () => void) => <SendOn act={act} matter={matter} ruling={ruling} acting={acting} close={close} />])),
    substantive_change: (close) => <NewPoint matter={matter} ruling={ruling} acting={acting} close={close} />,
    file_redactions: (close) => <FileRedactions matter={matter} ruling={ruling} acting={acting} close={close} />,
    rule_on_redactions: (close) => <RuleOnRedactions matter={matter} acting={acting} close={close} />,
    give_opinion: (close) => <GiveOpinion matter={matter} ruling={ruling} acting={acting} close={close} />,
    interpret: (close) => <Interpret matter={matter} acting={acting} close={close} />,
    decline_interpretation: (close) => <Decline act="decline_interpretation" matter={matter} acting={acting} close={close} />,
    admit_revision: () => <AdmitRevision matter={matter} ruling={ruling} acting={acting} />,
    decline_revision: (close) => <Decline act="decline_revision" matter={matter} acting={acting} close={close} />,
  }
  const can = ruling.can.filter((name) => pressed[name] || forms[name])
  const unremedied = ruling.can.includes('edit_ruling')
    ? ruling.findings.filter((claim) => fails(claim) && !ruling.remedies.some(({ claim_no }) => claim_no === claim.no)).map(({ no }) => no)
    : []
  // A list and the word that there is none are two answers to one question: neither is the first.
  const first = owedFirst(matter, can)
  const primary = first === 'nothing_to_redact' && can.includes('file_redactions') ? null : (first ?? null)
  const unanswered = ruling.missing.includes('interim_review') && ruling.sections.some(({ section, generated }) => section === 'interim_review' && generated?.length)
  const missing = ruling.missing.filter((one) => !(unanswered && one === 'interim_review'))
  return (
    <Page
      title={say.title}
      tab={`${say.title} · ${matter.caption}`}
      back={{ href: desk(`/cases/${id}`), label: matter.caption }}
      width="text"
      lead={say.lead[leadOf(matter, ruling)]}
      aside={
        ruling.citation && (
          <>
            <bdi>{ruling.citation}</bdi>
            {ruling.slug && (
              <>
                {' · '}
                <a href={`/${body}/rulings/${ruling.slug}`}>{say.open}</a>
              </>
            )}
          </>
        )
      }
    >
      <EmergencyReading view={matter} />
      <Section>
        {missing.length > 0 && <p role="status">{say.missing(list(missing.map((one) => words.law.ruling_section[one])))}</p>}
        {unanswered && <p role="status">{say.unanswered}</p>}
        {unremedied.length > 0 && <p role="status">{say.noRemedyYet(list(unremedied.map(String)))}</p>}
        {ruling.complete && ruling.can.includes('edit_ruling') && <p>{say.complete}</p>}
        {ruling.departures_missing && <p role="status">{say.departures}</p>}
        {ruling.voted.of > 0 && matter.state === 'final_vote' && <p role="status">{say.votesCast(ruling.voted.cast, ruling.voted.of)}</p>}
        {/* From its issue on the ruling has them itself. */}
        {!matter.issued_at && <Opinions ruling={ruling} />}
        {matter.state === 'interim_review' && (
          <p>
            {say.draftWithParties} <Link href={caseAddress(id, 'interim')}>{say.readInterim}</Link>
          </p>
        )}
        {ruling.in_revision && <p role="status">{say.inRevision}</p>}
        {ruling.release_at && (
          <p role="status">
            <ReleaseHour at={ruling.release_at} />
          </p>
        )}
        <Awaited matter={matter} />
        {ruling.unheard.length > 0 && <p role="status">{say.unheard(list(ruling.unheard.map(String)))}</p>}
        <ActBar
          can={can}
          labels={words.act}
          primary={primary}
          busy={acting.busy}
          problem={acting.failed && inForms.includes(acting.failed) ? null : acting.problem}
          done={acting.done}
          subject={matter.caption}
          forms={forms}
          onAct={(name) => void acting.run(name, async () => pressed[name]?.(matter))}
        />
      </Section>
      {!matter.issued_at && <GivenOpinions ruling={ruling} />}
      {ruling.findings.map((claim) => (
        <Section key={claim.claim_id} title={<>{claim.no}. <Written>{claim.obligation}</Written></>}>
          <Gates size="figure" marks={marksOf(claim)} />
          <p>
            <OutcomeBadge outcome={claim.outcome} />
            {claim.concerns.map((concern) => (
              <Badge key={concern} tone="quiet">
                {words.law.concern[concern]}
              </Badge>
            ))}
          </p>
        </Section>
      ))}
      <Requests ruling={ruling} />
      <Redactions matter={matter} />
      <Afterlife matter={matter} ruling={ruling} acting={acting} />
      {ruling.can.includes('translate_ruling') && (
        <Section title={say.translations}>
          <p>{say.translationsLead}</p>
          <p>
            <Link href={caseAddress(id, 'translations')}>{say.goTranslate}</Link>
          </p>
        </Section>
      )}
      {ruling.can.includes('edit_ruling') ? <Editor key={id} id={id} clause={matter.clause?.id ?? ''} ruling={ruling} /> : <Read ruling={ruling} />}
      {ruling.sits && !ruling.can.includes('edit_ruling') && <AllRemarks id={id} ruling={ruling} />}
    </Page>
  )
}

function leadOf({ published_at: published, state }: CaseView, ruling: Ruling): keyof typeof say.lead {
  // One that is being revised is no longer the case's own, and public all the same.
  if (published || ruling.in_revision) return 'published'
  if (ruling.signed_registrar_at) return 'issued'
  if (ruling.signed_presiding_at) return 'signed'
  return state === 'final_vote' ? 'vote' : 'draft'
}
