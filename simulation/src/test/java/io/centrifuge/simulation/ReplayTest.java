package io.centrifuge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.simulation.scenario.KeptFaults;
import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.world.Trace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same scenario always gives the same, wherever and in whatever order it runs. */
class ReplayTest {
    private static final int EVENTS = 4_000;
    private static final long FIRST = 101;
    private static final long LAST = 108;

    /** Of the seeds from the first to the last, in that order. */
    private static List<String> hashes() {
        return LongStream.rangeClosed(FIRST, LAST).mapToObj(ReplayTest::hash).toList();
    }

    private static String hash(long seed) {
        return "%016x".formatted(Simulation.run(Scenario.of(seed, EVENTS)).traceHash());
    }

    /** Prints the hashes, for a Java machine of its own. */
    public static void main(String[] arguments) {
        hashes().forEach(System.out::println);
    }

    @Test
    void theOrderOfRunsChangesNothing() {
        List<String> forwards = hashes();
        List<String> backwards = new ArrayList<>();
        for (long seed = LAST; seed >= FIRST; seed--) {
            backwards.addFirst(hash(seed));
        }
        assertThat(backwards).isEqualTo(forwards);
        assertThat(new TreeSet<>(forwards)).hasSameSizeAs(forwards);
    }

    @Test
    void readingTheTraceChangesNothing() {
        List<String> lines = new ArrayList<>();
        RunResult read = Simulation.run(Scenario.of(FIRST, EVENTS), Trace.to(lines::add));
        assertThat("%016x".formatted(read.traceHash())).isEqualTo(hash(FIRST));
        assertThat(lines).hasSizeGreaterThan(EVENTS);
    }

    /** The interpreter alone, the first compiler alone, and both as usual. */
    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-XX:TieredStopAtLevel=1", "-XX:+TieredCompilation"})
    void howTheCodeIsCompiledChangesNothing(String mode) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        mode,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReplayTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).isZero();
        assertThat(printed.lines()).isEqualTo(hashes());
    }

    @Test
    void leavingAFaultOutChangesNothingBeforeIt() {
        Scenario all = Scenario.of(FIRST, EVENTS);
        List<String> whole = new ArrayList<>();
        Simulation.run(all, Trace.to(whole::add));
        int at = whole.size() - 1;
        while (!whole.get(at).contains("  fault ")) {
            at--;
        }
        int last = Integer.parseInt(whole.get(at).replaceFirst(".*  fault ([0-9]+):.*", "$1"));
        TreeSet<Integer> butTheLast = new TreeSet<>();
        for (int i = 0; i < last; i++) {
            butTheLast.add(i);
        }
        List<String> less = new ArrayList<>();
        Simulation.run(all.with(new KeptFaults(butTheLast)), Trace.to(less::add));

        assertThat(less.subList(0, at)).isEqualTo(whole.subList(0, at));
    }
}
