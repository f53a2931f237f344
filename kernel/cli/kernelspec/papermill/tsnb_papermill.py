"""Lets papermill write parameters in TypeScript, and read them from the cell that is tagged "parameters".

papermill loads this module as an engine, since that is what it looks for in other packages; the engine itself is
papermill's own.
"""

import json
import math
import re

from papermill.engines import NBClientEngine as Engine
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

__all__ = ["Engine", "TypeScriptTranslator"]

_LARGEST_INTEGER = 2**53 - 1
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_DECLARATION = re.compile(
    r"(?:export\s+)?(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*(?::\s*([^=]+?))?\s*=\s*(.*?);?\s*(?://\s*(.*))?$"
)
_DOC_LINE = re.compile(r"/\*\*\s*(.*?)\s*\*/$")


class TypeScriptTranslator(Translator):
    """Values as TypeScript: what JSON can say as JSON, and what it can't (NaN, large integers) as TypeScript has it."""

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_bool(cls, val):
        return "true" if val else "false"

    @classmethod
    def translate_int(cls, val):
        return str(val) if abs(val) <= _LARGEST_INTEGER else f"{val}n"

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "NaN"
        if math.isinf(val):
            return "Infinity" if val > 0 else "-Infinity"
        return json.dumps(val)

    @classmethod
    def translate_escaped_str(cls, val):
        return json.dumps(str(val), ensure_ascii=False)

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(cls.translate(item) for item in val)}]"

    @classmethod
    def translate_dict(cls, val):
        items = (f"{cls._key(str(key))}: {cls.translate(item)}" for key, item in val.items())
        return f"{{ {', '.join(items)} }}" if val else "{}"

    @classmethod
    def _key(cls, key):
        # In brackets it is a key like any other.
        return '["__proto__"]' if key == "__proto__" else cls.translate_escaped_str(key)

    @classmethod
    def comment(cls, cmt_str):
        return "\n".join(f"// {line}".strip() for line in cmt_str.splitlines())

    @classmethod
    def assign(cls, name, str_val):
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} can't be a parameter: it is no name in TypeScript")
        return f"const {name} = {str_val}"

    @classmethod
    def inspect(cls, parameters_cell):
        """The declarations of a cell, one a line; a doc comment above or a comment behind is a parameter's help."""
        parameters = []
        doc = ""
        for line in parameters_cell["source"].splitlines():
            declaration = _DECLARATION.match(line.strip())
            if declaration:
                name, type_name, default, comment = declaration.groups()
                parameters.append(Parameter(name, type_name or "None", default, (doc or comment or "").strip()))
            found = _DOC_LINE.match(line.strip())
            doc = found.group(1) if found else ""
        return parameters


papermill_translators.register("typescript", TypeScriptTranslator)
