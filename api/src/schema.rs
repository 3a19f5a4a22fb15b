//! The tables, as the database's catalog tells them: written and compared by `tests/migrations.rs`.

diesel::table! {
    accounts (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        email -> Text,
        name -> Text,
        password_hash -> Nullable<Text>,
        nationalities -> Array<Text>,
        institution -> Nullable<Text>,
        active -> Bool,
        created_at -> Timestamptz,
        version -> Integer,
        language -> Nullable<Text>,
        wrong_codes -> Integer,
    }
}

diesel::table! {
    accreditations (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        state -> Text,
        role -> Text,
        name -> Text,
        email -> Text,
        first_day -> Date,
        last_day -> Nullable<Date>,
        signed_by -> Text,
        signed_as -> Text,
        signed_on -> Date,
        reference -> Text,
        digest -> Nullable<Text>,
        put_by -> Uuid,
        put_at -> Timestamptz,
        status -> Text,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        reason -> Nullable<Text>,
        account_id -> Nullable<Uuid>,
        begins_at -> Nullable<Timestamptz>,
        ends_at -> Nullable<Timestamptz>,
        successor -> Nullable<Uuid>,
        ended_by -> Nullable<Uuid>,
        ended_at -> Nullable<Timestamptz>,
        warned_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    answers (tenant_id, claim_id, step, round, account_id, row_key, revision) {
        tenant_id -> Uuid,
        case_id -> Uuid,
        claim_id -> Uuid,
        step -> Text,
        round -> Integer,
        account_id -> Uuid,
        row_key -> Text,
        revision -> Integer,
        at -> Timestamptz,
        sealed -> Bytea,
    }
}

diesel::table! {
    approvals (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        account_id -> Uuid,
        state -> Text,
        approved_by -> Uuid,
        approved_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        declared_at -> Nullable<Timestamptz>,
        declared_in -> Nullable<Text>,
        declared_text -> Nullable<Text>,
    }
}

diesel::table! {
    ballots (tenant_id, claim_id, step, round, call, proposition, account_id) {
        tenant_id -> Uuid,
        case_id -> Uuid,
        claim_id -> Uuid,
        step -> Text,
        round -> Integer,
        call -> Text,
        proposition -> Text,
        account_id -> Uuid,
        at -> Timestamptz,
        sealed -> Bytea,
    }
}

diesel::table! {
    bodies (id) {
        id -> Uuid,
        slug -> Text,
        name -> Text,
        kind -> Text,
        simulation -> Bool,
        clock -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    body_keys (tenant_id, recipient) {
        tenant_id -> Uuid,
        recipient -> Text,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    bulk_files (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        name -> Text,
        seq -> Integer,
        rulings -> Integer,
        withdrawn -> Integer,
        size_bytes -> BigInt,
        sha256 -> Bytea,
        made_at -> Timestamptz,
        dropped_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    calendars (tenant_id, version) {
        tenant_id -> Uuid,
        version -> Integer,
        source -> Text,
        demonstration -> Bool,
        holidays -> Array<Date>,
        adopted_at -> Timestamptz,
    }
}

diesel::table! {
    case_keys (tenant_id, case_id) {
        tenant_id -> Uuid,
        case_id -> Uuid,
        wrapped -> Bytea,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    cases (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        version -> Integer,
        state -> Text,
        year -> Nullable<Integer>,
        number -> Nullable<Integer>,
        caption -> Text,
        applicant -> Text,
        respondent -> Text,
        measure_id -> Uuid,
        clause_id -> Text,
        ground -> Nullable<Text>,
        request -> Jsonb,
        summary -> Text,
        facts -> Text,
        remedy_sought -> Text,
        consent_basis -> Text,
        consultations -> Text,
        certificate -> Nullable<Jsonb>,
        developing_request -> Bool,
        profile_proposed -> Nullable<Text>,
        profile -> Nullable<Text>,
        effect_on_applicant -> Text,
        effect_on_respondent -> Text,
        rules_version -> Integer,
        rubric -> Text,
        defects -> Jsonb,
        results -> Nullable<Jsonb>,
        panel_size -> Nullable<Integer>,
        size_proposed -> Nullable<Integer>,
        fifth_seat -> Nullable<Text>,
        composition_note -> Nullable<Text>,
        applicant_said -> Array<Text>,
        respondent_said -> Array<Text>,
        filed_by -> Uuid,
        digest -> Bytea,
        created_at -> Timestamptz,
        filed_at -> Nullable<Timestamptz>,
        registered_at -> Nullable<Timestamptz>,
        issued_at -> Nullable<Timestamptz>,
        published_at -> Nullable<Timestamptz>,
        closed_at -> Nullable<Timestamptz>,
        scored_at -> Nullable<Timestamptz>,
        deficient_request -> Nullable<Jsonb>,
        held_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    chains (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        seq -> BigInt,
        head -> Bytea,
        docket_no -> Integer,
    }
}

diesel::table! {
    checkpoints (tenant_id, no) {
        tenant_id -> Uuid,
        no -> Integer,
        seq -> BigInt,
        head -> Bytea,
        text -> Text,
        kid -> Text,
        minisig -> Text,
        at -> Timestamptz,
    }
}

diesel::table! {
    citations (tenant_id, ruling_id, cited_id) {
        tenant_id -> Uuid,
        ruling_id -> Uuid,
        cited_id -> Uuid,
        stands -> Bool,
    }
}

diesel::table! {
    claims (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        no -> Integer,
        component -> Text,
        obligation -> Text,
    }
}

diesel::table! {
    client_secrets (tenant_id, client_id, secret_hash) {
        tenant_id -> Uuid,
        client_id -> Uuid,
        secret_hash -> Bytea,
        made_at -> Timestamptz,
        ends_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    clients (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        name -> Text,
        scopes -> Array<Text>,
        made_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        network -> Nullable<Text>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    counters (tenant_id, name) {
        tenant_id -> Uuid,
        name -> Text,
        value -> Integer,
    }
}

diesel::table! {
    deadlines (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Nullable<Uuid>,
        report_id -> Nullable<Uuid>,
        rule -> Nullable<Text>,
        act -> Text,
        heading -> Text,
        what -> Text,
        owed_by -> Text,
        party -> Nullable<Text>,
        person -> Nullable<Uuid>,
        started_on -> Nullable<Date>,
        due_on -> Nullable<Date>,
        due_at -> Nullable<Timestamptz>,
        sentence -> Text,
        state -> Text,
        on_expiry -> Nullable<Text>,
        opened_at -> Timestamptz,
        settled_at -> Nullable<Timestamptz>,
        sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    deliberations (tenant_id, case_id) {
        tenant_id -> Uuid,
        case_id -> Uuid,
        version -> Integer,
        edited_by -> Nullable<Uuid>,
        edited_at -> Nullable<Timestamptz>,
        complete -> Bool,
        voted_at -> Nullable<Timestamptz>,
        flipped -> Bool,
        unheard -> Array<Uuid>,
        sealed -> Nullable<Bytea>,
        argued -> Nullable<Bytea>,
        roll_call -> Nullable<Bytea>,
        said -> Bytea,
    }
}

diesel::table! {
    disclosures (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        account_id -> Uuid,
        level -> Text,
        statement -> Text,
        accepted -> Bool,
        at -> Timestamptz,
    }
}

diesel::table! {
    docket_entries (tenant_id, case_id, no) {
        tenant_id -> Uuid,
        case_id -> Uuid,
        no -> Integer,
        act -> Text,
        title -> Text,
        detail -> Jsonb,
        actor -> Nullable<Uuid>,
        actor_label -> Text,
        at -> Timestamptz,
        served_on -> Date,
        state_after -> Text,
        filing_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    document_keys (tenant_id, document_id) {
        tenant_id -> Uuid,
        document_id -> Uuid,
        arrival -> Uuid,
        wrapped -> Nullable<Bytea>,
        wrapped_by -> Nullable<Text>,
        made_at -> Timestamptz,
        destroyed_at -> Nullable<Timestamptz>,
        certificate -> Nullable<Text>,
        minisig -> Nullable<Text>,
        public_key -> Nullable<Text>,
    }
}

diesel::table! {
    documents (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        filing_id -> Nullable<Uuid>,
        title -> Text,
        file_name -> Text,
        media_type -> Text,
        size_bytes -> BigInt,
        sha256 -> Bytea,
        class -> Text,
        side -> Text,
        exhibit -> Nullable<Text>,
        uploaded_by -> Uuid,
        uploaded_at -> Timestamptz,
    }
}

diesel::table! {
    emergencies (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        asked_by -> Uuid,
        asked_at -> Timestamptz,
        class -> Text,
        reason -> Text,
        hours -> Integer,
        registry_by -> Nullable<Uuid>,
        registry_at -> Nullable<Timestamptz>,
        president_by -> Nullable<Uuid>,
        president_at -> Nullable<Timestamptz>,
        opened_at -> Nullable<Timestamptz>,
        ends_at -> Nullable<Timestamptz>,
        opened_before -> BigInt,
        ended_by -> Nullable<Uuid>,
        ended_at -> Nullable<Timestamptz>,
        refused -> Nullable<Text>,
        told_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    factors (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        sealed -> Bytea,
        made_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        last_step -> BigInt,
    }
}

diesel::table! {
    filings (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        kind -> Text,
        stage -> Nullable<Text>,
        side -> Text,
        title -> Text,
        statement -> Text,
        filed_by -> Uuid,
        digest -> Bytea,
        filed_at -> Timestamptz,
        late -> Bool,
        docket_no -> Integer,
        summary -> Nullable<Text>,
    }
}

diesel::table! {
    interim_comments (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        round -> Integer,
        side -> Text,
        is_reply -> Bool,
        text -> Text,
        wants_meeting -> Bool,
        filed_by -> Uuid,
        filed_at -> Timestamptz,
    }
}

diesel::table! {
    interim_rounds (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        no -> Integer,
        sent_at -> Timestamptz,
        content -> Jsonb,
        results -> Jsonb,
        claims -> Array<Uuid>,
        point -> Text,
        closed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    invented_states (tenant_id, code) {
        tenant_id -> Uuid,
        code -> Text,
        name -> Text,
        regional_group -> Text,
        developing -> Bool,
    }
}

diesel::table! {
    ledger (tenant_id, chain_id, seq) {
        tenant_id -> Uuid,
        chain_id -> Uuid,
        seq -> BigInt,
        line -> Text,
        hash -> Bytea,
        detail -> Nullable<Text>,
        salt -> Nullable<Bytea>,
        kind -> Nullable<Text>,
        action -> Nullable<Text>,
        actor -> Nullable<Text>,
        case_id -> Nullable<Uuid>,
        at -> Nullable<Text>,
    }
}

diesel::table! {
    letters (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Nullable<Uuid>,
        docket_no -> Nullable<Integer>,
        account_id -> Nullable<Uuid>,
        address -> Text,
        subject -> Text,
        body -> Text,
        message_id -> Text,
        written_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    measures (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        title -> Text,
        description -> Text,
        state -> Text,
        kind -> Text,
        technology_class -> Text,
        announced_on -> Nullable<Date>,
        in_force_on -> Date,
        ended_on -> Nullable<Date>,
    }
}

diesel::table! {
    memberships (tenant_id, account_id, role) {
        tenant_id -> Uuid,
        account_id -> Uuid,
        role -> Text,
        state -> Nullable<Text>,
        discipline -> Nullable<Text>,
        since -> Timestamptz,
        until -> Nullable<Timestamptz>,
        ends_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    notices (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        subscription_id -> Uuid,
        upto -> Integer,
        rulings -> Array<Uuid>,
        subject -> Text,
        body -> Text,
        message_id -> Text,
        written_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        tried_at -> Nullable<Timestamptz>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    opinions (tenant_id, case_id, account_id) {
        tenant_id -> Uuid,
        case_id -> Uuid,
        account_id -> Uuid,
        reserved -> Bool,
        given_at -> Nullable<Timestamptz>,
        sealed -> Nullable<Bytea>,
    }
}

diesel::table! {
    outbox (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        payload -> Jsonb,
        due_at -> Timestamptz,
        leased_until -> Nullable<Timestamptz>,
        attempts -> Integer,
        settled_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    passkeys (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        name -> Text,
        credential_id -> Bytea,
        key -> Jsonb,
        made_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        last_ceremony -> Uuid,
    }
}

diesel::table! {
    publications (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        seq -> Integer,
        ruling_id -> Uuid,
        version -> Integer,
        change -> Text,
        note -> Text,
        slug -> Text,
        citation -> Text,
        title -> Text,
        content -> Nullable<Text>,
        digest -> Nullable<Bytea>,
        at -> Timestamptz,
        corrections -> Jsonb,
        language -> Text,
    }
}

diesel::table! {
    recovery_codes (tenant_id, account_id, code_hash) {
        tenant_id -> Uuid,
        account_id -> Uuid,
        code_hash -> Bytea,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    redactions (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        no -> Integer,
        side -> Text,
        paragraph -> Integer,
        words -> Text,
        reason -> Text,
        why -> Text,
        filed_by -> Uuid,
        filed_at -> Timestamptz,
        granted -> Nullable<Bool>,
        ruling_reasons -> Text,
        ruled_at -> Nullable<Timestamptz>,
        departure -> Bool,
    }
}

diesel::table! {
    remarks (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        answers -> Nullable<Uuid>,
        section -> Nullable<Text>,
        paragraph -> Nullable<Integer>,
        said_by -> Uuid,
        said_at -> Timestamptz,
        settled_by -> Nullable<Uuid>,
        settled_at -> Nullable<Timestamptz>,
        sealed -> Bytea,
    }
}

diesel::table! {
    remedies (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        claim_id -> Uuid,
        no -> Integer,
        text -> Text,
        weight -> Integer,
        due_on -> Date,
        completion -> Double,
        done_on -> Nullable<Date>,
        ruling_id -> Uuid,
    }
}

diesel::table! {
    report_corrections (tenant_id, report_id, no) {
        tenant_id -> Uuid,
        report_id -> Uuid,
        no -> Integer,
        what -> Text,
        before -> Text,
        should_say -> Text,
        why -> Text,
        asked_at -> Timestamptz,
        accepted -> Nullable<Bool>,
        after -> Nullable<Text>,
        reasons -> Nullable<Text>,
        decided_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    report_editions (tenant_id, report_id, no) {
        tenant_id -> Uuid,
        report_id -> Uuid,
        no -> Integer,
        content -> Jsonb,
        digest -> Bytea,
        transmitted_at -> Timestamptz,
        receipts -> Jsonb,
        corrected_at -> Timestamptz,
        why -> Text,
        changes -> Jsonb,
    }
}

diesel::table! {
    report_recipients (tenant_id, report_id, account_id) {
        tenant_id -> Uuid,
        report_id -> Uuid,
        account_id -> Uuid,
        institution -> Text,
        acknowledged_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    report_updates (tenant_id, report_id, citation) {
        tenant_id -> Uuid,
        report_id -> Uuid,
        citation -> Text,
        no -> Integer,
        complied_on -> Date,
        sent_at -> Timestamptz,
    }
}

diesel::table! {
    reports (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        state -> Text,
        period -> Text,
        version -> Integer,
        status -> Text,
        content -> Jsonb,
        digest -> Bytea,
        reply -> Nullable<Text>,
        reply_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        final_at -> Nullable<Timestamptz>,
        transmitted_at -> Nullable<Timestamptz>,
        edition -> Integer,
        withdrawn_at -> Nullable<Timestamptz>,
        withdrawal -> Nullable<Text>,
    }
}

diesel::table! {
    rules (tenant_id, version) {
        tenant_id -> Uuid,
        version -> Integer,
        document -> Jsonb,
        adopted_at -> Timestamptz,
    }
}

diesel::table! {
    ruling_requests (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        ruling_id -> Uuid,
        no -> Integer,
        kind -> Text,
        side -> Text,
        text -> Text,
        discovered_on -> Nullable<Date>,
        filed_by -> Uuid,
        filed_at -> Timestamptz,
        granted -> Nullable<Bool>,
        answer -> Jsonb,
        answered_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    ruling_translations (tenant_id, ruling_id, language) {
        tenant_id -> Uuid,
        ruling_id -> Uuid,
        language -> Text,
        version -> Integer,
        state -> Text,
        of_version -> Integer,
        content -> Jsonb,
        translated_by -> Uuid,
        edited_at -> Timestamptz,
        public_of_version -> Nullable<Integer>,
        public_content -> Nullable<Jsonb>,
        published_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    rulings (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        case_id -> Uuid,
        content -> Jsonb,
        results -> Jsonb,
        roll_call -> Nullable<Jsonb>,
        signed_presiding_by -> Uuid,
        signed_presiding_at -> Timestamptz,
        signed_registrar_by -> Nullable<Uuid>,
        signed_registrar_at -> Nullable<Timestamptz>,
        issued_at -> Nullable<Timestamptz>,
        year -> Nullable<Integer>,
        number -> Nullable<Integer>,
        citation -> Nullable<Text>,
        slug -> Nullable<Text>,
        published_at -> Nullable<Timestamptz>,
        withdrawn_at -> Nullable<Timestamptz>,
        masks -> Jsonb,
        reopened_at -> Nullable<Timestamptz>,
        revises -> Nullable<Uuid>,
        touched -> Integer,
        un_symbol -> Nullable<Text>,
    }
}

diesel::table! {
    sealed_chains (tenant_id, chain_id) {
        tenant_id -> Uuid,
        chain_id -> Uuid,
        seq -> BigInt,
    }
}

diesel::table! {
    seats (tenant_id, case_id, no) {
        tenant_id -> Uuid,
        case_id -> Uuid,
        no -> Integer,
        discipline -> Text,
        presiding -> Bool,
        account_id -> Nullable<Uuid>,
        status -> Text,
        nominated_at -> Nullable<Timestamptz>,
        alternate -> Bool,
    }
}

diesel::table! {
    sessions (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        refresh_hash -> Bytea,
        spent_hash -> Nullable<Bytea>,
        opened_at -> Timestamptz,
        renewed_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        network -> Nullable<Text>,
        program -> Nullable<Text>,
        proved_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    sheets (tenant_id, claim_id, step, round, account_id) {
        tenant_id -> Uuid,
        case_id -> Uuid,
        claim_id -> Uuid,
        step -> Text,
        round -> Integer,
        account_id -> Uuid,
        saved_at -> Timestamptz,
        submitted_at -> Nullable<Timestamptz>,
        sealed -> Bytea,
    }
}

diesel::table! {
    signatures (tenant_id, publication_id) {
        tenant_id -> Uuid,
        publication_id -> Uuid,
        kid -> Text,
        jws -> Text,
        minisig -> Text,
        signed_at -> Timestamptz,
    }
}

diesel::table! {
    signing_keys (tenant_id, kid) {
        tenant_id -> Uuid,
        kid -> Text,
        jwk -> Jsonb,
        minisign -> Text,
        first_used_at -> Timestamptz,
    }
}

diesel::table! {
    steps (tenant_id, claim_id, step, round) {
        tenant_id -> Uuid,
        case_id -> Uuid,
        claim_id -> Uuid,
        step -> Text,
        round -> Integer,
        revealed_at -> Nullable<Timestamptz>,
        decided_at -> Nullable<Timestamptz>,
        sealed -> Bytea,
    }
}

diesel::table! {
    subscriptions (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        address -> Text,
        query -> Text,
        case_id -> Nullable<Uuid>,
        cadence -> Text,
        token -> Text,
        asked_at -> Timestamptz,
        confirmed_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        told_upto -> Integer,
        language -> Text,
        channel -> Text,
        sender -> Nullable<Text>,
    }
}

diesel::table! {
    tickets (tenant_id, id) {
        tenant_id -> Uuid,
        id -> Uuid,
        account_id -> Uuid,
        kind -> Text,
        secret_hash -> Nullable<Bytea>,
        made_at -> Timestamptz,
        expires_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        tries -> Integer,
    }
}

diesel::table! {
    time_stamps (tenant_id, publication_id) {
        tenant_id -> Uuid,
        publication_id -> Uuid,
        authority -> Text,
        response -> Bytea,
        stamped_at -> Timestamptz,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    accreditations,
    answers,
    approvals,
    ballots,
    bodies,
    body_keys,
    bulk_files,
    calendars,
    case_keys,
    cases,
    chains,
    checkpoints,
    citations,
    claims,
    client_secrets,
    clients,
    counters,
    deadlines,
    deliberations,
    disclosures,
    docket_entries,
    document_keys,
    documents,
    emergencies,
    factors,
    filings,
    interim_comments,
    interim_rounds,
    invented_states,
    ledger,
    letters,
    measures,
    memberships,
    notices,
    opinions,
    outbox,
    passkeys,
    publications,
    recovery_codes,
    redactions,
    remarks,
    remedies,
    report_corrections,
    report_editions,
    report_recipients,
    report_updates,
    reports,
    rules,
    ruling_requests,
    ruling_translations,
    rulings,
    sealed_chains,
    seats,
    sessions,
    sheets,
    signatures,
    signing_keys,
    steps,
    subscriptions,
    tickets,
    time_stamps,
);
