package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.centrifuge.LeaseTiming;
import io.centrifuge.benchmarks.fleet.Churn;
import io.centrifuge.benchmarks.fleet.FleetFigures;
import io.centrifuge.benchmarks.fleet.FleetOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchFleetCommandTest {
    /** Those that a script may rely on. */
    static final List<String> KEYS = List.of(
            "owners",
            "lookups",
            "seconds",
            "leader_cpu_per_s",
            "leader_bytes_in_per_s",
            "leader_bytes_out_per_s",
            "leader_rss_mb",
            "leader_longest_event_ms",
            "renewal_ms_p50",
            "renewal_ms_p99",
            "commit_to_applied_ms_p50",
            "commit_to_applied_ms_p99",
            "cold_start_s",
            "table_bytes",
            "ranges",
            "leases_lost",
            "losses_notified",
            "races",
            "takeovers",
            "double_held");

    private static FleetFigures figures(List<String> lost) {
        FleetOptions options = new FleetOptions(
                new FleetOptions.Size(1_000, 10_000, 200, 3, 5, 2),
                "standard",
                LeaseTiming.STANDARD,
                Churn.TAKEOVER,
                true,
                60,
                4,
                false);
        Histogram times = new Histogram(3);
        for (int millis = 1; millis <= 100; millis++) {
            times.recordValue(millis * 1_000_000L);
        }
        return new FleetFigures(
                options,
                0.012,
                17.5,
                Stream.of("manager-2", "manager-1", "manager-3")
                        .map(name -> new FleetFigures.ManagerAtRest(
                                name, 0.1234, 1e6, 2.5e7, 412.5, 1_023, 12.25, 254, 1_266))
                        .toList(),
                times,
                new FleetFigures.Changes(times, 20, 0.125, 31),
                180,
                List.of(2.5, 3.25),
                List.of(
                        new FleetFigures.Stall(5.01, 0.123, 0.8, 2.5, 0),
                        new FleetFigures.Stall(14.01, 0.05, 12.75, 24, 1_280_000)),
                new FleetFigures.Totals(1_152_000, 64_000, 2, 1_280_000, 7, 3, 0),
                lost,
                8.5,
                1.25,
                Path.of("/tmp/page.html"));
    }

    @Test
    void jsonIsOneLineWithEveryFigure() throws Exception {
        StringWriter out = new StringWriter();
        new FleetBenchReport(new PrintWriter(out)).json(figures(List.of()));

        assertThat(out.toString().lines()).hasSize(1);
        JsonNode json = new JsonMapper().readTree(out.toString());
        assertThat(json.fieldNames()).toIterable().containsAll(KEYS);
        assertThat(json.get("renewal_ms_p50").doubleValue()).isBetween(49.9, 50.1);
        assertThat(json.get("commit_to_applied_ms_p99").doubleValue()).isBetween(98.9, 99.2);
        assertThat(json.get("watchers").intValue()).isEqualTo(9_800);
        assertThat(json.get("current_after_takeover_s")).hasSize(2);
        assertThat(json.get("managers")).hasSize(3);
        assertThat(json.get("stalls")).hasSize(2);
        assertThat(json.get("stalls").get(1).get("leases_lost").intValue()).isEqualTo(1_280_000);
    }

    @Test
    void theTextFitsIn80ColumnsAndSaysWhoLostLeases() {
        StringWriter out = new StringWriter();
        List<String> lost = Stream.generate(
                        () -> "owner-7 lost 64 ranges, is DISCONNECTED; its last"
                                + " error: manager 127.0.0.1:30205: UNAVAILABLE: io exception")
                .limit(12)
                .toList();
        new FleetBenchReport(new PrintWriter(out)).text(figures(lost));

        assertThat(out.toString().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(81))
                .contains(
                        "1,000 owners, 10,000 lookups (200 whole, 9,800 watchers), 3 managers,"
                                + " 5 stores,",
                        "2 services, terms standard, TLS; load of the machine 8.50, 4 busy"
                                + " threads.",
                        "  127.0.0.1:30205: UNAVAILABLE: io exception",
                        "and 2 more like these",
                        "Time lines: /tmp/page.html");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--owners 0 --lookups 1 | --owners must be from 1 to 20,000, but is 0",
                "--owners 1 --lookups -1 | --lookups must be from 0 to 100,000, but is -1",
                "--owners 1 --lookups 5 --whole-lookups 6 | --whole-lookups must be from 0 to 5",
                "--owners 1 --lookups 0 --managers 10 | --managers must be from 1 to 9, but is 10",
                "--owners 1 --lookups 0 --stores -2 | --stores must be from 0 to 9, but is -2",
                "--owners 3 --lookups 0 --services 4 | --services must be at most --owners",
                "--owners 1 --lookups 0 --seconds 1 | --seconds must be from 2 to 86,400",
                "--owners 1 --lookups 0 --busy -1 | --busy must be from 0 to 1,000, but is -1",
                "--owners 1 --lookups 0 --churn patch | give --owners 2 or more",
                "--owners 1 --lookups 0 --churn all | give none, patch, mass, takeover",
                "--owners 1 --lookups 0 --terms long | terms",
                "--owners 1 --lookups 0 --page /no/such/folder/p.html | --page: can't write",
                "--owners 20000 --lookups 100000 --whole-lookups 100000 | MB are free: give fewer",
                "--owners 1 | --lookups",
            })
    void whatCannotBeUsedIsNamed(String flags, String message) {
        Launcher.Result result = Launcher.plain().run(("bench fleet " + flags).split(" ", -1));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }
}
