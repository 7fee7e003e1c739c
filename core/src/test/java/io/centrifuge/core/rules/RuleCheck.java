package io.centrifuge.core.rules;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.centrifuge.core.InvariantViolation;
import io.centrifuge.core.Step;
import io.centrifuge.core.transcript.Transcript;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
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
 * loaded anew for each patch.
 */
final class RuleCheck {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** One for all patches, for it remembers what is in the jars of the class path. */
    private static final StandardJavaFileManager FILES =
            COMPILER.getStandardFileManager(null, Locale.ROOT, null);

    private RuleCheck() {}

    /** What a rule's test and its transcript did when the rule was removed. */
    record Outcome(boolean failedAsItMust, String what) {}

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
        Path folder = Files.createTempDirectory("rule");
        try {
            String errors = compile(patch, folder);
            return errors.isEmpty() ? withoutTheRule(patch, folder) : new Outcome(false, errors);
        } finally {
            delete(folder);
        }
    }

    private static String compile(RulePatch patch, Path folder) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Map.Entry<String, List<RulePatch.Hunk>> entry : patch.hunks().entrySet()) {
            Path source = RulePatch.root().resolve("core/src/main/java").resolve(entry.getKey());
            Path patched = folder.resolve("src").resolve(entry.getKey());
            Files.createDirectories(patched.getParent());
            try {
                Files.write(patched, RulePatch.apply(Files.readAllLines(source), entry.getValue()));
            } catch (IllegalArgumentException notFound) {
                return notFound.getMessage();
            }
            sources.add(patched);
        }
        if (sources.isEmpty()) {
            return "changes nothing of core";
        }
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        Path classes = Files.createDirectories(folder.resolve("classes"));
        FILES.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
        boolean compiled = COMPILER.getTask(
                        null,
                        FILES,
                        problems,
                        List.of("-proc:none", "-nowarn"),
                        null,
                        FILES.getJavaFileObjectsFromPaths(sources))
                .call();
        return compiled ? "" : "doesn't compile: " + problems.getDiagnostics();
    }

    private static Outcome withoutTheRule(RulePatch patch, Path folder) throws IOException {
        URL[] places = {
            folder.resolve("classes").toUri().toURL(), placeOf(Step.class), placeOf(RuleCheck.class)
        };
        try (URLClassLoader loader = new URLClassLoader(places, new AllButCore())) {
            Outcome test = test(patch, loader);
            if (!test.failedAsItMust()) {
                return test;
            }
            Outcome transcript = transcript(patch, loader);
            return new Outcome(
                    transcript.failedAsItMust(), test.what() + "; transcript " + transcript.what());
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

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Knows all that this process knows, but nothing of core and its tests. */
    private static final class AllButCore extends ClassLoader {
        AllButCore() {
            super(RuleCheck.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.centrifuge.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
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
