package io.centrifuge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PatchCarrierTest {
    private static final String COUNTER = """
            package a.b;

            /** Counts. */
            final class Counter {
                private final Total total = new Total();
                private int most;

                void limit(int most) {
                    this.most = most;
                }

                boolean count(int more) {
                    if (total.now() + more > most) {
                        return false; // no more than that
                    }
                    total.add(more);
                    return true;
                }

                int left() {
                    return most - total.now();
                }
            }
            """;
    private static final String FILE = "a/b/Counter.java";
    private static final CoreSources BEFORE = Sources.of(FILE, COUNTER);

    private static String noLimit(String text) {
        return text.replace("total.now() + more > most", "false");
    }

    private static String twice(String text) {
        return text.replace("add(more);\n", "add(more);\n        total.add(more);\n");
    }

    private static String noCount(String text) {
        return text.replace("        total.add(more);\n", "");
    }

    @Test
    void aRenamedFieldIsFollowed() throws Exception {
        UnaryOperator<String> rename = text -> text.replace("total", "sum");

        assertCarried(PatchCarrierTest::noLimit, rename, FILE, noLimit(COUNTER));
        assertCarried(PatchCarrierTest::noCount, rename, FILE, noCount(COUNTER));
        assertCarried(PatchCarrierTest::twice, rename, FILE, twice(COUNTER));
    }

    private static void assertCarried(
            UnaryOperator<String> patch, UnaryOperator<String> change, String file, String patched)
            throws Exception {
        CoreSources today = Sources.of(file, change.apply(COUNTER));
        assertThat(carried(patch, today).getFirst().files())
                .containsOnlyKeys(file)
                .containsEntry(file, change.apply(patched).lines().toList());
    }

    private static List<PatchCarrier.Result> carried(UnaryOperator<String> patch, CoreSources today)
            throws Exception {
        RulePatch then = Sources.patch(BEFORE, FILE, patch.apply(COUNTER));
        return new PatchCarrier(BEFORE, today).carried(then);
    }

    @Test
    void aFieldIsToldFromAParameterOfItsNameByOneOfTheTries() throws Exception {
        UnaryOperator<String> rename = text -> text.replace("this.most", "this.bound")
                .replace("> most", "> bound")
                .replace("most -", "bound -")
                .replace("int most;", "int bound;");
        UnaryOperator<String> higher =
                text -> text.replace("(more);\n", "(more);\n        most++;\n");
        CoreSources today = Sources.of(FILE, rename.apply(COUNTER));

        assertThat(carried(higher, today))
                .anySatisfy(result -> assertThat(result.files())
                        .containsEntry(
                                FILE,
                                higher.apply(rename.apply(COUNTER))
                                        .replace("most++", "bound++")
                                        .lines()
                                        .toList()));
    }

    @Test
    void changedNeighboursDontMatter() throws Exception {
        assertCarried(
                PatchCarrierTest::noCount,
                text -> text.replace(
                        "        return true;", "        report();\n        return true;"),
                FILE,
                noCount(COUNTER));
    }

    @Test
    void linesThatAreBrokenDifferentlyDontMatter() throws Exception {
        CoreSources today = Sources.of(
                FILE,
                COUNTER.replace(
                        "total.now() + more > most", "total.now()\n            + more > most"));

        assertThat(carried(PatchCarrierTest::noLimit, today).getFirst().files())
                .containsEntry(FILE, noLimit(COUNTER).lines().toList());
    }

    @Test
    void codeThatMovedToAnotherClassAndWasRenamedIsFollowed() throws Exception {
        String rest =
                "package a.b;\n\nfinal class Counter {\n    Limited limited = new Limited();\n}\n";
        UnaryOperator<String> move =
                text -> text.replace("Counter", "Limited").replace("total", "sum");
        CoreSources today = Sources.of(FILE, rest, "a/c/Limited.java", move.apply(COUNTER));

        assertThat(carried(PatchCarrierTest::noLimit, today).getFirst().files())
                .containsOnlyKeys("a/c/Limited.java")
                .containsEntry(
                        "a/c/Limited.java", move.apply(noLimit(COUNTER)).lines().toList());
    }

    @Test
    void aMovedPackageIsFollowedInFullNamesToo() throws Exception {
        UnaryOperator<String> named =
                text -> text.replace("return true", "return a.b.Counter.class != null");
        assertCarried(
                named,
                text -> text.replace("a.b", "org.c.d"),
                "org/c/d/Counter.java",
                named.apply(COUNTER));
    }

    @Test
    void codeThatIsGoneIsMissedWithItsFileAndLine() throws Exception {
        CoreSources today = Sources.of(
                FILE,
                COUNTER.replace(
                        "        total.add(more);\n        return true;\n",
                        "        return add();\n"));

        assertThat(carried(PatchCarrierTest::noCount, today))
                .allSatisfy(result ->
                        assertThat(result.missed()).containsExactly(FILE + ", then line 16"));
    }

    @Test
    void aClassThatIsGoneIsMissed() throws Exception {
        assertThat(carried(PatchCarrierTest::noCount, Sources.of()).getFirst().missed())
                .containsExactly(FILE + ", then line 16");
    }
}
