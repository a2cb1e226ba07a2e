"""The list of conversations, and an empty conversation, as HTML."""

from collections.abc import Sequence

from assistant.store.conversations import Conversation
from assistant.web import text
from assistant.web.render.markup import attribute, escape, time_html


def conversations_html(conversations: Sequence[Conversation], current: str | None, *, searched: bool) -> str:
    """The list of conversations."""
    if not conversations:
        return f'<p class="hint">{text.NONE_FOUND if searched else text.NO_CONVERSATIONS}</p>'
    items = []
    for conversation in conversations:
        here = ' aria-current="true"' if conversation.id == current else ""
        name, link = attribute(conversation.name), f"conversations/{conversation.id}.md"
        tools = (
            f'<button type="button" data-rename="{name}">{text.RENAME}</button>'
            f'<a href="{link}" download aria-label="{attribute(text.EXPORT_LABEL.format(name=conversation.name))}">'
            f"{text.EXPORT}</a>"
            f'<button type="button" data-delete="{name}">{text.DELETE}</button>'
        )
        items.append(
            f'<li data-conversation="{conversation.id}"{here}>'
            f'<button type="button" class="conversation-name" dir="auto">{escape(conversation.name)}</button>'
            f'<div class="conversation-tools">{time_html(conversation.changed)}{tools}</div></li>'
        )
    return f"<ul>{''.join(items)}</ul>"


def next_html(questions: Sequence[str], heading: str = text.NEXT_QUESTIONS) -> str:
    """Suggested questions, each a button that asks it."""
    if not questions:
        return ""
    items = "".join(
        f'<li><button type="button" class="suggestion" dir="auto">{escape(question)}</button></li>'
        for question in questions
    )
    return f'<p class="suggestions-label">{escape(heading)}</p><ul class="suggestions">{items}</ul>'


def welcome_html(questions: Sequence[str], heading: str) -> str:
    """A conversation before its first question."""
    return f'<div class="welcome"><h2>{text.WELCOME}</h2>{next_html(questions, heading)}</div>'


def empty_html(*, indexing: bool) -> str:
    """A conversation while there are no articles."""
    if not indexing:
        button = f'<button type="button" class="plain" data-tab="{text.TAB_CORPUS}">{text.EMPTY_BUTTON}</button>'
        return f'<div class="welcome"><h2>{text.WELCOME}</h2><p>{text.EMPTY}</p>{button}</div>'
    return f'<div class="welcome"><h2>{text.WELCOME}</h2><p>{text.FIRST_RUN}</p></div>'
