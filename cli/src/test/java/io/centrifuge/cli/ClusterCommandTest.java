package io.centrifuge.cli;

import static java.util.regex.Pattern.DOTALL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.centrifuge.testsupport.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, started by the command itself. */
class ClusterCommandTest {
    @TempDir
    Path temporary;

    private final Launcher launcher = Launcher.plain();

    @AfterEach
    void end() {
        run("down");
    }

    @Test
    void aClusterIsStartedBrokenMendedAndEnded() throws Exception {
        Launcher.Result up =
                run("up", "--managers", "3", "--stores", "0", "--terms", "fast", "--tls");
        assertThat(up.err()).isEmpty();
        assertThat(up.out())
                .startsWith("manager-1, manager-2, manager-3 run; ")
                .contains("export CENTRIFUGE_MANAGER=127.0.0.1:");
        assertThat(roles()).containsOnlyOnce("leader").doesNotContain("down");

        onlyAnAdministratorMayAsk(exports(up.out()));

        BadInputTest.refused(2, run("kill", "manager", "4"), "no \"manager 4\"", "manager-3");
        assertThat(run("kill", "leader").out()).matches("manager-[123] is killed\n");
        assertThat(roles()).containsOnlyOnce("down");
        String down = process("down");
        BadInputTest.refused(1, run("kill", "manager", number(down)), down + " doesn't run");
        assertThat(run("start", "manager", number(down)).out()).startsWith(down + " is started");
        BadInputTest.refused(1, run("start", "manager", number(down)), down + " runs already");
        BadInputTest.refused(
                2, run("up", "--managers", "5"), "begun with --managers 3, not 5", "--dir");
        BadInputTest.refused(2, run("up", "--stores", "1"), "begun with --stores 0, not 1");
        BadInputTest.refused(
                2, run("up", "--terms", "paper"), "begun with --terms fast, not paper");
        assertThat(run("up", "--managers", "3", "--tls").exitCode()).isZero();
        assertThat(roles()).containsOnlyOnce("leader").doesNotContain("down");

        assertThat(run("down", "--remove").out())
                .isEqualTo("3 processes ended, and the folder is removed\n");
        assertThat(folder()).doesNotExist();
    }

    /** What the command told to set. */
    private static Map<String, String> exports(String out) {
        return out.lines()
                .filter(line -> line.startsWith("export "))
                .map(line -> line.substring("export ".length()).split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private void onlyAnAdministratorMayAsk(Map<String, String> exports) throws IOException {
        assertThat(new Launcher(exports).run("status").exitCode()).isZero();
        assertThat(new Launcher(exports).run("store", "status").exitCode()).isZero();

        Map<String, String> asOwner = new HashMap<>(exports);
        asOwner.replaceAll((name, value) -> value.replace("/admin/", "/owner/"));
        BadInputTest.refused(
                1, new Launcher(asOwner).run("status"), "doesn't let [owner] administer");
        BadInputTest.refused(
                1, new Launcher(asOwner).run("store", "status"), "doesn't let [owner] administer");
        assertThat(Files.readString(folder().resolve("manager-1.log")))
                .containsPattern("refused \\[owner\\] at /127.0.0.1:\\d+: may not administer");

        Map<String, String> plain = Map.of(ClientFlags.VARIABLE, exports.get(ClientFlags.VARIABLE));
        BadInputTest.refused(3, new Launcher(plain).run("status"), "no manager answers");
    }

    @Test
    @Tag("long")
    void aFailoverCanBeWatchedAndAStoreKilledAndStartedAgain() throws Exception {
        Launcher.Result up = run("up", "--managers", "2", "--stores", "3", "--terms", "fast");
        assertThat(up.err()).isEmpty();
        Launcher.Running watch = new Launcher(exports(up.out())).start("watch");
        // On a busy machine a second term may have begun already.
        watch.await(Pattern.compile(" leads, term \\d+\n").asPredicate());
        watch.await(out -> out.contains(" stands by\n"));

        assertThat(run("kill", "store", "2").out()).isEqualTo("store-2 is killed\n");
        assertThat(process("down")).isEqualTo("store-2");
        String killed = run("kill", "leader").out().replace(" is killed\n", "");
        watch.await(out -> out.contains("), which led, does not answer ("));
        watch.await(
                Pattern.compile("leads, term \\d+, after \\d\\.\\d s without").asPredicate());
        assertThat(watch.out()).contains(killed + " (127.0.0.1:");

        assertThat(run("start", "store", "2").out()).startsWith("store-2 is started");
        assertThat(run("start", "manager", number(killed)).exitCode()).isZero();
        Pattern again = Pattern.compile("does not answer.*" + killed + " \\S+ stands by", DOTALL);
        watch.await(again.asPredicate());
        Eventually.that("it follows", () -> storeOf("store-2").startsWith("follows"));
        assertThat(watch.interrupt()).isZero();
    }

    private String storeOf(String name) {
        try {
            for (JsonNode process : processes()) {
                if (process.get("process").asText().equals(name)) {
                    return process.get("store").asText();
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        throw new AssertionError("there is no " + name);
    }

    @Test
    void oneProcessIsACluster() throws Exception {
        Launcher.Result up = run("up", "--managers", "1", "--stores", "0");
        assertThat(up.out()).startsWith("manager-1 runs; ").doesNotContain("TLS");
        assertThat(roles()).containsExactly("leader");
    }

    @Test
    void badInputIsNamed() {
        BadInputTest.refused(
                2, run("up", "--managers", "0"), "--managers must be from 1 to 9", "is 0");
        BadInputTest.refused(2, run("status"), "no cluster in " + folder(), "cluster up", "--dir");
    }

    /** What the end of a cluster would remove with it. */
    @Test
    void aFolderWithOtherFilesIsLeftAlone() throws Exception {
        Files.createDirectories(folder());
        Path file = Files.writeString(folder().resolve("thesis.txt"), "years of work");

        BadInputTest.refused(2, run("up"), folder() + " has other files", "--dir");

        assertThat(folder()).isDirectoryContaining(file::equals);
        Files.delete(folder().resolve("thesis.txt"));
        Files.delete(folder());
        Files.writeString(folder(), "a file");
        BadInputTest.refused(2, run("up"), folder() + " is a file", "--dir");
    }

    /** As a kill leaves it between the certificates and the plan. */
    @Test
    void aBeginningThatWasCutShortIsBegunAgain() throws Exception {
        Files.createDirectories(folder().resolve("tls").resolve("manager-1"));
        Files.writeString(folder().resolve("cluster.properties.new"), "half");

        Launcher.Result up = run("up", "--managers", "1", "--stores", "0", "--tls");
        assertThat(up.out()).startsWith("manager-1 runs; ");

        Files.writeString(folder().resolve("notes.txt"), "mine");
        assertThat(run("down", "--remove").out())
                .isEqualTo("1 process ended; %s stays, for it has other files: [notes.txt]%n"
                        .formatted(folder()));
        assertThat(folder()).isDirectoryContaining("glob:**notes.txt");
        assertThat(folder().resolve("cluster.properties")).doesNotExist();
    }

    @Test
    void aPlanWithoutAManagerIsDamaged() throws Exception {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("cluster.properties"), "");
        BadInputTest.refused(1, run("up"), "cluster.properties can't be read", "begin again");
    }

    private Path folder() {
        return temporary.resolve("trial");
    }

    private Launcher.Result run(String... words) {
        return launcher.run(Stream.of(
                        Stream.of("cluster"),
                        Stream.of(words),
                        Stream.of("--dir", folder().toString()))
                .flatMap(all -> all)
                .toArray(String[]::new));
    }

    private JsonNode processes() throws IOException {
        return new JsonMapper().readTree(run("status", "--json").out()).get("processes");
    }

    private List<String> roles() throws IOException {
        return processes().findValuesAsText("role");
    }

    private String process(String role) throws IOException {
        for (JsonNode process : processes()) {
            if (process.get("role").asText().equals(role)) {
                return process.get("process").asText();
            }
        }
        throw new AssertionError("none is " + role);
    }

    private static String number(String name) {
        return name.substring(name.indexOf('-') + 1);
    }
}
