package io.centrifuge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.testing.TestManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class QuickStartTest {
    private static final Path SOURCE =
            Path.of("src/main/java/io/centrifuge/examples/quickstart/QuickStart.java");

    @Test
    void readmeShowsTheProgramThatTheBuildCompiles() throws IOException {
        String source = Files.readString(SOURCE);
        String shown = source.substring(source.indexOf("import ")).strip();
        assertThat(Files.readString(Path.of("../README.md")))
                .contains("```java\n" + shown + "\n```");
    }

    @Test
    void itRuns() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (TestManager manager = TestManager.startInRealTime(LeaseTiming.FAST)) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            QuickStart.main(new String[] {manager.address().toString()});
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("Zoë at server-1 at 127.0.0.1:8080, lease ", "visit 3");
    }
}
