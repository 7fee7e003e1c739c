package io.centrifuge.simulation.bugs;

import io.centrifuge.rules.RulePatch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the table of seeded bugs in {@code docs/testing.md}.
 *
 * @param name what people would have done wrong
 * @param patches what makes it of core, in {@code rules} or, where no safety rule is missing, in
 *     {@code simulation/src/test/patches}
 * @param seed one that breaks a guarantee; the first, from 1 on, when the row was written
 * @param invariant which
 */
record SeededBug(String name, List<String> patches, long seed, String invariant) {
    private static final Pattern ROW =
            Pattern.compile("\\| (.+) \\| ((?:`[-\\w]+`,? ?)+) \\| ([0-9]+) \\| (.+) \\|");

    static Path doc() {
        return RulePatch.root().resolve("docs/testing.md");
    }

    static List<SeededBug> all() throws IOException {
        return Files.readAllLines(doc()).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new SeededBug(
                        row.group(1),
                        List.of(row.group(2).replace("`", "").split(", ")),
                        Long.parseLong(row.group(3)),
                        row.group(4)))
                .toList();
    }

    /** Patches that break core without removing a safety rule. */
    private static Path ownPatches() {
        return RulePatch.root().resolve("simulation/src/test/patches");
    }

    List<RulePatch> read() throws IOException {
        List<RulePatch> read = new ArrayList<>();
        for (String patch : patches) {
            Path own = ownPatches().resolve(patch + ".patch");
            read.add(
                    Files.exists(own)
                            ? RulePatch.parse(patch, Files.readAllLines(own))
                            : RulePatch.of(patch + ".patch"));
        }
        return read;
    }

    /** The row. */
    @Override
    public String toString() {
        return "| %s | `%s` | %d | %s |"
                .formatted(name, String.join("`, `", patches), seed, invariant);
    }
}
