package io.centrifuge.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTextTest {
    @Test
    void samplesOfANameAreAddedUp() {
        MetricsText page = MetricsText.of("""
                # HELP bytes_total Bytes.
                # TYPE bytes_total counter
                bytes_total{role="owner"} 100.0
                bytes_total{role="lookup"} 2.5E3
                bytes_total_of_others 7.0
                plain 3.0
                """);

        assertThat(page.sum("bytes_total")).isEqualTo(2_600);
        assertThat(page.sum("bytes_total", "role=\"owner\"")).isEqualTo(100);
        assertThat(page.max("bytes_total")).isEqualTo(2_500);
        assertThat(page.sum("plain")).isEqualTo(3);
        assertThat(page.sum("absent")).isZero();
    }
}
