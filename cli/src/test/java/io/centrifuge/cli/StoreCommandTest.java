package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.centrifuge.testsupport.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCommandTest {
    @TempDir
    Path folder;

    private final Launcher launcher = Launcher.plain();
    private final List<Launcher.Running> running = new ArrayList<>();

    @AfterEach
    void endAll() throws Exception {
        for (Launcher.Running process : running) {
            process.interrupt();
        }
    }

    /** Two stores and a manager without a vote; then one store more, and one less. */
    @Test
    void aGroupIsPutTogetherAndChanged() throws Exception {
        String first = start("store", "s1");
        String second = start("store", "s2");
        String manager = start("manager", "m1");
        String all = String.join(",", first, second, manager);
        assertThat(status(all)).contains("in no group").doesNotContain("leads");
        assertThat(launcher.run("status", "--manager", manager).exitCode()).isEqualTo(3);

        BadInputTest.refused(
                3,
                launcher.run("store", "create", first, second, "127.0.0.1:9"),
                "not all processes answer",
                "127.0.0.1:9: connection refused");
        String[] create = {"store", "create", "--first", first, second, "--observers", manager};
        Launcher.Result made = launcher.run(create);
        assertThat(made.err()).isEmpty();
        assertThat(made.out()).startsWith("the group is made: ").endsWith("are m1, s1, s2\n");
        assertThat(launcher.run(create)).as("again, it changes nothing").isEqualTo(made);
        BadInputTest.refused(
                1,
                launcher.run("store", "create", first),
                "member s1 is in cluster ",
                "m1, s1, s2");

        JsonNode members = json(launcher.run("store", "status", "--at", all, "--json"))
                .at("/processes/2/members");
        assertThat(members.findValuesAsText("id")).containsExactlyInAnyOrder("s1", "s2", "m1");
        assertThat(members.findValuesAsText("votes"))
                .containsExactlyInAnyOrder("true", "true", "false");

        String third = start("store", "s3");
        BadInputTest.refused(
                3, launcher.run("store", "add", "127.0.0.1:9", "--at", all), "127.0.0.1:9: ");
        assertThat(launcher.run("store", "add", third, "--at", all).out())
                .startsWith("added: ")
                .endsWith("are m1, s1, s2, s3\n");
        all = all + "," + third;
        BadInputTest.refused(
                1, launcher.run("store", "remove", "s1", "--at", first), "name", "with --at");
        assertThat(launcher.run("store", "remove", "s1", "--at", all).out())
                .endsWith("are m1, s2, s3\n");
        BadInputTest.refused(
                4,
                launcher.run("store", "remove", "s1", "--at", all),
                "no member \"s1\"",
                "m1, s2, s3");
        assertHaltedAsRemoved(running.getFirst());
    }

    @Test
    void aMemberThatWasRemovedNeedsAnEmptyFolder() throws Exception {
        String first = start("store", "s1");
        String second = start("store", "s2");
        int port = FreePorts.next();
        int peerPort = FreePorts.next();
        String third = start("store", "s3", port, peerPort);
        String all = String.join(",", first, second, third);
        assertThat(launcher.run("store", "create", first, second, third).exitCode())
                .isZero();
        assertThat(running.getLast().interrupt()).isZero();
        assertThat(launcher.run("store", "remove", "s3", "--at", first + "," + second)
                        .out())
                .endsWith("are s1, s2\n");

        start("store", "s3", port, peerPort);
        assertThat(status(all)).contains("not in the group");
        BadInputTest.refused(
                1,
                launcher.run("store", "add", third, "--at", all),
                "member s3 at " + third + " has a folder of this group",
                "start it with an empty folder");
        BadInputTest.refused(
                1,
                launcher.run("store", "replace", "s2", third, "--at", all),
                "start it with an empty folder");
        assertHaltedAsRemoved(running.getLast());
    }

    /** It may be refused by the others before it hears that it is no member any more. */
    private static void assertHaltedAsRemoved(Launcher.Running member) throws Exception {
        assertThat(member.exitCode()).isEqualTo(70);
        assertThat(member.err())
                .containsPattern("was removed from its group|its group has stopped this member");
    }

    /** It comes back with an empty folder, at another address, hence under another id. */
    @Test
    void aMemberThatLostItsDiskIsReplaced() throws Exception {
        List<String> places = new ArrayList<>();
        for (String id : List.of("m1", "m2", "m3")) {
            places.add(start("manager", id));
        }
        String all = String.join(",", places);
        assertThat(launcher.run("store", "create", places.get(0), places.get(1), places.get(2))
                        .exitCode())
                .isZero();
        assertThat(running.get(2).interrupt()).isZero();

        String empty = start("manager", "m3");
        String asked = all + "," + empty;
        BadInputTest.refused(
                1,
                launcher.run("store", "add", empty, "--at", asked),
                "the group has a member \"m3\" already",
                "store replace");
        BadInputTest.refused(
                1,
                launcher.run("store", "replace", "m3", empty, "--at", asked),
                "the group knows member m3 at 127.0.0.1:",
                "another --member");
        String other = start("manager", "m4");
        asked = all + "," + other;
        Launcher.Result replaced = launcher.run("store", "replace", "m3", other, "--at", asked);
        assertThat(replaced.err()).isEmpty();
        assertThat(replaced.out()).startsWith("replaced: ").endsWith("are m1, m2, m4\n");
        assertThat(launcher.run("store", "replace", "m3", other, "--at", asked).out())
                .startsWith("nothing to do, it is a member: ")
                .endsWith("are m1, m2, m4\n");
        // m3 may have led, so the leader to come may be any of the three
        assertThat(launcher.run("status", "--manager", other).out())
                .containsPattern("role +(leader|standby)");
    }

    @Test
    void badInputIsNamed() {
        BadInputTest.refused(2, launcher.run("store"), "member: ", "--member s1");
        BadInputTest.refused(2, launcher.run("store", "--member", "a b"), "--member: ", "\"a b\"");
        BadInputTest.refused(
                2, launcher.run("store", "--member", "s1", "--peer-port", "0"), "--peer-port: ");
        BadInputTest.refused(
                2, launcher.run("store", "create", "s1:7500", "s1:7500"), "s1:7500", "twice");
        BadInputTest.refused(
                3,
                launcher.run("store", "status", "--at", "127.0.0.1:9"),
                "127.0.0.1:9: connection refused",
                "--at HOST:PORT");
    }

    private String status(String at) {
        return launcher.run("store", "status", "--at", at).out();
    }

    private static JsonNode json(Launcher.Result result) throws IOException {
        return new JsonMapper().readTree(result.out());
    }

    /** Starts it with an empty folder, and returns its address. */
    private String start(String kind, String id) throws Exception {
        return start(kind, id, FreePorts.next(), FreePorts.next());
    }

    private String start(String kind, String id, int port, int peerPort) throws Exception {
        Launcher.Running process = launcher.start(
                kind,
                "--member",
                id,
                "--data",
                folder.resolve(id + "-" + port).toString(),
                "--port",
                Integer.toString(port),
                "--peer-port",
                Integer.toString(peerPort));
        running.add(process);
        process.await(out -> out.contains("127.0.0.1:" + port));
        return "127.0.0.1:" + port;
    }
}
