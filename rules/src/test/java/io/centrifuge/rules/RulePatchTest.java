package io.centrifuge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulePatchTest {
    private static final List<String> LINES = """
            # rule: Nothing is counted twice.
            # test: a.CounterTest#nothingIsCountedTwice
            --- a/core/src/main/java/a/Counter.java
            +++ b/core/src/main/java/a/Counter.java
            @@ -4,3 +4,3 @@
                 void count() {
            -        total++;
            +        total += 2;
                 }
            @@ -20 +20,2 @@
             }
            +// the end
            """.lines().toList();

    @Test
    void isReadAndWrittenAsItWas() {
        RulePatch patch = RulePatch.parse("007-twice.patch", LINES);

        assertThat(patch.rule()).isEqualTo("Nothing is counted twice.");
        assertThat(patch.test()).isEqualTo("a.CounterTest#nothingIsCountedTwice");
        assertThat(patch.name()).isEqualTo("007-twice");
        assertThat(patch.number()).isEqualTo("007");
        assertThat(patch.transcript()).isEqualTo("007-twice.txt");
        assertThat(patch.hunks().get("a/Counter.java"))
                .containsExactly(
                        new RulePatch.Hunk(
                                4,
                                List.of("    void count() {", "        total++;", "    }"),
                                List.of("    void count() {", "        total += 2;", "    }")),
                        new RulePatch.Hunk(20, List.of("}"), List.of("}", "// the end")));
        assertThat(patch.lines()).isEqualTo(LINES);
    }

    @Test
    void allOfThisProjectAreReadAndWrittenWithTheSameMeaning() throws IOException {
        assertThat(RulePatch.all())
                .isNotEmpty()
                .allSatisfy(patch ->
                        assertThat(RulePatch.parse(patch.file(), patch.lines())).isEqualTo(patch));
    }

    @Test
    void itsFileIsReplacedInOneStep(@TempDir Path root) throws IOException {
        Path folder = Files.createDirectory(root.resolve("rules"));
        Path file = Files.writeString(folder.resolve("007-twice.patch"), "what was");

        RulePatch.parse("007-twice.patch", LINES).write(root);

        assertThat(file).hasContent(String.join("\n", LINES) + "\n");
        assertThat(folder).isDirectoryContaining(file::equals);
        try (var left = Files.walk(root)) {
            assertThat(left.filter(Files::isRegularFile)).containsExactly(file);
        }
    }
}
