package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The programs themselves are tested where they are. */
class ExampleCommandTest {
    private final Launcher launcher = new Launcher(Map.of());

    @Test
    void saysWhichThereAreAndWhatTheyTake() {
        BadInputTest.refused(2, launcher.run("example", "none"), "quick-start, back-end or");
        BadInputTest.refused(2, launcher.run("example", "back-end"), "--managers is missing");
        BadInputTest.refused(2, launcher.run("example", "back-end", "--what", "1"), "--what");
        BadInputTest.refused(2, launcher.run("example", "quick-start", "nowhere"), "nowhere");
        assertThat(launcher.run("example", "--help").out()).contains("example back-end --id");
    }
}
