package io.centrifuge.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.rules.RulePatch;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of rules in {@code docs/protocol.md} names every patch, and tests that are there. */
class ProtocolDocTest {
    /** A row of the table: rule, test, patch. */
    private static final Pattern ROW =
            Pattern.compile("\\| (.+) \\| `(\\w+)#(\\w+)` \\| `([-\\w]+\\.patch)` \\|");

    private record Row(String rule, String test, String method, String patch) {}

    private static List<String> table() throws IOException {
        List<String> lines = Files.readAllLines(RulePatch.root().resolve("docs/protocol.md"));
        int start = lines.indexOf("## Rules");
        assertThat(start).isPositive();
        return lines.stream()
                .skip(start)
                .filter(line -> line.startsWith("| ") && !line.startsWith("| rule |"))
                .toList();
    }

    private static List<Row> rows() throws IOException {
        return table().stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> new Row(row.group(1), row.group(2), row.group(3), row.group(4)))
                .toList();
    }

    @Test
    void everyRuleHasATestAndAPatch() throws IOException {
        assertThat(table()).isNotEmpty().allMatch(line -> ROW.matcher(line).matches());
    }

    @Test
    void everyPatchIsInTheTableWithItsRuleAndItsTest() throws IOException {
        List<Row> patches = RulePatch.all().stream()
                .map(patch -> {
                    String[] test = patch.test().replaceFirst(".*\\.", "").split("#", 2);
                    return new Row(patch.rule(), test[0], test[1], patch.file());
                })
                .toList();
        assertThat(rows()).containsExactlyInAnyOrderElementsOf(patches);
    }

    @Test
    void everyTestNamedIsThere() throws Exception {
        for (Row row : rows()) {
            Class<?> test = Class.forName(getClass().getPackageName() + "." + row.test());
            assertThat(Arrays.stream(test.getDeclaredMethods())
                            .filter(method -> method.isAnnotationPresent(Test.class))
                            .map(Method::getName))
                    .contains(row.method());
        }
    }
}
