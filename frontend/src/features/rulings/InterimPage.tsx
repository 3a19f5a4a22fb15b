// The draft as the parties have it, what they say of it, and what the panel still wants to hear.
import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { at, caseQuery, interimQuery, useActing, type Acting, type CaseView } from '../../api/cases'
import { desk, http } from '../../api/client'
import type { components } from '../../api/schema'
import { EmergencyReading } from '../../EmergencyReading'
import { owedFirst, owes } from '../../owed'
import { caseAddress } from '../../places'
import { ActBar } from '../../ui/ActBar'
import { Badge, OutcomeBadge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Due } from '../../ui/Due'
import { CheckField, Form, LongTextField } from '../../ui/Form'
import { Gates } from '../../ui/Gates'
import { LawText } from '../../ui/LawText'
import { Link } from '../../ui/Link'
import { Page, Section } from '../../ui/Page'
import { Told, Written } from '../../ui/Said'
import { day, moment, useSeat } from '../../ui/seat'
import { list, rulings as say, words } from '../../words'
import { Remedies } from './Remedies'
import { marksOf } from './results'
import styles from './Ruling.module.css'

type Round = components['schemas']['RoundView']
const said = ['comment_on_draft', 'reply_on_draft'] as const
type Said = (typeof said)[number]

export function InterimPage() {
  const { case: id } = useParams({ strict: false }) as { case: string }
  const { data: matter } = useSuspenseQuery(caseQuery(id))
  const { data: review } = useSuspenseQuery(interimQuery(id))
  const acting = useActing(id)
  const seat = useSeat()
  const can = review.can.filter((act): act is Said => said.some((one) => one === act))
  const waited = matter.deadlines.filter(({ act, state }) => state === 'open' && [...said, 'comments_considered'].some((one) => act === `case.${one}`))
  const latest = review.rounds[review.rounds.length - 1]
  const open = latest && !latest.closed_at ? latest : undefined
  const point = open?.point
  const labels = point ? { ...words.act, comment_on_draft: { ...words.act.comment_on_draft, verb: say.speakToPoint, does: say.speakToPointDoes } } : words.act
  const forms = Object.fromEntries(can.map((act) => [act, (close: () => void) => <Comment act={act} verb={labels[act].verb} point={act === 'comment_on_draft' && !!point} matter={matter} acting={acting} meeting={act === 'comment_on_draft' && !point} close={close} />]))
  // Until when one may speak, where one may: to let it pass is no act.
  const mine = matter.my_side && matter[matter.my_side].code
  const until = (act: Said) => waited.find((one) => one.act === `case.${act}` && one.party === mine)?.due_at
  return (
    <Page
      title={words.law.case_state.interim_review}
      tab={`${words.law.case_state.interim_review} · ${matter.caption}`}
      back={{ href: desk(`/cases/${id}`), label: matter.caption }}
      width="text"
      lead={say.interimLead}
    >
      <EmergencyReading view={matter} />
      <Section>
        {waited.length > 0 && (
          <ul className={styles.waited}>
            {waited.map((one) => (
              <li key={one.id}>
                <p>
                  {one.party && <bdi>{one.party === matter.applicant.code ? matter.applicant.name : matter.respondent.name}</bdi>}
                  {one.party && words.ui.colon}
                  <Told>{owes(one)}</Told>
                </p>
                {one.due_at && <Due at={one.due_at} compact />}
              </li>
            ))}
          </ul>
        )}
        {matter.i_sit && open && (
          <p>
            {say.panelGoesOn} <Link href={caseAddress(id, 'ruling')}>{say.title}</Link>
          </p>
        )}
        {point && (
          <blockquote className={styles.passage}>
            <p className={styles.small}>{say.pointIs}</p>
            <p>
              <Written>{point}</Written>
            </p>
          </blockquote>
        )}
        {can.map((act) => {
          const last = until(act)
          return last && <p key={act}>{(act === 'reply_on_draft' ? say.silentReply : point ? say.silentPoint : say.silentDraft)(words.ui.at(moment(last, seat.zone), seat.place))}</p>
        })}
        <ActBar
          can={can}
          labels={labels}
          primary={owedFirst(matter, can) ?? null}
          busy={acting.busy}
          problem={acting.failed ? null : acting.problem}
          done={acting.done}
          subject={matter.caption}
          forms={forms}
          onAct={() => undefined}
        />
      </Section>
      {[...review.rounds].reverse().map((round) => (
        <OneRound key={round.no} round={round} whole={round.no === latest?.no} />
      ))}
    </Page>
  )
}

function OneRound({ round, whole }: { round: Round; whole: boolean }) {
  const { zone } = useSeat()
  let number = 0
  const text = (
    <>
      <LawText
        lang="en"
        paragraphs={round.sections.flatMap((section) => [
          { heading: 2 as const, text: section.title },
          ...section.paragraphs.map((paragraph) => ({ number: String(++number), text: paragraph })),
        ])}
      />
      <Remedies remedies={round.remedies} />
    </>
  )
  return (
    <>
      <Section
        title={round.point ? say.secondRound(list(round.claims.map(String))) : say.firstRound}
        aside={<Badge tone="quiet">{round.closed_at ? say.considered(day(round.closed_at, zone)) : say.sentOn(day(round.sent_at, zone))}</Badge>}
      >
        {round.point && (
          <p>
            <Written>{round.point}</Written>
          </p>
        )}
        {round.findings.map((claim) => (
          <div key={claim.claim_id} className={styles.finding}>
            <h3>
              {claim.no}. <Written>{claim.obligation}</Written>
            </h3>
            <Gates size={whole ? 'figure' : 'row'} marks={marksOf(claim)} />
            <p>
              <OutcomeBadge outcome={claim.outcome} />
            </p>
          </div>
        ))}
        {round.comments.length === 0 && <p>{say.noComments}</p>}
        {round.comments.map((comment) => (
          <article key={`${comment.side}${comment.is_reply}`} className={styles.comment}>
            <h3>
              {comment.is_reply ? say.replyOf(words.law.side[comment.side]) : say.commentOf(words.law.side[comment.side])} <span className={styles.small}>{day(comment.filed_at, zone)}</span>
            </h3>
            {comment.text.split(/\n\s*\n/).map((paragraph, index) => (
              <p key={index}>
                <Written>{paragraph}</Written>
              </p>
            ))}
            {comment.wants_meeting && <p className={styles.small}>{say.wantsMeeting}</p>}
          </article>
        ))}
      </Section>
      {whole ? (
        <Section title={say.draftText} sheet>
          {text}
        </Section>
      ) : (
        <details>
          <summary>{say.draftText}</summary>
          <Section sheet>{text}</Section>
        </details>
      )}
    </>
  )
}

function Comment({ act, verb, point, matter, acting, meeting, close }: { act: Said; verb: string; point: boolean; matter: CaseView; acting: Acting; meeting: boolean; close: () => void }) {
  const [text, setText] = useState('')
  const [wants, setWants] = useState(false)
  const body = { text, wants_meeting: wants }
  const send = () =>
    act === 'comment_on_draft' ? http.POST('/cases/{case}/comment_on_draft', { ...at(matter), body }) : http.POST('/cases/{case}/reply_on_draft', { ...at(matter), body })
  return (
    <Form problem={acting.failed === act ? acting.problem : null} label={verb} onSubmit={() => void acting.run(act, send).then((done) => done && close())}>
      <LongTextField path="text" label={point ? say.onPoint : say.comment} hint={point ? say.onPointHint : say.commentHint} required serif rows={10} value={text} onChange={setText} />
      {meeting && <CheckField path="wants_meeting" label={say.askMeeting} checked={wants} onChange={setWants} />}
      <div>
        <Button primary type="submit" busy={acting.busy}>
          {verb}
        </Button>
      </div>
    </Form>
  )
}
