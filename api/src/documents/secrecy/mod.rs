//! Who of a party may read what only some may (classes C2 and C3): those whom an agent of their side has
//! approved for the case and who have declared secrecy in it (procedure 2.1.2, note 5). An approval that
//! is taken back bites at once; what was declared stays on the record.

mod queries;
mod routes;

use domain::document::{Act, Class, Lacks};
use domain::language::Language;
use domain::refusal::Refusal;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::queries::CaseAround;
use super::{Around, around, destruction, found_around};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::people;
use crate::signing::Signer;
use crate::wire::Spelled;

use queries::ApprovalRow;
pub(super) use queries::declared;
pub(super) use routes::mount;

/// Someone whom an agent has approved.
pub(super) struct Confidant {
    /// Who it is.
    pub person: Uuid,
    /// Their name.
    pub name: String,
    /// For which state they read.
    pub state: String,
    /// The agent who approved them.
    pub approved_by: String,
    /// When.
    pub approved_at: Timestamp,
    /// When they declared secrecy; until then they read nothing.
    pub declared_at: Option<Timestamp>,
}

/// How it stands in a case.
pub(super) struct Standing {
    /// Those who are approved, the applicant's first.
    pub confidants: Vec<Confidant>,
    /// Those whom the person who asks may approve, by name.
    pub others: Vec<(Uuid, String)>,
    /// What the person who asks may do.
    pub can: Vec<Act>,
    /// In which classes the person who asks may send documents.
    pub classes: Vec<Class>,
    /// In which not yet or not at all, and what is missing for it.
    pub shut: Vec<(Class, Lacks)>,
}

/// What one declares, in the language in which one reads it.
pub(super) fn declaration(language: Language) -> &'static str {
    match language {
        Language::English => {
            "I declare that I will use what the documents of classes C2 and C3 in this case say for this case alone. I will disclose it to nobody who has not been approved and made this declaration in this case. I will make no copies beyond what the case needs and destroy each of them when the case has ended. I will report every breach that I learn of to the registry within 24 hours. These duties go on when the case has ended."
        }
        Language::French => {
            "Je déclare que je n’utiliserai le contenu des documents des classes C2 et C3 de cette affaire que pour cette affaire. Je ne le communiquerai à personne qui n’ait été agréé dans cette affaire et n’y ait fait la présente déclaration. Je ne ferai pas plus de copies que l’affaire n’en exige et je les détruirai toutes lorsque l’affaire aura pris fin. Je signalerai au greffe, dans les 24 heures, toute violation dont j’aurai connaissance. Ces obligations subsistent après la fin de l’affaire."
        }
        Language::Spanish => {
            "Declaro que utilizaré el contenido de los documentos de las clases C2 y C3 de este caso únicamente para este caso. No lo revelaré a nadie que no haya sido autorizado en este caso y no haya hecho en él esta declaración. No haré más copias de las que el caso requiera y destruiré todas ellas cuando el caso haya terminado. Comunicaré a la secretaría, en un plazo de 24 horas, toda infracción de la que tenga conocimiento. Estas obligaciones subsisten después de terminado el caso."
        }
        Language::Russian => {
            "Я заявляю, что буду использовать содержание документов классов C2 и C3 по этому делу только для этого дела. Я не раскрою его никому, кто не был одобрен по этому делу и не сделал в нем такого же заявления. Я не буду снимать больше копий, чем требует дело, и уничтожу все копии по его окончании. О каждом нарушении, о котором мне станет известно, я сообщу в секретариат в течение 24 часов. Эти обязанности сохраняются и после окончания дела."
        }
        Language::Chinese => {
            "本人声明：仅为本案使用本案 C2 级和 C3 级文件的内容；不向任何未在本案中获准并作出本声明的人披露；除本案所需外不制作副本，并在本案结束时销毁全部副本；得知任何违反情形后，在 24 小时内报告书记处。上述义务在本案结束后继续有效。"
        }
        Language::Arabic => {
            "أصرّح بأنني لن أستخدم مضمون الوثائق من الفئتين C2 وC3 في هذه القضية إلا لهذه القضية. ولن أفشيه لأي شخص لم يُعتمد في هذه القضية ولم يدلِ فيها بهذا التصريح. ولن أصنع من النسخ أكثر مما تتطلبه القضية، وسأتلفها جميعًا عند انتهائها. وسأبلغ القلم خلال 24 ساعة بكل إخلال أعلم به. وتبقى هذه الواجبات قائمة بعد انتهاء القضية."
        }
    }
}

/// Who may read what only some may, for those who read the record of the case.
pub(super) async fn standing(tx: &mut Tx<'_>, case: Uuid) -> Result<Standing> {
    let around = around(tx, case).await?;
    tx.see("case.view_record", &around, "case")?;
    shown(tx, &around).await
}

async fn shown(tx: &mut Tx<'_>, around: &Around) -> Result<Standing> {
    let rows = queries::in_force(tx, around.case.id).await?;
    let mine = rows.iter().find(|row| row.account_id == tx.person());
    let approved = mine.is_some_and(|row| row.state == tx.who().state);
    let may = |act: Act| tx.may(&format!("document.{act}"), around);
    let open = !around.case.state.0.is_closed();
    let waits = mine.is_some_and(|row| row.declared_at.is_none());
    let mut can = Vec::new();
    if open && may(Act::ApprovePerson) {
        can.extend([Act::ApprovePerson, Act::EndApproval]);
    }
    if open && waits && may(Act::DeclareSecrecy) {
        can.push(Act::DeclareSecrecy);
    }
    if may(Act::Destroy)
        && destruction::is_due(tx, around).await?
        && destruction::anything_left(tx, around.case.id).await?
    {
        can.push(Act::Destroy);
    }
    let others = if can.contains(&Act::ApprovePerson) {
        let people = mine_all(tx).await?;
        let approved = |id: &Uuid| rows.iter().any(|row| row.account_id == *id);
        people.into_iter().filter(|(id, _)| !approved(id)).collect()
    } else {
        Vec::new()
    };
    let ids: Vec<_> = rows
        .iter()
        .flat_map(|row| [row.account_id, row.approved_by])
        .collect();
    let names = people::by_ids(tx, &ids).await?;
    let name = |id: Uuid| {
        let found = names.iter().find(|account| account.id == id);
        found
            .map(|account| account.name.clone())
            .unwrap_or_default()
    };
    let mut confidants: Vec<_> = rows.iter().map(|row| confidant(row, &name)).collect();
    confidants.sort_by_key(|one| (one.state != around.case.applicant, one.name.clone()));
    let (classes, shut) = super::classes_to_send(tx, around, approved);
    Ok(Standing {
        confidants,
        others,
        can,
        classes,
        shut,
    })
}

fn confidant(row: &ApprovalRow, name: &impl Fn(Uuid) -> String) -> Confidant {
    Confidant {
        person: row.account_id,
        name: name(row.account_id),
        state: row.state.clone(),
        approved_by: name(row.approved_by),
        approved_at: row.approved_at,
        declared_at: row.declared_at,
    }
}

/// Everyone who acts for the state of the person who asks, by name.
async fn mine_all(tx: &mut Tx<'_>) -> Result<Vec<(Uuid, String)>> {
    let state = tx.who().state.clone();
    let everyone = people::everyone(tx).await?;
    Ok(everyone
        .into_iter()
        .filter(|person| person.principal().state == state)
        .map(|person| (person.account.id, person.account.name))
        .collect())
}

/// The cases in which the person who asks is approved and has not declared, and may.
pub(super) async fn owed(tx: &mut Tx<'_>) -> Result<Vec<CaseAround>> {
    tx.record_list("work.list").await?;
    let mut owed = Vec::new();
    for case in queries::undeclared(tx).await? {
        let around = found_around(tx, case).await?;
        let may = tx.may("case.view", &around)
            && tx.may(&format!("document.{}", Act::DeclareSecrecy), &around);
        if may && !around.case.state.0.is_closed() {
            owed.push(around.case);
        }
    }
    Ok(owed)
}

fn still_open(around: &Around) -> Result<()> {
    if around.case.state.0.is_closed() {
        return Err(Refusal::CaseClosed.into());
    }
    Ok(())
}

/// What was filed in class C2 and C3 is destroyed: the day for it has come.
pub(super) async fn destroy(tx: &mut Tx<'_>, signer: &Signer, case: Uuid) -> Result<Standing> {
    destruction::destroy_protected(tx, signer, case).await?;
    standing(tx, case).await
}

/// An agent approves someone of their own side. Twice is once.
pub(super) async fn approve(tx: &mut Tx<'_>, case: Uuid, person: Uuid) -> Result<Standing> {
    let around = around(tx, case).await?;
    let permit = tx.allow(Act::ApprovePerson, &around)?;
    still_open(&around)?;
    if !mine_all(tx).await?.iter().any(|(id, _)| *id == person) {
        return Err(Error::invalid(
            "person",
            "Approve someone of your own side's delegation.",
        ));
    }
    queries::approve(tx, &permit, case, person).await?;
    tx.record_in_case(permit, case, json!({ "person": person }))
        .await?;
    shown(tx, &around).await
}

/// An agent takes an approval of their own side back.
pub(super) async fn end_approval(tx: &mut Tx<'_>, case: Uuid, person: Uuid) -> Result<Standing> {
    let around = around(tx, case).await?;
    let permit = tx.allow(Act::EndApproval, &around)?;
    still_open(&around)?;
    if !queries::end(tx, &permit, case, person).await? {
        return Err(Error::NotFound("approval"));
    }
    tx.record_in_case(permit, case, json!({ "person": person }))
        .await?;
    shown(tx, &around).await
}

/// Someone who is approved declares secrecy, in the words of that language, which are kept.
pub(super) async fn declare(tx: &mut Tx<'_>, case: Uuid, language: Language) -> Result<Standing> {
    let around = around(tx, case).await?;
    let permit = tx.allow(Act::DeclareSecrecy, &around)?;
    still_open(&around)?;
    let text = declaration(language);
    if !queries::declare(tx, &permit, case, Spelled(language), text).await? {
        return Err(Refusal::DocumentNotApproved.into());
    }
    let detail = json!({ "language": Spelled(language), "text": text });
    tx.record_in_case(permit, case, detail).await?;
    shown(tx, &around).await
}
