package io.centrifuge.simulation.bugs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.centrifuge.core.Step;
import io.centrifuge.rules.PatchedCore;
import io.centrifuge.simulation.Simulation;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The simulator finds bugs of the kinds that people really make: each is core without one rule, or
 * without two that cover each other. The table in {@code docs/testing.md} says which seed finds
 * each; {@code -Dbugs.rewrite=true} writes those rows again whose seed finds nothing any more.
 */
class SeededBugsTest {
    private static final int EVENTS = 20_000;

    /** How far the first seed is looked for when the table is written again. */
    private static final int MOST_SEEDS = 5_000;

    @TestFactory
    List<DynamicTest> isFound() throws IOException {
        List<SeededBug> bugs = SeededBug.all();
        assertThat(bugs).hasSizeGreaterThanOrEqualTo(20);
        assertThat(bugs).extracting(SeededBug::patches).doesNotHaveDuplicates();
        return bugs.stream()
                .map(bug -> dynamicTest(bug.name(), () -> {
                    if (Boolean.getBoolean("bugs.rewrite")) {
                        String still = bug.seed() + " " + bug.invariant();
                        if (!run(bug, bug.seed(), bug.seed()).equals(still)) {
                            rewrite(bug, find(bug, 1, MOST_SEEDS));
                        }
                    } else {
                        assertThat(find(bug, bug.seed(), bug.seed())).isEqualTo(bug);
                    }
                }))
                .toList();
    }

    private static SeededBug find(SeededBug bug, long first, long last) throws Exception {
        String[] said = run(bug, first, last).split(" ", 2);
        assertThat(said)
                .as("%s is found by seeds %d to %d", bug.name(), first, last)
                .hasSize(2);
        return new SeededBug(bug.name(), bug.patches(), Long.parseLong(said[0]), said[1]);
    }

    /** What {@link Finder#find} says of core with these patches. */
    private static String run(SeededBug bug, long first, long last) throws Exception {
        try (PatchedCore core = PatchedCore.without(bug.read());
                URLClassLoader loader =
                        core.load(Step.class, Simulation.class, SeededBugsTest.class)) {
            return String.valueOf(Class.forName(Finder.class.getName(), true, loader)
                    .getMethod("find", long.class, long.class, int.class)
                    .invoke(null, first, last, EVENTS));
        }
    }

    private static void rewrite(SeededBug bug, SeededBug found) throws IOException {
        String text = Files.readString(SeededBug.doc());
        Files.writeString(SeededBug.doc(), text.replace(bug.toString(), found.toString()));
    }

    /** A world may be as small as its fault needs; of three worlds not all are. */
    @Test
    void whatIsFoundIsShrunk() throws Exception {
        int smaller = 0;
        for (SeededBug bug : SeededBug.all().subList(0, 3)) {
            try (PatchedCore core = PatchedCore.without(bug.read());
                    URLClassLoader loader =
                            core.load(Step.class, Simulation.class, SeededBugsTest.class)) {
                Object[] shrunk = (Object[]) Class.forName(Finder.class.getName(), true, loader)
                        .getMethod("shrink", long.class, int.class)
                        .invoke(null, bug.seed(), EVENTS);
                assertThat((Long) shrunk[1]).isLessThanOrEqualTo((Long) shrunk[0]);
                assertThat(shrunk[2]).isEqualTo(bug.invariant());
                smaller += (Long) shrunk[1] < (Long) shrunk[0] ? 1 : 0;
            }
        }
        assertThat(smaller).isPositive();
    }

    @Test
    void soundCoreBreaksNothing() {
        assertThat(Finder.find(1, 10, EVENTS)).isEmpty();
    }

    @Test
    void soundCoreWithSmallBoundsBreaksNothing() throws Exception {
        SeededBug none = new SeededBug("none", List.of("small-bounds"), 1, "");
        assertThat(run(none, 1, 10)).isEmpty();
    }
}
