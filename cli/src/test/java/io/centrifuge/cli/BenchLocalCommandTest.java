package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchLocalCommandTest {
    private static final LocalFigures REACHING =
            new LocalFigures(3, 20, 2, 80, 50, 200, 55, 55.1, 50, 0.004, 8, 2.7, 120);

    /** As JMH writes it: forks of iterations. */
    private static String result(String benchmark, int ranges, double... iterations) {
        List<String> raw = new ArrayList<>();
        for (double iteration : iterations) {
            raw.add(Double.toString(iteration));
        }
        return String.format(
                Locale.ROOT,
                "{\"benchmark\": \"io.centrifuge.hotcalls.Some.%s\","
                        + " \"params\": {\"ranges\": \"%d\"},"
                        + " \"primaryMetric\": {\"score\": 99, \"rawData\": [[%s]]},"
                        + " \"secondaryMetrics\": {\"gc.alloc.rate.norm\": {\"score\": %f}}}",
                benchmark,
                ranges,
                String.join(", ", raw),
                iterations[0] / 1_000);
    }

    private static JmhResults results(String... results) throws Exception {
        JmhResults all = new JmhResults();
        all.add(new JsonMapper().readTree("[" + String.join(",", results) + "]"));
        return all;
    }

    @Test
    void aFigureIsTheBestIterationOfItsBenchmark() throws Exception {
        JmhResults results = results(
                result("lookupOfHash", 6_400, 3.5, 3, 4),
                result("lookupOfString", 6_400, 20),
                result("bareRead", 6_400, 2),
                result("binarySearch", 6_400, 80),
                result("helix", 6_400, 50),
                result("hazelcast", 6_400, 200),
                result("checkLeaseNowOfHash", 6_400, 55),
                result("checkLeaseNowOfHashByTwoThreads", 6_400, 55.1),
                result("twoClockReads", 6_400, 50));
        results.add(new JsonMapper()
                .readTree("["
                        + String.join(
                                ",",
                                result("lookupOfHash", 64_000, 8),
                                result("bareRead", 64_000, 2.7),
                                result("binarySearch", 64_000, 120))
                        + "]"));

        assertThat(LocalFigures.of(results))
                .usingRecursiveComparison()
                .ignoringFields("allocatedBytes")
                .isEqualTo(REACHING);
        assertThat(LocalFigures.of(results).allocatedBytes()).isEqualTo(0.055);
    }

    @Test
    void whatJmhDidNotMeasureIsNamed() throws Exception {
        JmhResults results = results(result("bareRead", 6_400, 2));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalFigures.of(results))
                .withMessage("JMH has no result of \"lookupOfHash\" with 6400 ranges");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> results(
                        result("bareRead", 6_400, 2).replace("gc.alloc.rate.norm", "other")))
                .withMessageContaining("Some.bareRead");
    }

    @Test
    void jsonIsOneLineWithFiguresAndRatios() throws Exception {
        StringWriter out = new StringWriter();
        new LocalBenchReport(new PrintWriter(out)).json(REACHING);

        assertThat(out.toString().lines()).hasSize(1);
        JsonNode figures = new JsonMapper().readTree(out.toString());
        assertThat(figures.get("lookup_hash_ns").doubleValue()).isEqualTo(3);
        assertThat(figures.get("bare_read_ns").doubleValue()).isEqualTo(2);
        assertThat(figures.get("lookup_ratio_6400").doubleValue()).isEqualTo(1.5);
        assertThat(figures.get("lookup_ratio_64000").doubleValue()).isEqualTo(2.963);
        assertThat(figures.get("check_ratio").doubleValue()).isEqualTo(1.1);
        assertThat(figures.get("two_threads_ratio").doubleValue()).isEqualTo(1.996);
        assertThat(figures.get("string_extra_ns").doubleValue()).isEqualTo(17);
        assertThat(figures.get("allocated_bytes").doubleValue()).isEqualTo(0.004);
        assertThat(figures.size()).isEqualTo(17);
    }

    private static String text(LocalFigures figures) {
        StringWriter out = new StringWriter();
        new LocalBenchReport(new PrintWriter(out)).text(figures);
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
        return out.toString();
    }

    @Test
    void theTextSaysOfEachTargetWhetherItIsReached() {
        LocalFigures missing =
                new LocalFigures(300, 9_000, 2, 8_000, 5_000, 2_000, 700, 990, 500, 16, 9, 2, 120);

        assertThat(text(REACHING))
                .contains("lookup of a hash", "bare array read", "x 1.50", "1.50, reached")
                .contains("with 64,000 ranges", "3.00, reached", "x 1.10", "1.20, reached")
                .contains("17.0 ns  20, reached", "binary search", "Helix", "Hazelcast")
                .contains("x 2.00  2, reached", "0.00 B  0, reached")
                .doesNotContain("missed");
        assertThat(text(missing)).doesNotContain("reached");
    }

    @Test
    void withoutWhatTheScriptBuildsItSaysHowToRunIt() {
        Launcher.Result result = Launcher.plain().run("bench", "local");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("run \"./centrifuge bench local\"");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--jsno | did you mean \"--json\"?",
                "--owners=5 | --owners",
                "quickly | quickly",
            })
    void whatCannotBeUsedIsNamed(String flag, String message) {
        Launcher.Result result = Launcher.plain().run("bench", "local", flag);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }
}
