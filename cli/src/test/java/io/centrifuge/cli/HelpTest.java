package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "manager",
                "store",
                "store create",
                "store add",
                "store remove",
                "store replace",
                "store status",
                "store backup",
                "store restore",
                "cluster",
                "cluster up",
                "cluster status",
                "cluster kill",
                "cluster start",
                "cluster down",
                "status",
                "owners",
                "table",
                "lookup",
                "watch",
                "drain",
                "undrain",
                "evict",
                "history",
                "let-in",
                "service",
                "service remove",
                "config",
                "demo",
                "simulate",
                "bench",
                "bench manager",
                "bench local",
                "bench fleet"
            })
    void everyCommandHasHelpWithExamplesAndExitCodesIn80Columns(String command) {
        Launcher.Result help = Launcher.plain().run((command + " --help").split(" ", -1));

        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .contains("Usage: centrifuge " + command)
                .contains("\nExit codes:\n  0 ")
                .contains("\nExamples:\n  centrifuge " + command);
        assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    }

    @Test
    void helpOfAll() throws IOException {
        assertThat(Launcher.plain().run("--help").out()).isEqualTo(golden("help.txt"));
    }

    @Test
    void helpOfOneIsThatOfItsFlag() {
        Launcher.Result help = Launcher.plain().run("help", "drain");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).isEqualTo(Launcher.plain().run("drain", "--help").out());
        assertThat(Launcher.plain().run("help").out())
                .isEqualTo(Launcher.plain().run("--help").out());
        assertThat(Launcher.plain().run("help", "cluster", "up").out())
                .isEqualTo(Launcher.plain().run("cluster", "up", "--help").out());
        BadInputTest.refused(
                2, Launcher.plain().run("help", "drian"), "drian", "did you mean \"drain\"?");
        BadInputTest.refused(2, Launcher.plain().run("help", "cluster", "upp"), "\"up\"");
        BadInputTest.refused(
                2, Launcher.plain().run("cordon", "b1"), "did you mean \"drain --cordon\"?");
        BadInputTest.refused(2, Launcher.plain().run("help", "uncordon"), "mean \"undrain\"?");
    }

    @Test
    void withoutACommandItShowsTheUsageAndFails() {
        Launcher.Result result = Launcher.plain().run();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("Usage: centrifuge").contains("Commands:");
    }

    @Test
    void version() {
        Launcher.Result result = Launcher.plain().run("--version");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("centrifuge ").doesNotContain("${").contains("Java ");
    }

    private static String golden(String name) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(HelpTest.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
