// The panel of a case: its seats by discipline, what stands against its composition, and the acts
// of those who compose it or are named for it.
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { answered, at, caseQuery, docketQuery, panelQuery, useActing, type Acting, type CaseView, type PanelView, type SeatView } from '../../api/cases'
import { api, http } from '../../api/client'
import { asProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { owedFirst } from '../../owed'
import { isSeated } from '../../places'
import { bodyQuery, meQuery } from '../../session/session'
import { ActBar } from '../../ui/ActBar'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { When } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { CheckField, ChoiceField, Form, LongTextField, SelectField } from '../../ui/Form'
import { Facts, Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { English, Written } from '../../ui/Said'
import { vocabulary, type Act, type Word } from '../../vocabulary'
import { panels as say, saidFor, words } from '../../words'
import styles from './Panel.module.css'

const acts = ['propose_composition', 'comment_on_composition', 'fix_size', 'nominate', 'constitute', 'accept_seat', 'decline_seat', 'designate_alternate', 'end_designation'] as const satisfies readonly Act[]
type PanelAct = (typeof acts)[number]

export function PanelTab() {
  const { case: id = '' } = useParams({ strict: false })
  const { data: view } = useSuspenseQuery(caseQuery(id))
  const { data: panel } = useSuspenseQuery(panelQuery(id))
  return (
    <>
      <Acts view={view} panel={panel} />
      {panel.faults.length > 0 && (
        <Section title={say.faults} count={panel.faults.length}>
          <p>{say.faultsLead}</p>
          <ul className={styles.faults}>
            {panel.faults.map(({ rule, sentence }) => (
              <li key={rule + sentence}>
                <Badge tone="strong">{rule}</Badge> <English>{sentence}</English>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={say.title} {...(panel.seats.length > 0 && { count: panel.seats.length })}>
        {panel.seats.length === 0 ? (
          <Empty title={say.none}>{say.noneWhy}</Empty>
        ) : (
          <ol className={styles.seats}>
            {panel.seats.map((seat) => (
              <Seat key={seat.no} seat={seat} />
            ))}
          </ol>
        )}
      </Section>
      {panel.alternates.length > 0 && (
        <Section title={say.alternates}>
          <p>{say.alternatesLead}</p>
          <ul className={styles.seats}>
            {panel.alternates.map((seat) => (
              <Seat key={seat.no} seat={seat} alternate />
            ))}
          </ul>
        </Section>
      )}
      {panel.composition_note && (
        <Section title={say.note} sheet>
          <p className={styles.note}>
            <Written>{panel.composition_note}</Written>
          </p>
          <Comments view={view} />
        </Section>
      )}
    </>
  )
}

/** What a party said to the note, as the docket keeps it; its document leaves the detail of an entry open. */
export function commentsIn(entries: readonly { act: string; detail: unknown }[]): Partial<Record<Word<'side'>, { comment: string; developing: boolean }>> {
  const said: Partial<Record<Word<'side'>, { comment: string; developing: boolean }>> = {}
  for (const { act, detail } of entries) {
    if (act !== 'comment_on_composition' || typeof detail !== 'object' || detail === null) continue
    const { side, comment, developing_member } = detail as Record<string, unknown>
    const known = vocabulary.side.find((one) => one === side)
    if (known && typeof comment === 'string') said[known] = { comment, developing: developing_member === true }
  }
  return said
}

/** What each party said to the note, or that it has not. */
function Comments({ view }: { view: CaseView }) {
  const { data: docket } = useSuspenseQuery(docketQuery(view.id))
  const said = commentsIn(docket.items)
  return (
    <Facts
      facts={vocabulary.side.map((side) => {
        const heard = (side === 'applicant' ? view.applicant_said : view.respondent_said).includes('heard_on_size')
        const one = said[side]
        return [
          view[side].name,
          one ? (
            <div key={side}>
              <p><Written>{one.comment}</Written></p>
              {one.developing && <p className={styles.quiet}>{say.asksDeveloping}</p>}
            </div>
          ) : heard ? (
            say.heard
          ) : (
            say.notHeard
          ),
        ] as const
      })}
    />
  )
}

function Seat({ seat, alternate }: { seat: SeatView; alternate?: boolean }) {
  return (
    <li className={styles.seat} data-vacant={!seat.member || undefined}>
      <p className={styles.discipline}>
        {words.law.discipline[seat.discipline]}
        {seat.presiding && <span className={styles.presiding}>{say.presiding}</span>}
      </p>
      <p className={styles.member}>{seat.member ? <bdi>{seat.member.name}</bdi> : say.vacant}</p>
      <p className={styles.quiet}>
        {!alternate && `${say.seat(seat.no)} · `}
        {saidFor(say.status, seat.status)}
        {seat.member && seat.member.nationalities.length > 0 && ` · ${say.nationalities}${words.ui.colon}${seat.member.nationalities.join(', ')}`}
      </p>
      {seat.member && (
        <div className={styles.disclosure}>
          {seat.disclosure ? (
            <>
              <p>
                {say.disclosure}
                {words.ui.colon}
                <strong>{words.law.disclosure[seat.disclosure.level]}</strong> · <When at={seat.disclosure.at} dateOnly />
              </p>
              {seat.disclosure.statement && <p><Written>{seat.disclosure.statement}</Written></p>}
            </>
          ) : (
            <p className={styles.quiet}>{say.noDisclosure}</p>
          )}
        </div>
      )}
    </li>
  )
}

function Acts({ view, panel }: { view: CaseView; panel: PanelView }) {
  const acting = useActing(view.id)
  const { data: me } = useSuspenseQuery(meQuery)
  // Whoever declined is not shown the case again, so what was seen of it last is still here.
  const [declined, setDeclined] = useState(false)
  const can = declined ? [] : acts.filter((act) => view.can.includes(act))
  if (can.length === 0 && !acting.done) return null
  const form = (act: PanelAct, make: (send: (call: () => Promise<unknown>) => void) => ReactNode) => (close: () => void) =>
    make((call) =>
      void acting.run(act, call).then((done) => {
        if (!done) return
        close()
        setDeclined(act === 'decline_seat')
      }),
    )
  const asked = can.includes('accept_seat')
  const asAlternate = panel.alternates.some(({ member }) => member?.id === me.person.id)
  const first = asked ? 'accept_seat' : owedFirst(view, can)
  return (
    <Section title={!asked ? say.acts : asAlternate ? say.yourAlternate : say.yourSeat}>
      {asked && <p>{asAlternate ? say.yourAlternateLead : say.yourSeatLead}</p>}
      <ActBar
        can={can}
        labels={words.act}
        {...(first ? { primary: first } : isSeated(view.state) && { primary: null })}
        busy={acting.busy}
        problem={acting.failed === 'constitute' ? acting.problem : null}
        done={acting.done}
        subject={view.caption}
        forms={{
          propose_composition: form('propose_composition', (send) => <ProposeForm acting={acting} onSend={(body) => send(() => answered(http.POST('/cases/{case}/propose_composition', { ...at(view), body })))} />),
          comment_on_composition: form('comment_on_composition', (send) => (
            <CommentForm acting={acting} onSend={(body) => send(() => answered(http.POST('/cases/{case}/comment_on_composition', { ...at(view), body })))} />
          )),
          fix_size: form('fix_size', (send) => (
            <FixSizeForm view={view} panel={panel} acting={acting} onSend={(body) => send(() => answered(http.POST('/cases/{case}/fix_size', { ...at(view), body })))} />
          )),
          decline_seat: form('decline_seat', (send) => (
            <TextForm act="decline_seat" path="reasons" label={say.declineReasons} hint={say.declineHint} acting={acting} onSend={(reasons) => send(() => answered(http.POST('/cases/{case}/decline_seat', { ...at(view), body: { reasons } })))} />
          )),
          nominate: form('nominate', (send) => <NominateForm view={view} panel={panel} acting={acting} onSend={(body) => send(() => answered(http.POST('/cases/{case}/nominate', { ...at(view), body })))} />),
          designate_alternate: form('designate_alternate', (send) => (
            <DesignateForm panel={panel} acting={acting} onSend={(body) => send(() => answered(http.POST('/cases/{case}/designate_alternate', { ...at(view), body })))} />
          )),
          end_designation: form('end_designation', (send) => (
            <EndForm panel={panel} acting={acting} onSend={(body) => send(() => answered(http.POST('/cases/{case}/end_designation', { ...at(view), body })))} />
          )),
          accept_seat: form('accept_seat', (send) => <AcceptForm acting={acting} onSend={(body) => send(() => answered(http.POST('/cases/{case}/accept_seat', { ...at(view), body })))} />),
        }}
        onAct={(act) => {
          if (act === 'constitute') void acting.run(act, () => answered(http.POST('/cases/{case}/constitute', at(view))))
        }}
      />
    </Section>
  )
}

function Send({ act, busy }: { act: PanelAct; busy: boolean }) {
  return (
    <div>
      <Button primary type="submit" busy={busy}>
        {words.act[act].verb}
      </Button>
    </div>
  )
}

function CommentForm({ acting, onSend }: { acting: Acting; onSend: (body: { comment: string; developing_member: boolean }) => void }) {
  const [comment, setComment] = useState('')
  const [developing, setDeveloping] = useState(false)
  const act = 'comment_on_composition'
  return (
    <Form problem={acting.failed === act ? acting.problem : null} label={words.act[act].verb} onSubmit={() => onSend({ comment, developing_member: developing })}>
      <LongTextField path="comment" label={say.comment} hint={say.commentHint} required value={comment} onChange={setComment} />
      <CheckField path="developing_member" label={say.developing} hint={say.developingHint} checked={developing} onChange={setDeveloping} />
      <Send act={act} busy={acting.busy} />
    </Form>
  )
}

function TextForm({ act, path, label, hint, acting, onSend }: { act: PanelAct; path: string; label: string; hint: string; acting: Acting; onSend: (text: string) => void }) {
  const [text, setText] = useState('')
  return (
    <Form problem={acting.failed === act ? acting.problem : null} label={words.act[act].verb} onSubmit={() => onSend(text)}>
      <LongTextField path={path} label={label} hint={hint} required value={text} onChange={setText} />
      <Send act={act} busy={acting.busy} />
    </Form>
  )
}

type Fifth = 'security' | 'technology'

/** The size and, of five, the discipline of the fifth seat; what was proposed says so. */
function SizeFields({ size, onSize, fifth, onFifth, proposed }: { size: number; onSize: (size: number) => void; fifth: Fifth; onFifth: (fifth: Fifth) => void; proposed?: { size: number; fifth: Fifth } }) {
  const { data: body } = useSuspenseQuery(bodyQuery)
  const mark = (is: boolean) => (is ? ` (${say.asProposed})` : '')
  return (
    <>
      <ChoiceField
        path="size"
        label={say.size}
        required
        value={`${size}`}
        onChange={(value) => onSize(Number(value))}
        options={body.rules.panel_sizes.map((one) => ({
          value: `${one}`,
          label: `${saidFor(say.sizes, one)}${words.ui.colon}${saidFor(say.sizeSays, one)}${mark(one === proposed?.size)}`,
        }))}
      />
      {size === 5 && (
        <ChoiceField
          path="fifth"
          label={say.fifth}
          hint={say.fifthHint}
          value={fifth}
          onChange={onFifth}
          options={(['technology', 'security'] as const).map((value) => ({ value, label: `${words.law.discipline[value]}${mark(proposed?.size === 5 && value === proposed.fifth)}` }))}
        />
      )}
    </>
  )
}

/** The President fixes what the note proposed, or something else for reasons. */
function FixSizeForm({ view, panel, acting, onSend }: { view: CaseView; panel: PanelView; acting: Acting; onSend: (body: components['schemas']['FixedSize']) => void }) {
  const { data: body } = useSuspenseQuery(bodyQuery)
  const proposed = { size: panel.size ?? body.rules.panel_sizes[0] ?? 3, fifth: panel.fifth === 'security' ? ('security' as const) : ('technology' as const) }
  const [size, setSize] = useState(proposed.size)
  const [fifth, setFifth] = useState<Fifth>(proposed.fifth)
  const [reasons, setReasons] = useState('')
  const differs = size !== proposed.size || (size === 5 && fifth !== proposed.fifth)
  const act = 'fix_size'
  return (
    <Form
      problem={acting.failed === act ? acting.problem : null}
      label={words.act[act].verb}
      onSubmit={() => onSend(differs ? { size, ...(size === 5 && { fifth }), reasons } : {})}
    >
      <div className={styles.said}>
        <h4>{say.comments}</h4>
        <Comments view={view} />
      </div>
      <SizeFields size={size} onSize={setSize} fifth={fifth} onFifth={setFifth} proposed={proposed} />
      {differs && <LongTextField path="reasons" label={say.sizeReasons} hint={say.sizeReasonsHint} required serif value={reasons} onChange={setReasons} />}
      <Send act={act} busy={acting.busy} />
    </Form>
  )
}

function ProposeForm({ acting, onSend }: { acting: Acting; onSend: (body: { size: number; fifth?: Word<'discipline'>; note: string }) => void }) {
  const { data: body } = useSuspenseQuery(bodyQuery)
  const sizes = body.rules.panel_sizes
  const [size, setSize] = useState(sizes[0] ?? 3)
  const [fifth, setFifth] = useState<Fifth>('technology')
  const [note, setNote] = useState('')
  const act = 'propose_composition'
  return (
    <Form problem={acting.failed === act ? acting.problem : null} label={words.act[act].verb} onSubmit={() => onSend({ size, note, ...(size === 5 && { fifth }) })}>
      <SizeFields size={size} onSize={setSize} fifth={fifth} onFifth={setFifth} />
      <LongTextField path="note" label={say.noteLabel} hint={say.noteHint} required serif value={note} onChange={setNote} />
      <Send act={act} busy={acting.busy} />
    </Form>
  )
}

/** Which alternate, where there is more than one. */
function AlternateField({ those, value, onChange }: { those: readonly SeatView[]; value: number; onChange: (no: number) => void }) {
  return (
    <ChoiceField
      path="seat"
      label={say.alternate}
      value={`${value}`}
      onChange={(no) => onChange(Number(no))}
      options={those.map(({ no, discipline, member }) => ({ value: `${no}`, label: `${words.law.discipline[discipline]}${words.ui.colon}${member?.name ?? ''}` }))}
    />
  )
}

function DesignateForm({ panel, acting, onSend }: { panel: PanelView; acting: Acting; onSend: (body: components['schemas']['Designation']) => void }) {
  const ready = panel.alternates.filter(({ status }) => status === 'accepted')
  const [chosen, setChosen] = useState<number>()
  const [reason, setReason] = useState('')
  const seat = ready.find(({ no }) => no === chosen) ?? ready[0]
  const act = 'designate_alternate'
  if (!seat) return null
  return (
    <Form problem={acting.failed === act ? acting.problem : null} label={words.act[act].verb} onSubmit={() => onSend({ seat: seat.no, reason })}>
      <AlternateField those={ready} value={seat.no} onChange={setChosen} />
      <LongTextField path="reason" label={say.reason} hint={say.reasonHint} required value={reason} onChange={setReason} />
      <Send act={act} busy={acting.busy} />
    </Form>
  )
}

function EndForm({ panel, acting, onSend }: { panel: PanelView; acting: Acting; onSend: (body: components['schemas']['EndOfDesignation']) => void }) {
  const sitting = panel.alternates.filter(({ status }) => status === 'designated')
  const [chosen, setChosen] = useState<number>()
  const seat = sitting.find(({ no }) => no === chosen) ?? sitting[0]
  const act = 'end_designation'
  if (!seat) return null
  return (
    <Form problem={acting.failed === act ? acting.problem : null} label={words.act[act].verb} onSubmit={() => onSend({ seat: seat.no })}>
      <AlternateField those={sitting} value={seat.no} onChange={setChosen} />
      <Send act={act} busy={acting.busy} />
    </Form>
  )
}

/** Seats for which someone is still to be named. */
export function openSeats(seats: readonly SeatView[]): SeatView[] {
  return seats.filter((seat) => !seat.member || seat.status === 'declined')
}

function NominateForm({ view, panel, acting, onSend }: { view: CaseView; panel: PanelView; acting: Acting; onSend: (body: { seat: number; person: string }) => void }) {
  const roster = useQuery(api.queryOptions('get', '/roster', {}))
  const all = [...panel.seats, ...panel.alternates]
  const open = openSeats(all)
  const [chosen, setChosen] = useState<number>()
  const [person, setPerson] = useState('')
  const seat = open.find(({ no }) => no === chosen) ?? open[0]
  const named = new Set(all.flatMap(({ member, status }) => (member && status !== 'declined' ? [member.id] : [])))
  const people = (roster.data ?? []).filter((one) => one.discipline === seat?.discipline && !named.has(one.id))
  const act = 'nominate'
  if (!seat) return null
  const discipline = words.law.discipline[seat.discipline]
  return (
    <Form problem={acting.failed === act ? acting.problem : asProblem(roster.error)} label={words.act[act].verb} onSubmit={() => onSend({ seat: seat.no, person })}>
      <ChoiceField
        path="seat"
        label={say.seatLabel}
        value={`${seat.no}`}
        onChange={(value) => {
          setChosen(Number(value))
          setPerson('')
        }}
        options={open.map((one) => ({
          value: `${one.no}`,
          label: `${panel.alternates.includes(one) ? say.alternate : say.seat(one.no)}${words.ui.colon}${words.law.discipline[one.discipline]}${one.presiding ? ` (${say.presiding})` : ''}`,
        }))}
      />
      {roster.data && people.length === 0 ? (
        <Problem quiet problem={{ code: 'roster', detail: say.nobody(discipline) }} />
      ) : (
        <SelectField
          path="person"
          label={say.person}
          hint={
            <>
              {say.personHint(discipline)} {say.nationality(`${view.applicant.code}, ${view.respondent.code}`)}
            </>
          }
          required
          value={person}
          onChange={setPerson}
          options={people.map(({ id, name, nationalities }) => ({ value: id, label: `${name} (${nationalities.join(', ')})` }))}
        />
      )}
      <Send act={act} busy={acting.busy} />
    </Form>
  )
}

function AcceptForm({ acting, onSend }: { acting: Acting; onSend: (body: { level: Word<'disclosure'>; statement: string }) => void }) {
  const [level, setLevel] = useState<Word<'disclosure'> | ''>('')
  const [statement, setStatement] = useState('')
  const act = 'accept_seat'
  return (
    <Form problem={acting.failed === act ? acting.problem : null} label={words.act[act].verb} onSubmit={() => level !== '' && onSend({ level, statement })}>
      <ChoiceField
        path="level"
        label={say.level}
        required
        value={level}
        onChange={(value) => setLevel(vocabulary.disclosure.find((one) => one === value) ?? '')}
        options={vocabulary.disclosure.map((value) => ({ value, label: `${words.law.disclosure[value]}${words.ui.colon}${say.levels[value]}` }))}
      />
      <LongTextField path="statement" label={say.statement} hint={say.statementHint} required={level !== 'none'} serif value={statement} onChange={setStatement} />
      <div>
        <Button primary type="submit" busy={acting.busy} disabled={level === ''}>
          {words.act[act].verb}
        </Button>
      </div>
    </Form>
  )
}
