package io.centrifuge.benchmarks.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetPageTest {
    @Test
    void thePageHasEverythingInIt() {
        Timeline timeline = new Timeline();
        for (int second = 1; second < 4; second++) {
            timeline.add(new Timeline.Sample(
                    second,
                    List.of(new Timeline.Manager("manager-1", true, 0.25, 100, 20, 1, 2)),
                    7,
                    448,
                    3,
                    second,
                    1.5));
        }
        timeline.add(new Timeline.Event(2, "</script> another leads", true));

        String page = FleetPage.text("7 owners", Map.of("cold start", "3 s"), timeline);

        assertThat(page)
                .contains("uPlot=function", ".uplot", "manager-1", "448", "cold start")
                .contains("<\\/script> another leads")
                .doesNotContain("/*STYLE*/", "/*LIBRARY*/", "/*DATA*/")
                .doesNotContainPattern("(src|href)=");
    }
}
