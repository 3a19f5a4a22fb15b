// The text of a ruling as one reads it at the desk, with the numbers by which it will be cited.
import { LawText, type Paragraph } from '../../ui/LawText'
import { Section } from '../../ui/Page'
import { Written } from '../../ui/Said'
import { language, rulings as say, words } from '../../words'
import { Remedies } from './Remedies'
import { placed, type Ruling } from './ruling'
import styles from './Ruling.module.css'

/** The text as it will issue, or as it did; what its panel did not write is marked until it is signed. */
export function Read({ ruling }: { ruling: Pick<Ruling, 'sections' | 'remedies'> & Partial<Pick<Ruling, 'departures'>> }) {
  const all = placed(ruling.sections)
  const departures = ruling.departures ?? []
  const text = (sections: typeof all) =>
    sections.flatMap(({ section, first, generated, own }): Paragraph[] => [
      { heading: 2, text: section.title },
      ...(generated.length > 0 ? [{ text: <Mark>{section.section === 'findings' ? say.fromFindings : say.fromRecord}</Mark> }] : []),
      ...[...generated, ...own].flatMap((paragraph, index): Paragraph[] => [
        ...(index > 0 && index === generated.length ? [{ text: <Mark>{say.byPanel}</Mark> }] : []),
        // The roll call has no numbers, as on the published page.
        { ...(section.section !== 'votes' && { number: String(first + index) }), text: paragraph },
      ]),
    ])
  // What members say in their own name, and what was said later, comes after what is ordered.
  const later = all.findIndex(({ section: { section } }) => section === 'opinions' || section === 'addenda')
  const [before, after] = later < 0 ? [all, []] : [all.slice(0, later), all.slice(later)]
  return (
    <Section sheet>
      <LawText lang="en" paragraphs={text(before)} />
      <Remedies remedies={ruling.remedies} />
      {after.length > 0 && <LawText lang="en" paragraphs={text(after)} />}
      {departures.length > 0 && (
        <div className={styles.toDo}>
          <h2>{say.departureReasons}</h2>
          {departures.map(({ claim_id, motion, member, no, reasons }, index) => (
            <article key={`${claim_id}${motion}${member}`}>
              <h3>
                {say.departing(index + 1)}
                {words.ui.colon}
                <Written>{member}</Written> · {say.claim(no)}
              </h3>
              <p>
                <Written>{reasons}</Written>
              </p>
            </article>
          ))}
        </div>
      )}
    </Section>
  )
}

/** Who wrote what follows. */
function Mark({ children }: { children: string }) {
  return (
    <span lang={language} className={styles.small}>
      {children}
    </span>
  )
}
