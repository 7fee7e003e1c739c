package io.centrifuge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** The demo with real processes. */
class DemoIT {
    @Test
    void theDemoPassesAndLeavesNoProcess() throws Exception {
        DemoOptions options = new DemoOptions(
                DeviceList.builtIn(), DemoOptions.FEWEST_SECONDS, DemoManager.COMMAND, 1, 0, false);
        DemoReport report =
                Demo.run(options, new PrintStream(OutputStream.nullOutputStream(), true));
        assertThat(report.problems()).isEmpty();
        assertThat(report.exitCode()).as(report.toJson()).isZero();
        assertThat(report.outcome().lossesNotified()).isPositive();
        assertThat(report.rangesByOwner()).containsOnlyKeys("back-end-3", "back-end-4");
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }
}
