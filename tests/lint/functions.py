# SPDX-License-Identifier: MIT
"""Finds the functions of a C++ file by matching braces, accurately enough to count their lines."""

import re

BLANKED = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^()\s\\]*)\(.*?\)(?P=tag)"'
    r'|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Za-z_])\'(?:\\.|[^\'\\\n])+\'', re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
TYPE_OR_NAMESPACE = re.compile(
    r'^(?:export\s+)?(?:inline\s+)?(?:namespace\b|extern\s*$|(?:typedef\s+)?(?:class|struct|union)\b(?![^{]*\)\s*$))')
TEMPLATE = re.compile(r"^\s*template\s*<")
ACCESS = re.compile(r"\b(?:public|protected|private)\s*$")
CONSTRUCTOR_LIST = re.compile(r"\)\s*(?:noexcept(?:\s*\([^()]*\))?\s*)?:(?!:)")


def blank(text):
    """The text with comments, literals and directives replaced by spaces; line breaks are kept."""
    def spaces(match):
        return re.sub(r"[^\n]", " ", match[0])
    return DIRECTIVE.sub(spaces, BLANKED.sub(spaces, text))


def without_template(head):
    """A declaration without its leading template<…>; angle brackets in parentheses are ignored."""
    head = head.strip()
    match = TEMPLATE.match(head)
    if not match:
        return head
    depth, parentheses, at = 1, 0, match.end()
    while at < len(head) and depth:
        parentheses += {"(": 1, ")": -1}.get(head[at], 0)
        if not parentheses:
            depth += {"<": 1, ">": -1}.get(head[at], 0)
        at += 1
    return without_template(head[at:])


def kind_of_brace(head):
    """Kind of an opening brace, by the text before it: 'scope', 'function' or 'value'."""
    head = without_template(head)
    if TYPE_OR_NAMESPACE.match(head):
        return "scope"
    if re.match(r"^(?:enum|concept)\b", head) or "(" not in head:
        return "lambda" if re.search(r"\]\s*$", head) else "value"
    in_list = CONSTRUCTOR_LIST.search(head)
    if in_list and re.search(r"[\w>]\s*$", head[in_list.end():]):
        return "value"
    assigned = re.search(r"(?<![=!<>+\-*/%&|^])=(?!=)", re.sub(r"operator\s*=+|\([^()]*\)", "", head))
    if assigned and not re.search(r"\]", head):
        return "value"
    return "function"


def end_of_block(text, at):
    """Position after the brace that closes the one at `at`."""
    depth = 0
    for position in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return position + 1
    return len(text)


def name_of(head):
    head = without_template(head)
    variable = re.match(r"[^()]*?(\w+)\s*=\s*\[", head)
    if variable:
        return variable[1]
    match = re.search(r"([~\w:]+|operator\s*\S+)\s*\(([^()]*)", head)
    if not match:
        return head.split("=")[0].split()[-1]
    if match[1] in ("TEST", "TEST_F", "TEST_P", "TYPED_TEST"):
        return re.sub(r"\s*,\s*", ".", match[2].strip())
    return match[1]


def ends_declaration(code, start, at):
    """Whether the next declaration starts after this character: at the end of one, or after an access label."""
    return code[at] in ";}" or (code[at] == ":" and ACCESS.search(code[start:at]) is not None)


def functions(text):
    """[(name, first line, number of lines)] of the functions in a file, including methods and lambdas in variables."""
    code, found = blank(text), []
    start = at = parentheses = 0
    while at < len(code):
        character = code[at]
        parentheses += {"(": 1, ")": -1}.get(character, 0)
        if character == "{":
            head = code[start:at]
            kind = "value" if parentheses else kind_of_brace(head)
            if kind == "scope":
                start = at + 1
            else:
                end = end_of_block(code, at)
                if kind in ("function", "lambda"):
                    first = start + len(head) - len(head.lstrip())
                    line = code.count("\n", 0, first) + 1
                    found.append((name_of(head), line, code.count("\n", first, end) + 1))
                    start = end
                at = end - 1
        elif ends_declaration(code, start, at) and not parentheses:
            start = at + 1
        at += 1
    return found
