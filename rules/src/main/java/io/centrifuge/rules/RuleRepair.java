package io.centrifuge.rules;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes patches follow the code where that needs no thought: names and places that changed, and
 * lines that are broken differently. A patch is written only if the rule's test then fails and its
 * transcript differs without the rule; else it stays as it is.
 */
final class RuleRepair implements AutoCloseable {
    private static final String TESTS = "core/src/test/java";

    private final Path root;
    private final Function<RulePatch, Outcome> check;
    private final CoreSources today;
    private final LastWorked lastWorked;
    private final Map<String, PatchCarrier> carriers = new HashMap<>();

    RuleRepair(Path root, Function<RulePatch, Outcome> check) throws IOException {
        this.root = root;
        this.check = check;
        this.today = CoreSources.today(root);
        this.lastWorked = new LastWorked(new GitHistory(root));
    }

    /** Mends what it can of all patches, and says so; what is left, with the reason. */
    Map<RulePatch, String> repair(PrintStream out) throws IOException {
        List<RulePatch> patches = RulePatch.all(root);
        Map<RulePatch, String> left = new LinkedHashMap<>();
        int cut = 0;
        for (RulePatch patch : patches) {
            Outcome outcome = check.apply(patch);
            if (!outcome.failedAsItMust()) {
                String why = repaired(patch, outcome.what());
                if (why.isEmpty()) {
                    cut++;
                    out.printf("cut  %s%n", patch.file());
                } else {
                    left.put(patch, why);
                    out.printf("LEFT %s: %s%n     %s%n", patch.file(), patch.rule(), why);
                }
            }
        }
        out.printf(
                "%d of %d patches were in order, %d are cut again, %d are left%n",
                patches.size() - cut - left.size(), patches.size(), cut, left.size());
        return left;
    }

    /** Why it couldn't be; empty if it was. */
    private String repaired(RulePatch patch, String outcome) throws IOException {
        RulePatch moved = withTestOfToday(patch);
        if (!moved.equals(patch) && accept(moved).failedAsItMust()) {
            return "";
        }
        Optional<LastWorked.Found> found = lastWorked.of(moved);
        if (found.isEmpty()) {
            return outcome;
        }
        String since = found.get().commit().title();
        String why = "";
        for (PatchCarrier.Result result : carried(found.get())) {
            if (!result.missed().isEmpty()) {
                return "what it changes has changed since " + since + ": " + result.missed();
            }
            Outcome cut = accept(moved.withHunks(today.cut(result.files())));
            if (cut.failedAsItMust()) {
                return "";
            }
            why = why.isEmpty() ? "carried over from " + since + ", it " + cut.what() : why;
        }
        return why;
    }

    /** Where the patch last worked. */
    Optional<LastWorked.Found> lastWorked(RulePatch patch) throws IOException {
        return lastWorked.of(patch);
    }

    /** What carries patches over from a commit. */
    PatchCarrier carrier(GitHistory.Commit commit) {
        return carriers.computeIfAbsent(
                commit.id(), unused -> new PatchCarrier(commit.sources(), today));
    }

    /** Today's sources without the rule, the likeliest first. */
    List<PatchCarrier.Result> carried(LastWorked.Found found) {
        try {
            return carrier(found.commit()).carried(found.patch());
        } catch (UnusablePatchException changed) {
            throw new IllegalStateException("it applied there before", changed);
        }
    }

    /** Writes the patch if it does what it must. */
    Outcome accept(RulePatch patch) throws IOException {
        Outcome outcome = check.apply(patch);
        if (outcome.failedAsItMust()) {
            patch.write(root);
        }
        return outcome;
    }

    /** Names the test's class by its full name of today, if exactly one has its simple name. */
    private RulePatch withTestOfToday(RulePatch patch) throws IOException {
        String[] test = patch.test().split("#", 2);
        Path tests = root.resolve(TESTS);
        if (Files.exists(tests.resolve(test[0].replace('.', '/') + ".java"))) {
            return patch;
        }
        Path simple = Path.of(test[0].replaceFirst(".*\\.", "") + ".java");
        try (Stream<Path> files = Files.walk(tests)) {
            List<Path> found = files.filter(file -> file.endsWith(simple)).toList();
            return found.size() == 1
                    ? patch.withTest(CoreSources.className(
                                    tests.relativize(found.getFirst()).toString())
                            + "#"
                            + test[1])
                    : patch;
        }
    }

    @Override
    public void close() throws IOException {
        lastWorked.close();
    }
}
