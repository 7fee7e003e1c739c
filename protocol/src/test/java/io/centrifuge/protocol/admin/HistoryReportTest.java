package io.centrifuge.protocol.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ServiceName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryReportTest {
    private static HistoryReport report(long storeHistory, boolean current, long since) {
        return new HistoryReport(
                new ServiceName("chat"),
                storeHistory,
                current,
                Instant.ofEpochMilli(since),
                0,
                List.of());
    }

    @Test
    void theStoresNewestHistoryCountsMostThenWhoKnowsTheLeaderThenTheLongestSight() {
        HistoryReport leftBehind = report(0, true, 1);
        HistoryReport stuck = report(5, false, 2);
        HistoryReport young = report(5, true, 4);
        HistoryReport best = report(5, true, 3);
        assertThat(Collections.max(List.of(leftBehind, stuck, best, young), HistoryReport.BY_WORTH))
                .isEqualTo(best);
        assertThat(Collections.max(List.of(leftBehind, stuck), HistoryReport.BY_WORTH))
                .isEqualTo(stuck);
    }
}
