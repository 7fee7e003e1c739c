package io.centrifuge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.centrifuge.demo.DemoReport.Stretch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DemoReportTest {
    private static final String KEYS = "devices, requests, ok, retried, unknown,"
            + " unexplained_unknown, wrong, missing_at_end, killed, joined, drained,"
            + " manager_restarts, leader_kills, store_kills, losses_notified, republished,"
            + " unavailable_ms_kill_p95,"
            + " unavailable_ms_kill_max, unavailable_ms_join_p95, unavailable_ms_join_max,"
            + " unavailable_ms_drain_p95, unavailable_ms_drain_max,"
            + " unavailable_ms_manager_restart_p95, unavailable_ms_manager_restart_max,"
            + " ranges_by_owner";

    private static DemoReport report(long unexplained, long wrong, long missing, int drained) {
        return new DemoReport(
                "one manager",
                3,
                new DemoReport.Outcome(10, 8, 2, 1, unexplained, wrong, missing, 4, 5),
                new DemoReport.FaultCounts(1, 1, drained, 1, 0, 0, drained > 0),
                new TreeMap<>(Map.of(
                        Fault.KILL, new Stretch(3_700, 3_900),
                        Fault.JOIN, new Stretch(50, 80),
                        Fault.DRAIN, new Stretch(40, 90),
                        Fault.MANAGER_RESTART, new Stretch(0, 2))),
                new TreeMap<>(Map.of("back-end-3", 64, "back-end-4", 70)),
                List.of("a problem"));
    }

    @Test
    void theJsonHasExactlyTheKeysInOrderInOneLine() throws Exception {
        String json = report(0, 0, 0, 1).toJson();
        JsonNode node = new ObjectMapper().readTree(json);
        assertThat(node.fieldNames()).toIterable().containsExactly(KEYS.split(", "));
        assertThat(json).doesNotContain("\n");
        assertThat(node.get("unavailable_ms_kill_max").asLong()).isEqualTo(3_900);
        assertThat(node.get("ranges_by_owner").get("back-end-4").asInt()).isEqualTo(70);
    }

    @Test
    void onlySafetyAndFaultsDecideTheExitCode() {
        assertThat(report(0, 0, 0, 1).exitCode()).isZero();
        assertThat(report(1, 0, 0, 1).exitCode()).isEqualTo(1);
        assertThat(report(0, 1, 0, 1).exitCode()).isEqualTo(1);
        assertThat(report(0, 0, 1, 1).exitCode()).isEqualTo(1);
        assertThat(report(0, 0, 0, 0).exitCode()).isEqualTo(1);
    }

    @Test
    void theTextHasAVerdictAndTheProblems() {
        assertThat(report(0, 0, 0, 1).toText())
                .contains("PASSED", "3,900  a dead owner", "back-end-4 has 70")
                .doesNotContain("a problem");
        assertThat(report(0, 1, 0, 1).toText()).contains("FAILED", "a problem");
    }
}
