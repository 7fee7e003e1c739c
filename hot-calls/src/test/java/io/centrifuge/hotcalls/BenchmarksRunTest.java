package io.centrifuge.hotcalls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** All run, each for a moment; what they measure then means nothing. */
class BenchmarksRunTest {
    @Test
    void eachBenchmarkThatBenchLocalComparesRuns() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("\\.(lookupOfHash|lookupOfString|bareRead|binarySearch|helix"
                                + "|hazelcast|checkLeaseNowOfHash.*|twoClockReads)$")
                        .param("owners", "4")
                        .param("ranges", "256")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(10))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();

        assertThat(results.stream()
                        .map(result -> result.getPrimaryResult().getLabel())
                        .collect(Collectors.toList()))
                .containsExactlyInAnyOrderElementsOf(List.of(
                        "bareRead",
                        "binarySearch",
                        "checkLeaseNowOfHash",
                        "checkLeaseNowOfHashByTwoThreads",
                        "hazelcast",
                        "helix",
                        "lookupOfHash",
                        "lookupOfString",
                        "twoClockReads"));
    }
}
