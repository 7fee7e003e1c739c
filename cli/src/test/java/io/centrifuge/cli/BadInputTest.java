package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.testsupport.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    private final Launcher launcher = Launcher.plain();

    @TempDir
    Path folder;

    @Test
    void anUnknownFlagIsRefusedWithTheNearest() {
        refused(2, launcher.run("manager", "--prot", "3"), "--prot", "did you mean \"--port\"?");
        refused(2, launcher.run("table", "s", "--jsno"), "--jsno", "did you mean \"--json\"?");
    }

    @Test
    void anUnknownCommandIsRefusedWithTheNearest() {
        refused(2, launcher.run("stauts"), "stauts", "did you mean \"status\"?");
    }

    @Test
    void anUnknownConfigKeyIsRefusedWithFileAndNearest() throws IOException {
        Path file = Files.writeString(folder.resolve("c.properties"), "prot = 3\n");
        refused(
                2,
                launcher.run("config", "--config", file.toString()),
                file.toString(),
                "\"prot\"",
                "did you mean \"port\"?");
    }

    @Test
    void aConfigKeyGivenTwiceIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("c.properties"), "port = 3\nport = 4\n");
        refused(2, launcher.run("manager", "--config", file.toString()), "\"port\" is given twice");
    }

    @Test
    void withoutTlsOnlyLoopbackIsListenedOn() {
        for (String role : List.of("manager", "store")) {
            refused(
                    2,
                    launcher.run(role, "--member", "m1", "--host", "0.0.0.0"),
                    "--host: \"0.0.0.0\" is not loopback",
                    "tls-key",
                    "insecure");
            refused(
                    2,
                    launcher.run(role, "--member", "m1", "--peer-host", "10.0.0.5"),
                    "--peer-host: \"10.0.0.5\" is not loopback");
        }
        assertThat(launcher.run("config", "--host", "0.0.0.0", "--insecure").exitCode())
                .isZero();
        refused(
                2,
                launcher.run("status", "--manager", "10.0.0.9:7400"),
                "10.0.0.9:7400 is not on loopback");
    }

    @Test
    void nobodyReachesAWildcardAddress() {
        for (String every : List.of("0.0.0.0:7400", "[::]:7400", "[0:0::0]:7400", "0:7400")) {
            refused(
                    2,
                    launcher.run("manager", "--advertise", every),
                    "--advertise: \"" + every + "\" stands for all addresses",
                    "such as 10.0.0.5:7400");
        }
        for (String role : List.of("manager", "store")) {
            refused(
                    2,
                    launcher.run(role, "--insecure", "--member", "m1", "--peer-host", "0.0.0.0"),
                    "--peer-host: \"0.0.0.0\" stands for all addresses",
                    "such as 10.0.0.5");
        }
        assertThat(launcher.run("config", "--advertise", "10.0.0.5:7400").exitCode())
                .isZero();
    }

    @Test
    void aMemberThatIsToBeginAStoreIsToldHowAGroupIsPutTogetherOrMended() {
        refused(
                2,
                launcher.run("manager", "--member", "m1", "--first"),
                "--first: member m1 begins no store",
                "\"centrifuge store create\" where the group is new",
                "if this member has lost its disk",
                "\"centrifuge store replace m1 HOST:PORT\"",
                "\"centrifuge store add HOST:PORT\"");
    }

    @Test
    void halfOfTlsIsRefused() throws IOException {
        refused(
                2,
                launcher.run("config", "--tls-key", "k.pem"),
                "--tls-key: TLS needs tls-certificate, too");
        refused(
                2,
                launcher.run(
                        "config",
                        "--tls-key=k",
                        "--tls-certificate=c",
                        "--tls-trust=t",
                        "--policy=p",
                        "--insecure"),
                "insecure is yes");
        refused(2, launcher.run("status", "--tls-key", "k.pem"), "give all of --tls-key");
        Path file = Files.writeString(folder.resolve("c.properties"), "insecure = maybe\n");
        refused(
                2,
                launcher.run("config", "--config", file.toString()),
                "\"maybe\" is neither: write yes or no");
    }

    @Test
    void filesOfTlsThatCantBeUsedAreNamed() {
        String none = folder.resolve("none.pem").toString();
        String[] files = {"--tls-key", none, "--tls-certificate", none, "--tls-trust", none};
        refused(
                2,
                launcher.run(Stream.concat(Stream.of("status"), Stream.of(files))
                        .toArray(String[]::new)),
                none + " doesn't exist",
                "put the certificate there");
        refused(
                1,
                launcher.run(Stream.concat(
                                Stream.of(
                                        "manager",
                                        "--data",
                                        folder.resolve("data").toString(),
                                        "--port",
                                        "0",
                                        "--policy",
                                        none),
                                Stream.of(files))
                        .toArray(String[]::new)),
                none + " doesn't exist");
    }

    @Test
    void anAbsentConfigFileIsRefused() {
        refused(2, launcher.run("config", "--config", folder + "/none"), "doesn't exist");
    }

    @Test
    void badValuesNameWhereTheyWereGiven() throws IOException {
        refused(2, launcher.run("config", "--port", "70000"), "--port: \"70000\"", "0 to 65535");
        refused(2, launcher.run("config", "--virtual-nodes", "0"), "--virtual-nodes: \"0\"");
        refused(
                2,
                launcher.run("config", "--metrics-port", "on"),
                "--metrics-port: \"on\"",
                "0 to 65535",
                "or off");
        refused(
                2,
                launcher.run("manager", "--port", "7500", "--metrics-port", "7500"),
                "metrics port is 7500, the manager's own port: choose another");
        refused(2, launcher.run("config", "--host", ""), "--host: \"\"", "127.0.0.1");
        refused(
                2,
                launcher.run("config", "--virtual-nodes-of", "a\tb=8"),
                "service name \"a?b\"",
                "U+0009");
        Path file = Files.writeString(folder.resolve("c.properties"), "terms = fats\n");
        refused(
                2,
                launcher.run("config", "--config", file.toString()),
                "terms in " + file,
                "did you mean \"fast\"?");
    }

    @Test
    void badTimingIsRefused() {
        refused(
                2,
                launcher.run("manager", "--terms", "quick"),
                "there are no terms \"quick\"",
                "standard, paper, fast");
        refused(2, launcher.run("manager", "--terms", "500h"), "\"500h\" is too short or too long");
    }

    @Test
    void anUnreachableManagerIsOneLineWithTheRemedy() throws IOException {
        int free = FreePorts.next();
        for (String[] command : new String[][] {
            {"status"}, {"owners"}, {"table", "s"}, {"lookup", "s", "k"}, {"watch"}, {"drain", "o"}
        }) {
            Launcher here = new Launcher(Map.of("CENTRIFUGE_MANAGER", "127.0.0.1:" + free));
            Launcher.Result result = here.run(command);
            refused(
                    3,
                    result,
                    "no manager answers at 127.0.0.1:" + free + " (connection refused)",
                    "centrifuge manager");
            assertThat(result.err().lines()).hasSize(1);
        }
    }

    @Test
    void aBadManagerAddressIsRefused() {
        refused(2, launcher.run("status", "--manager", "127.0.0.1"), "doesn't parse", "host:port");
        refused(
                2,
                new Launcher(Map.of("CENTRIFUGE_MANAGER", "x:y")).run("status"),
                "$CENTRIFUGE_MANAGER",
                "doesn't parse");
    }

    @Test
    void badNamesAreRefused() {
        refused(2, launcher.run("table", ""), "service name is empty");
        refused(2, launcher.run("table", "s".repeat(201)), "201 bytes long", "200");
        refused(2, launcher.run("watch", "a\u0007b"), "U+0007");
        refused(2, launcher.run("drain", ""), "owner id is empty");
        refused(2, launcher.run("drain", "o".repeat(201)), "201 bytes long");
        refused(2, launcher.run("lookup", "s", "xyz", "--hash"), "\"xyz\" is no key hash");
        refused(2, launcher.run("lookup", "s"), "KEY");
        refused(2, launcher.run("lookup", "s", "\ufffd"), "LC_ALL=C.UTF-8");
    }

    @Test
    void badDurationsAreRefused() {
        refused(2, launcher.run("status", "--timeout", "soon"), "\"soon\" is no duration", "500ms");
    }

    @Test
    void aBadDevicesFileOrLengthOfTheDemoIsRefused() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "");
        refused(2, launcher.run("demo", "--devices", folder + "/none"), "does not exist");
        refused(2, launcher.run("demo", "--devices", empty.toString()), "has no id in it");
        refused(2, launcher.run("demo", "--seconds", "1"), "seconds must be from 20");
        refused(2, launcher.run("demo", "--seconds", "x"), "--seconds");
    }

    @Test
    void aTakenPortIsRefused() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused(
                    1,
                    launcher.run(
                            "manager",
                            "--port",
                            Integer.toString(taken.getLocalPort()),
                            "--data",
                            folder.resolve("data").toString()),
                    "can't listen on 127.0.0.1:" + taken.getLocalPort(),
                    "choose another");
        }
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aTakenMetricsPortIsRefusedBeforeAnyDataIsTouched() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refused(
                    1,
                    launcher.run(
                            "manager",
                            "--port",
                            "0",
                            "--metrics-port",
                            Integer.toString(taken.getLocalPort()),
                            "--data",
                            folder.resolve("data").toString()),
                    "metrics page can't listen on 127.0.0.1:" + taken.getLocalPort(),
                    "choose another metrics port");
        }
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aForeignOrUnusableDataFolderIsRefused() throws IOException {
        Path foreign = Files.createDirectory(folder.resolve("foreign"));
        Files.writeString(foreign.resolve("thesis.txt"), "years of work");
        refused(1, manager(foreign), foreign.toString(), "name an empty folder");
        Path file = Files.writeString(folder.resolve("file"), "");
        refused(1, manager(file), file.toString(), "name a folder");
        refused(1, manager(Path.of("/proc/none")), "/proc/none", "can't be created");
        assertThat(foreign).isDirectoryContaining("glob:**/thesis.txt");
    }

    private Launcher.Result manager(Path data) {
        return launcher.run("manager", "--port", "0", "--data", data.toString());
    }

    static void refused(int exitCode, Launcher.Result result, String... said) {
        assertThat(result.err()).startsWith("centrifuge: ").contains(said).doesNotContain("\tat ");
        assertThat(result.out()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }
}
