package io.centrifuge.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CoreSourcesTest {
    private static final String ONE = """
            package a;
            class One {
                int first() {
                    return 1;
                }
                int second() {
                    return 2;
                }
            }
            """;
    private static final CoreSources SOURCES = Sources.of("a/One.java", ONE);
    private static final RulePatch PATCH =
            Sources.patch(SOURCES, "a/One.java", ONE.replace("return 2", "return 3"));

    @Test
    void aHunkLiesWhereItsLinesAreNearestInTheFileThatItNames() throws Exception {
        String twice = "class One {\n".repeat(3) + ONE + ONE;
        CoreSources today = Sources.of("a/One.java", twice);

        assertThat(today.patched(PATCH))
                .containsOnlyKeys("a/One.java")
                .containsEntry(
                        "a/One.java",
                        ("class One {\n".repeat(3) + ONE.replace("return 2", "return 3") + ONE)
                                .lines()
                                .toList());
    }

    @Test
    void aHunkIsFoundInTheFileToWhichItsLinesMoved() throws Exception {
        String split = ONE.replace("One", "Two");
        CoreSources today =
                Sources.of("a/One.java", "package a;\nclass One {}\n", "a/b/Two.java", split);

        assertThat(today.patched(PATCH))
                .containsOnlyKeys("a/b/Two.java")
                .containsEntry(
                        "a/b/Two.java",
                        split.replace("return 2", "return 3").lines().toList());
    }

    @Test
    void aHunkIsFoundWhereTheFolderOfItsFileIsCalledOtherwise() throws Exception {
        CoreSources today = Sources.of("b/c/One.java", ONE.replace("package a", "package b.c"));

        assertThat(today.patched(PATCH)).containsOnlyKeys("b/c/One.java");
    }

    @Test
    void linesAtSeveralPlacesElsewhereAreRefusedWithThePatchAndTheFiles() {
        CoreSources today = Sources.of("a/Two.java", ONE, "a/Three.java", ONE);

        assertThatThrownBy(() -> today.patched(PATCH))
                .isInstanceOf(UnusablePatchException.class)
                .hasMessageContainingAll(
                        "012-any.patch", "a/One.java", "a/Two.java:6", "a/Three.java:6");
    }

    @Test
    void linesThatAreNowhereAreRefusedWithThePatchAndItsFile() {
        CoreSources today = Sources.of("a/One.java", ONE.replace("second", "other"));

        assertThatThrownBy(() -> today.patched(PATCH))
                .isInstanceOf(UnusablePatchException.class)
                .hasMessageContainingAll("012-any.patch", "a/One.java", "nor", "return 2;");
    }

    @Test
    void hunksThatMeetAreRefused() {
        RulePatch.Hunk hunk =
                new RulePatch.Hunk(6, List.of("    int second() {"), List.of("    int s() {"));
        RulePatch twice = PATCH.withHunks(new TreeMap<>(Map.of("a/One.java", List.of(hunk, hunk))));

        assertThatThrownBy(() -> SOURCES.patched(twice))
                .isInstanceOf(UnusablePatchException.class)
                .hasMessageContaining("two of its hunks");
    }

    @Test
    void aPatchCutFromAMendedSourceMakesExactlyThatSource() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<String> before = IntStream.range(0, 40)
                    .mapToObj(line -> "line " + random.nextInt(12))
                    .toList();
            List<String> mended = new ArrayList<>(before);
            for (int edits = 1 + random.nextInt(5); edits > 0; edits--) {
                int at = random.nextInt(mended.size());
                switch (random.nextInt(3)) {
                    case 0 -> mended.remove(at);
                    case 1 -> mended.add(at, "line " + random.nextInt(12));
                    default -> mended.set(at, "other");
                }
            }
            CoreSources sources = Sources.of("a/Any.java", String.join("\n", before));
            RulePatch cut = Sources.patch(sources, "a/Any.java", String.join("\n", mended));
            RulePatch read = RulePatch.parse(cut.file(), cut.lines());

            assertThat(new CoreSources(sources.with(sources.patched(read)).files())
                            .lines("a/Any.java"))
                    .as("round %d", round)
                    .isEqualTo(mended);
        }
    }
}
