"""The fixed parts of the page, as HTML, with empty places for what scripts fill in later."""

from html import escape

from assistant.records import Offer
from assistant.web import text

EDITING = (
    f'<template class="editing"><form class="edit"><textarea rows="2" aria-label="{text.EDIT_LABEL}"></textarea>'
    f'<button type="submit" class="primary">{text.EDIT_ASK}</button>'
    f'<button type="button" class="plain cancel">{text.CANCEL}</button></form></template>'
)
EXPLAINING = f'<template class="explaining"><p class="pending">{text.EXPLAINING}</p></template>'
RENAMING = (
    '<template class="renaming"><form class="rename">'
    f'<input type="text" maxlength="80" aria-label="{text.NAME_LABEL}">'
    f'<button type="submit" class="tool">{text.SAVE}</button>'
    f'<button type="button" class="tool cancel">{text.CANCEL}</button></form></template>'
)


def shell_html() -> str:
    """The heading, and what lies over all tabs: the reader, the tooltip, and a message that the server is gone."""
    return (
        f'<header class="masthead"><h1>{text.TITLE}</h1><p>{text.INTRO}</p></header>'
        '<p class="lost" role="alert"></p><div class="tip" aria-hidden="true" hidden></div>'
        f'<section class="reader" aria-label="{text.READER_LABEL}" hidden><div class="bar">'
        f"{_step(-1, text.PREVIOUS, '‹')}{_step(1, text.NEXT, '›')}"
        f'<span class="position" role="status"></span><span class="keys" aria-hidden="true">{text.KEYS}</span>'
        f'<button type="button" class="plain close">{text.CLOSE}</button></div>'
        f'<div class="document" tabindex="0" role="region" aria-label="{text.READER_LABEL}"></div></section>'
    )


def _step(by: int, name: str, sign: str) -> str:
    return (
        f'<button type="button" class="plain step" data-step="{by}" aria-label="{name}">'
        f'<span aria-hidden="true">{sign}</span></button>'
    )


def ask_html(offers: tuple[Offer, ...]) -> str:
    """The list of conversations, the open one, and the question box."""
    return (
        '<div class="desk">'
        f'<nav class="conversations" id="conversations" aria-label="{text.CONVERSATIONS}"><div class="drawer-bar">'
        f"<h2>{text.CONVERSATIONS}</h2>"
        f'<button type="button" class="plain" data-drawer="close">{text.CLOSE}</button></div>'
        f'<button type="button" class="plain new" data-new="">{text.START_OVER}</button>'
        f'<input type="search" class="find" placeholder="{text.FIND_CONVERSATION}" '
        f'aria-label="{text.FIND_CONVERSATION}">'
        '<div class="list"></div></nav>'
        '<div class="chat"><div class="chat-bar">'
        '<button type="button" class="plain" data-drawer="open" aria-expanded="false" aria-controls="conversations">'
        f'{text.CONVERSATIONS}</button><div id="state" role="status"></div></div>'
        f'<div class="conversation" role="log" aria-label="{text.CONVERSATION_LABEL}"></div>'
        '<div class="start"></div>'
        f'<form class="composer"><label class="visually-hidden" for="question">{text.QUESTION_LABEL}</label>'
        f'<p class="error" role="alert"></p>'
        f'<textarea id="question" rows="1" placeholder="{text.QUESTION_PLACEHOLDER}"></textarea>'
        f'<button type="submit" class="primary">{text.ASK}</button>'
        f'<button type="button" class="primary stop" hidden>{text.STOP_ANSWER}</button>{_writers(offers)}</form></div>'
        f"{EDITING}{RENAMING}{EXPLAINING}</div>"
    )


def _writers(offers: tuple[Offer, ...]) -> str:
    """A choice of writers; "" if there is only one."""
    if len(offers) < 2:
        return ""
    options = "".join(
        f'<option value="{escape(offer.name)}">{escape(offer.label)}{text.REMOTE if offer.remote else ""}</option>'
        for offer in offers
    )
    return f'<label class="writer">{text.WRITER_LABEL} <select>{options}</select></label>'


def corpus_html(suffixes: tuple[str, ...], max_file_mb: float) -> str:
    """The state of the index, a place to drop files, and the documents."""
    accepted = text.ACCEPTED.format(suffixes=" ".join(suffixes), size=max_file_mb)
    states = "".join(f'<option value="{state}">{name}</option>' for state, name in text.STATES.items())
    return (
        '<div class="corpus"><div class="index-bar"><div id="corpus-state" role="status"></div><div class="buttons">'
        f'<label class="switch"><input type="checkbox" role="switch" class="kept"> {text.KEEP_IN_SYNC}</label>'
        f'<button type="button" class="plain reindex">{text.REINDEX}</button>'
        f'<button type="button" class="plain stop" disabled>{text.STOP}</button>'
        f'<button type="button" class="plain retry" hidden>{text.RETRY}</button></div></div>'
        f'<label class="drop"><input type="file" multiple accept="{",".join(suffixes)}">'
        f"<span>{text.DROP_FILES} <b>{text.CHOOSE_FILES}</b></span><small>{accepted}</small></label>"
        '<div id="messages" role="status"></div><div id="outcome"></div>'
        '<section class="plot"></section>'
        f'<div class="filters"><input type="search" class="find" placeholder="{text.FIND_ARTICLE}" '
        f'aria-label="{text.FIND_ARTICLE}"><select class="outlet" aria-label="{text.OUTLET_FILTER}"></select>'
        f'<select class="state-of" aria-label="{text.STATE_FILTER}"><option value="">{text.ANY_STATE}</option>{states}'
        '</select><span class="period chip" hidden><span></span>'
        f'<button type="button" aria-label="{text.REMOVE_FILTER}">'
        '<span aria-hidden="true">×</span></button></span></div>'
        '<div id="articles"></div>'
        f'<details class="health"><summary>{text.HEALTH}</summary><div class="facts-of"></div><div class="buttons">'
        f'<button type="button" class="plain check">{text.CHECK}</button>'
        f'<button type="button" class="plain repair" hidden>{text.REPAIR}</button>'
        f'<button type="button" class="plain stop-check" hidden>{text.STOP_CHECK}</button>'
        '<span class="checking" role="status"></span></div></details></div>'
    )


def search_html() -> str:
    """A search box, and a place for results."""
    return (
        f'<div class="search"><p class="intro">{text.SEARCH_INTRO}</p>'
        f'<form><input type="search" class="find" aria-label="{text.SEARCH_LABEL}" placeholder="{text.SEARCH_LABEL}">'
        f'<button type="submit" class="primary">{text.SEARCH}</button></form>'
        f'<div class="found" aria-live="polite"><p class="hint">{text.SEARCH_HINT}</p></div></div>'
    )
