"""The templates in one language: named blocks of text, and the JSON of screens."""

from __future__ import annotations

import gettext
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from cards.plain import capitalized, edited, given, lines, markdown, shown

DEFAULT_LOCALE = "en"
_DOMAIN = "invitedesk"
_HERE = Path(__file__).parent
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
# Parsing for it would be a third of what a process needs to get ready.
_EXTENDS = re.compile(r'\{%-?\s*extends\s+"([^"]+)"\s*-?%\}')


def snake(name: str) -> str:
    """The block name of a fact, a word, a key or a class: lower case, joined by underscores."""
    return _NOT_WORD.sub("_", _CAMEL.sub("_", name).lower()).strip("_")


class Words:
    """All templates, speaking one language."""

    def __init__(self, language: str, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._environment = _environment(translations)
        self._environment.globals.update(word=self.text, has_word=self.has, language=language)
        self._chains: dict[str, tuple[Template, ...]] = {}
        self._fixed: dict[tuple[str, str], str] = {}

    def has(self, template: str, block: str) -> bool:
        """Whether the template or one it extends has such a block."""
        return any(block in part.blocks for part in self._chain(template))

    def text(self, template: str, block: str, **values: object) -> str:
        """The text of one block, stripped; raises UndefinedError for a value it misses.

        Without values (labels, choices: most of a card) it is always the same, and kept.
        """
        if values:
            return self._text(template, block, values)
        if (template, block) not in self._fixed:
            self._fixed[template, block] = self._text(template, block, values)
        return self._fixed[template, block]

    def _text(self, template: str, block: str, values: dict[str, object]) -> str:
        chain = self._chain(template)
        context = chain[0].new_context(values)
        for parent in chain[1:]:
            for name, body in parent.blocks.items():
                context.blocks.setdefault(name, []).append(body)
        if block not in context.blocks:
            raise KeyError(f"{template} has no block {block}")
        return "".join(context.blocks[block][0](context)).strip()

    def warm(self) -> None:
        """Compiles every template; on first use that would stop the event loop."""
        for name in self._environment.list_templates(extensions=["j2"]):
            self._chain(name)

    def json(self, template: str, **values: object) -> str:
        """A screen's whole template, rendered."""
        return self._environment.get_template(template).render(values)

    def _chain(self, name: str) -> tuple[Template, ...]:
        if name not in self._chains:
            self._chains[name] = tuple(map(self._environment.get_template, self._parents(name)))
        return self._chains[name]

    def _parents(self, name: str) -> list[str]:
        """The template and those it extends: a block alone is rendered without its root."""
        loader = self._environment.loader
        source = loader.get_source(self._environment, name)[0] if loader else ""
        extends = _EXTENDS.match(source)
        return [name, *self._parents(extends[1])] if extends else [name]


def words(locale: str = DEFAULT_LOCALE) -> Words:
    """The words of the nearest language there is: `de-AT` → `de`, anything else → English."""
    return _words(_nearest(locale))


@cache
def _words(language: str) -> Words:
    translations = gettext.translation(
        _DOMAIN, _HERE / "locales", [language.replace("-", "_")], fallback=True
    )
    return Words(language, translations)


def warm() -> None:
    """Compiles every template of every language: about half a second each, off the loop."""
    for language in languages():
        _words(language).warm()


def _nearest(locale: str) -> str:
    wanted = locale.replace("_", "-").lower()
    there = {known.lower(): known for known in languages()}
    return there.get(wanted) or there.get(wanted.partition("-")[0]) or DEFAULT_LOCALE


@cache
def languages() -> tuple[str, ...]:
    """The languages with a compiled catalogue, and English, which needs none."""
    found = (_HERE / "locales").glob(f"*/LC_MESSAGES/{_DOMAIN}.mo")
    return (DEFAULT_LOCALE, *sorted(path.parts[-3].replace("_", "-") for path in found))


def _environment(translations: gettext.NullTranslations) -> Environment:
    # Autoescape is for HTML; here every value passes tojson, which escapes for JSON.
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader(_HERE / "templates"),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        shown=shown,
        markdown=markdown,
        given=given,
        edited=edited,
        snake=snake,
        lines=lines,
        capitalized=capitalized,
    )
    return environment
