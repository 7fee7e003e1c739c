package io.centrifuge.core.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.centrifuge.core.transcript.Transcript;
import io.centrifuge.rules.Outcome;
import io.centrifuge.rules.RulePatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Without any one of the safety rules, its test fails and its transcript comes out differently:
 * each patch in {@code rules} removes one.
 */
class RulesAreNecessaryTest {
    @TestFactory
    List<DynamicTest> itsTestAndItsTranscriptFailWithoutTheRule() throws IOException {
        return RulePatch.all().stream()
                .map(patch -> dynamicTest(patch.file(), () -> {
                    Outcome outcome = RuleCheck.run(patch);
                    assertThat(outcome.failedAsItMust())
                            .as("%s: %s", patch.rule(), outcome.what())
                            .isTrue();
                }))
                .toList();
    }

    @Test
    void aPatchThatDoesNotApplyIsNoProof() throws IOException {
        assertThat(RuleCheck.run(patch("-nothing of the kind", "+")).failedAsItMust())
                .isFalse();
    }

    @Test
    void aPatchThatDoesNotCompileIsNoProof() throws IOException {
        String line = "public record Step<E>(List<E> effects, long wakeAt) {";
        assertThat(RuleCheck.run(patch("-" + line, "+nonsense")).what())
                .startsWith("doesn't compile");
    }

    @Test
    void aTestThatStaysGreenIsNoProof() throws IOException {
        String line = "public record Step<E>(List<E> effects, long wakeAt) {";
        assertThat(RuleCheck.run(patch(" " + line, "+    // no rule")).what())
                .isEqualTo("the test stays green");
    }

    @Test
    void aTranscriptThatStaysTheSameIsNoProof() throws IOException {
        RulePatch loss = ruleOf("112-loss");
        RulePatch elsewhere =
                new RulePatch(ruleOf("012-margin").file(), loss.header(), loss.hunks());
        assertThat(RuleCheck.run(elsewhere).failedAsItMust()).isFalse();
        assertThat(RuleCheck.run(elsewhere).what()).endsWith("transcript stays the same");
    }

    @Test
    void aRuleWithoutATranscriptIsNoProof() throws IOException {
        RulePatch loss = ruleOf("112-loss");
        RulePatch unwritten = new RulePatch("none.patch", loss.header(), loss.hunks());
        assertThat(RuleCheck.run(unwritten).failedAsItMust()).isFalse();
        assertThat(RuleCheck.run(unwritten).what()).endsWith("transcript is missing: none.txt");
    }

    @Test
    void everyTranscriptIsOfARuleAndBeginsWithIt() throws IOException {
        for (Path file : Transcript.all()) {
            RulePatch patch = ruleOf(file.getFileName().toString().replaceFirst("\\.txt$", ""));
            assertThat(Files.readString(file)).startsWith("# " + patch.rule() + "\n# ");
        }
    }

    private static RulePatch ruleOf(String name) throws IOException {
        return RulePatch.all().stream()
                .filter(patch -> patch.file().equals(name + ".patch"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no rule " + name));
    }

    private static RulePatch patch(String... hunk) {
        return RulePatch.parse(
                "none.patch",
                Stream.concat(
                                Stream.of(
                                        "# rule: none",
                                        "# test: " + LossRulesTest.class.getName()
                                                + "#stateThatIsGoneIsALoss",
                                        "--- a/core/src/main/java/io/centrifuge/core/Step.java",
                                        "+++ b/core/src/main/java/io/centrifuge/core/Step.java",
                                        "@@ -1 +1 @@"),
                                Stream.of(hunk))
                        .toList());
    }
}
