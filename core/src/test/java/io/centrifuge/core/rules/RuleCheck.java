package io.centrifuge.core.rules;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.centrifuge.core.InvariantViolation;
import io.centrifuge.core.Step;
import io.centrifuge.core.transcript.Transcript;
import io.centrifuge.rules.Outcome;
import io.centrifuge.rules.PatchedCore;
import io.centrifuge.rules.RulePatch;
import io.centrifuge.rules.UnusablePatchException;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Shows that a rule is necessary: compiles core with the rule removed, runs the rule's test against
 * it, which must fail by an assertion or a broken invariant, and replays the rule's transcript,
 * which must come out differently. Everything happens in this process; the classes under test are
 * loaded again for each patch.
 */
final class RuleCheck {
    private RuleCheck() {}

    /** Checks all patches and prints a line for each; for {@code rules/check}. */
    public static void main(String[] arguments) throws IOException {
        int passed = 0;
        int failed = 0;
        for (RulePatch patch : RulePatch.all()) {
            Outcome outcome = run(patch);
            if (outcome.failedAsItMust()) {
                passed++;
            } else {
                failed++;
            }
            System.out.printf(
                    "%-4s %s: %s%n     %s%n",
                    outcome.failedAsItMust() ? "ok" : "FAIL",
                    patch.file(),
                    patch.rule(),
                    outcome.what());
        }
        System.out.printf("%d passed, %d failed%n", passed, failed);
        System.exit(failed == 0 && passed > 0 ? 0 : 1);
    }

    /** Removes the rule, runs its test, and replays its transcript. */
    static Outcome run(RulePatch patch) throws IOException {
        try (PatchedCore core = PatchedCore.without(List.of(patch));
                URLClassLoader loader = core.load(Step.class, RuleCheck.class)) {
            Outcome test = test(patch, loader);
            if (!test.failedAsItMust()) {
                return test;
            }
            Outcome transcript = transcript(patch, loader);
            return new Outcome(
                    transcript.failedAsItMust(), test.what() + "; transcript " + transcript.what());
        } catch (UnusablePatchException unusable) {
            return new Outcome(false, String.valueOf(unusable.getMessage()));
        }
    }

    private static Outcome test(RulePatch patch, ClassLoader loader) {
        String[] named = patch.test().split("#", 2);
        try {
            Class<?> test = Class.forName(named[0], true, loader);
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(selectMethod(test, named[1]))
                    .filters(EngineFilter.includeEngines("junit-jupiter"))
                    .build();
            Launcher launcher = LauncherFactory.create();
            Results results = new Results();
            launcher.execute(request, results);
            return results.outcome();
        } catch (ReflectiveOperationException missing) {
            return new Outcome(false, "no such test: " + patch.test());
        }
    }

    /** Replays the rule's transcript, which must come out differently. */
    private static Outcome transcript(RulePatch patch, ClassLoader loader) throws IOException {
        Path file = Transcript.folder().resolve(patch.transcript());
        if (!Files.exists(file)) {
            return new Outcome(false, "is missing: " + file.getFileName());
        }
        String expected = Files.readString(file);
        try {
            Object replayed = Class.forName(Transcript.class.getName(), true, loader)
                    .getMethod("replay", String.class)
                    .invoke(null, expected);
            String difference = Transcript.difference(expected, String.valueOf(replayed));
            return difference.isEmpty()
                    ? new Outcome(false, "stays the same")
                    : new Outcome(true, "differs: " + difference);
        } catch (ReflectiveOperationException broken) {
            return new Outcome(false, "doesn't run: " + broken.getCause());
        }
    }

    /** Of the one test. */
    private static final class Results implements TestExecutionListener {
        private int tests;
        private Throwable thrown;

        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            if (identifier.isTest()) {
                tests++;
            }
            result.getThrowable().ifPresent(failure -> thrown = failure);
        }

        Outcome outcome() {
            if (tests != 1) {
                return new Outcome(false, tests + " tests ran instead of one");
            }
            if (thrown == null) {
                return new Outcome(false, "the test stays green");
            }
            boolean halted = thrown.getClass().getName().equals(InvariantViolation.class.getName());
            String what = String.valueOf(thrown.getMessage()).strip().replaceAll("\\s+", " ");
            return new Outcome(
                    halted || thrown instanceof AssertionError,
                    (halted ? "halts: " : "fails: ") + what);
        }
    }
}
