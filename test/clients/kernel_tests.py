"""Runs jupyter_kernel_test against a kernel, and prints how each test ended, a line of JSON for each.

Its argument is a JSON object with the attributes of the tests, `kernel_name` among them.
"""

import json
import sys
import unittest

import jupyter_kernel_test


class Reporter(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.problems = []

    def startTest(self, test):
        super().startTest(test)
        self.problems = []

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.problems.append(self._exc_info_to_string(error, subtest))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        # That of a sub test comes with the sub test in place of the test.
        self.problems.append(f"skipped: {reason}")

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.problems.append(self._exc_info_to_string(error, test))

    def addError(self, test, error):
        super().addError(test, error)
        self.problems.append(self._exc_info_to_string(error, test))
        if not isinstance(test, unittest.TestCase):
            report(str(test), self.problems)

    def stopTest(self, test):
        super().stopTest(test)
        report(test.id().rpartition(".")[2], self.problems)


def report(name, problems):
    print(json.dumps({"name": name, "problems": problems}), flush=True)


def wait_for_completions(tests):
    """A busy machine takes its time to start TypeScript's language server, and the tests ask only once."""
    sample = tests.completion_samples[0]["text"]
    for _ in range(20):
        tests.kc.complete(sample)
        reply = tests.kc.get_shell_msg(timeout=30)
        while reply["header"]["msg_type"] != "complete_reply":
            reply = tests.kc.get_shell_msg(timeout=30)
        if reply["content"]["matches"]:
            return


class KernelTests(jupyter_kernel_test.KernelTests):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        wait_for_completions(cls)


def main():
    attributes = json.loads(sys.argv[1])
    suite = unittest.TestSuite()
    unknown = set(attributes)
    for base in (KernelTests, jupyter_kernel_test.IopubWelcomeTests):
        known = {name: value for name, value in attributes.items() if hasattr(base, name) or name == "kernel_name"}
        unknown -= set(known)
        suite.addTests(unittest.defaultTestLoader.loadTestsFromTestCase(type(base.__name__, (base,), known)))
    if unknown:
        report("attributes", [f"unknown to jupyter_kernel_test: {', '.join(sorted(unknown))}"])
    # What it leaves at its own value is not tested.
    for base in (jupyter_kernel_test.KernelTests, jupyter_kernel_test.IopubWelcomeTests):
        for name, value in vars(base).items():
            is_attribute = isinstance(value, (str, bool, list, tuple)) and not name.startswith("_")
            if is_attribute and name not in attributes:
                report("attributes", [f"{name} isn't set"])
    suite.run(Reporter())


main()
