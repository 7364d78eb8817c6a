-- Short messages to customers: to whom and what is sealed.
create table channels.texts (
    tenant_id text not null,
    scope ltree not null,
    site text not null,
    text_id text primary key,
    purpose text not null,
    -- The name of what is said.
    words text not null,
    said bytea not null,
    number bytea not null,
    number_blind bytea not null,
    state text not null,
    asked timestamptz not null,
    due timestamptz not null,
    expires timestamptz not null,
    tries integer not null,
    parts integer not null,
    reference integer not null,
    why text,
    submitted timestamptz,
    ended timestamptz,
    point_id text,
    customer_id text,
    order_id text,
    contact_id text
);
create index texts_due on channels.texts (due) where state = 'queued';
create index texts_of_order on channels.texts (tenant_id, order_id) where order_id is not null;
create index texts_of_contact on channels.texts (tenant_id, contact_id) where contact_id is not null;
create index texts_newest on channels.texts (tenant_id, asked desc, text_id desc);

-- What each of them consists of, once it was handed over to the message centre.
create table channels.text_parts (
    tenant_id text not null,
    scope ltree not null,
    text_id text not null,
    number integer not null,
    state text not null,
    -- The message centre's name for it, by which receipts come.
    centre_id text,
    primary key (text_id, number)
);
create index text_parts_of_centre on channels.text_parts (tenant_id, centre_id) where centre_id is not null;
create index text_parts_sending on channels.text_parts (text_id) where state = 'sending';

-- Numbers whose owners want no texts.
create table channels.texts_unwanted (
    tenant_id text not null,
    scope ltree not null,
    number_blind bytea not null,
    since timestamptz not null,
    primary key (tenant_id, number_blind)
);

-- What customers wrote, sealed.
create table channels.texts_received (
    tenant_id text not null,
    scope ltree not null,
    text_id text primary key,
    at timestamptz not null,
    number bytea not null,
    number_blind bytea not null,
    said bytea not null,
    said_blind bytea not null,
    meaning text not null,
    is_answered boolean not null,
    point_id text not null,
    customer_id text
);
create index texts_received_lately on channels.texts_received (tenant_id, number_blind, at);

-- Pieces of a text that has not come whole.
create table channels.text_pieces (
    tenant_id text not null,
    scope ltree not null,
    number_blind bytea not null,
    reference integer not null,
    pieces integer not null,
    piece integer not null,
    at timestamptz not null,
    said bytea not null,
    primary key (tenant_id, number_blind, reference, pieces, piece)
);
