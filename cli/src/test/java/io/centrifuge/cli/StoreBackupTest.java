package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.centrifuge.KeyRange;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.protocol.stored.StoreBackup;
import io.centrifuge.store.ratis.BackupFile;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups, and stores restored from them. */
class StoreBackupTest {
    private static final Pattern SERVING = Pattern.compile("serving on (127.0.0.1:[0-9]+), data ");

    @TempDir
    Path folder;

    private final Launcher launcher = Launcher.at(Clock.systemUTC());
    private final List<Launcher.Running> running = new ArrayList<>();

    @AfterEach
    void endAll() throws Exception {
        for (Launcher.Running process : running) {
            process.interrupt();
        }
    }

    @Test
    void aRunningManagerIsBackedUpAndANewOneBeginsWithIt() throws Exception {
        Path file = folder.resolve("a.backup");
        String manager = start("old");
        awaitStatus(manager, "leader, term 1\n");
        Launcher.Result made = backup("--at", manager, file.toString());
        assertThat(made.err()).isEmpty();
        assertThat(made.out())
                .startsWith("backed up to " + file + "\nfrom      member m1 of group ")
                .contains("log       the last entry is of term 1; ", "leases    for 3.6 s at most")
                .contains("services  none");
        refusedToBackUp(1, "--at " + manager, file + " is there already", "--overwrite");
        JsonNode again = json(backup("--at", manager, "--overwrite", "--json", file.toString()));
        assertThat(again.get("member").asText()).isEqualTo("m1");
        assertThat(again.get("longest_lease_ms").asLong()).isEqualTo(3600);
        refusedToBackUp(1, "--overwrite --data " + folder.resolve("old"), "another process uses");
        assertThat(running.getFirst().interrupt()).isZero();

        Launcher.Result stopped =
                backup("--data", folder.resolve("old").toString(), "--overwrite", file.toString());
        assertThat(stopped.err()).isEmpty();
        assertThat(stopped.out()).contains("of group " + again.get("group").asText());

        Launcher.Result restored = restore(file, "--data", folder.resolve("new").toString());
        assertThat(restored.err()).isEmpty();
        assertThat(restored.out())
                .startsWith("restored into " + folder.resolve("new") + "\n")
                .contains("alone; to clients it is cluster ", "as before; numbers above ")
                .contains("when no process of group " + again.get("group").asText())
                .contains("centrifuge manager --data " + folder.resolve("new") + "\n")
                .contains("grants begin 3.6 s after that at the earliest");
        String next = start("new");
        awaitStatus(next, "leader, term 1 since the restore of 20");
        assertThat(launcher.run("store", "status", "--at", next).out())
                .contains("the store was restored at 20");
        JsonNode process =
                json(launcher.run("store", "status", "--at", next, "--json")).at("/processes/0");
        assertThat(Instant.parse(process.get("restored_at").asText()))
                .isBetween(Instant.now().minus(Duration.ofMinutes(5)), Instant.now());
        String cluster = again.get("group").asText(); // named like its first group
        assertThat(process.get("cluster").asText()).isEqualTo(cluster);
        assertThat(process.get("group").asText()).isNotEqualTo(cluster);
    }

    @Test
    void aRestoredMemberOfAGroupIsStartedAsOne() throws Exception {
        start("old");
        running.getFirst().interrupt();
        Path file = folder.resolve("a.backup");
        backup("--data", folder.resolve("old").toString(), file.toString());
        JsonNode made = json(restore(
                file,
                "--json",
                "--data",
                folder.resolve("new").toString(),
                "--member",
                "m7",
                "--peer-host",
                "10.0.0.5",
                "--manager-term",
                "70s"));
        assertThat(made.get("restored_member").asText()).isEqualTo("m7");
        assertThat(made.get("wait_ms").asLong()).isEqualTo(70_000);
        assertThat(restore(
                                file,
                                "--data",
                                folder.resolve("next").toString(),
                                "--member",
                                "m7",
                                "--peer-host",
                                "10.0.0.5")
                        .out())
                .contains("--member m7 --peer-host 10.0.0.5 --peer-port 7401\n");
    }

    @Test
    void backupsOfWhatIsNotThereAreRefused() throws Exception {
        String one = start("one");
        String other = start("other");
        awaitStatus(one, "leader");
        awaitStatus(other, "leader");
        refusedToBackUp(1, "--at " + one + "," + other, "of group ", "name members of one");
        refusedToBackUp(3, "--at 127.0.0.1:9", "127.0.0.1:9: connection refused", "--data DIR");
        refusedToBackUp(2, "--at " + one + " --data x", "give one");
        refusedToBackUp(
                1, "--data " + folder.resolve("none"), folder.resolve("none") + ": there is no");
        assertThat(folder.resolve("none")).doesNotExist();
        assertThat(folder.resolve("b.backup")).doesNotExist();
    }

    @Test
    void whatCantBeRestoredIsNamed() throws Exception {
        start("old");
        running.getFirst().interrupt();
        Path file = folder.resolve("a.backup");
        backup("--data", folder.resolve("old").toString(), file.toString());
        String into = folder.resolve("new").toString();

        refusedToRestore(1, folder.resolve("b"), "--data " + into, "/b is not there");
        refusedToRestore(
                1,
                Files.writeString(folder.resolve("c"), "something"),
                "--data " + into,
                "/c: this is no backup");
        byte[] whole = Files.readAllBytes(file);
        refusedToRestore(
                1,
                Files.write(folder.resolve("d"), Arrays.copyOf(whole, whole.length - 1)),
                "--data " + into,
                "/d: the backup is cut off",
                "take another copy");
        refusedToRestore(
                1,
                file,
                "--data " + folder.resolve("old"),
                folder.resolve("old") + ": there is a store in it already",
                "name an empty folder");
        refusedToRestore(1, file, "--data " + folder, "files in it that are no store's");
        refusedToRestore(2, file, "--data " + into + " --member a:b", "\"a:b\"");
        refusedToRestore(2, file, "--data " + into + " --above -1", "--above: -1");
        refusedToRestore(2, file, "", "--data");
        assertThat(Path.of(into)).doesNotExist();
    }

    /** The same backup, restored twice: the numbers of both are far apart. */
    @Test
    void numbersComeFromTheClockWhichMustBeRight() throws Exception {
        start("old");
        running.getFirst().interrupt();
        Path file = folder.resolve("a.backup");
        backup("--data", folder.resolve("old").toString(), file.toString());
        Instant taken = BackupFile.read(file).takenAt();
        long first = numbers(restoredAt(file, taken, "n1"));
        long second = numbers(restoredAt(file, taken.plusMillis(1), "n2"));
        assertThat(second - first).isGreaterThan(2_000_000);

        Launcher behind = Launcher.at(Clock.fixed(taken.minusSeconds(1), ZoneOffset.UTC));
        String[] arguments = {
            "store", "restore", file.toString(), "--data", folder.resolve("n3").toString(), "--json"
        };
        BadInputTest.refused(1, behind.run(arguments), "clock stands at ", "--above");
        List<String> known = new ArrayList<>(List.of(arguments));
        known.addAll(List.of("--above", Long.toString(second + 17)));
        assertThat(numbers(behind.run(known.toArray(String[]::new)))).isGreaterThan(second + 17);
    }

    /** Over the network in several pieces. */
    @Test
    void aBigStoreIsBackedUpWhole() throws Exception {
        ServiceName service = new ServiceName("big");
        List<Piece<LeaseEntry>> pieces = new ArrayList<>();
        for (long i = 1; i <= 100_000; i++) {
            pieces.add(
                    new Piece<>(new KeyRange(i << 40, (i + 1) << 40), new LeaseEntry(null, i, i)));
        }
        LeaseTable table = new LeaseTable(
                service, 200_000, RangeMap.of(LeaseEntry.NEVER_LEASED, pieces), new TreeMap<>());
        CommittedState state =
                new CommittedState(LeaderRecord.NONE, new TreeMap<>(Map.of(service, table)));
        Path made = folder.resolve("made.backup");
        BackupFile.write(
                made,
                new StoreBackup(new UUID(1, 2), "m1", 0, 0, Instant.ofEpochMilli(1), state),
                false);
        JsonNode restored =
                json(restore(made, "--json", "--data", folder.resolve("big").toString()));
        String manager = start("big");
        awaitStatus(manager, "leader, term 1 since");
        Path taken = folder.resolve("taken.backup");
        assertThat(backup("--at", manager, taken.toString()).exitCode()).isZero();
        assertThat(Files.size(taken)).isGreaterThan(1 << 20);
        LeaseTable back = BackupFile.read(taken).state().table(service);
        assertThat(back.lsn()).isEqualTo(restored.get("numbers_above").asLong());
        assertThat(back.entries().size()).isEqualTo(100_002);
        assertThat(back.entries().get(70_000L << 40).number()).isEqualTo(70_000);
    }

    private Launcher.Result restoredAt(Path file, Instant now, String name) {
        return Launcher.at(Clock.fixed(now, ZoneOffset.UTC))
                .run(
                        "store",
                        "restore",
                        file.toString(),
                        "--data",
                        folder.resolve(name).toString(),
                        "--json");
    }

    private static long numbers(Launcher.Result restored) throws Exception {
        return json(restored).get("numbers_above").asLong();
    }

    private void refusedToBackUp(int exitCode, String arguments, String... said) {
        List<String> all = new ArrayList<>(List.of(arguments.split(" ", -1)));
        boolean mayWrite = arguments.contains("--overwrite") || !arguments.contains("--at");
        boolean isThere = Files.exists(folder.resolve("a.backup"));
        all.add(folder.resolve(isThere && !mayWrite ? "a.backup" : "b.backup").toString());
        BadInputTest.refused(exitCode, backup(all.toArray(String[]::new)), said);
    }

    private void refusedToRestore(int exitCode, Path file, String arguments, String... said) {
        BadInputTest.refused(
                exitCode,
                restore(file, arguments.isEmpty() ? new String[0] : arguments.split(" ", -1)),
                said);
    }

    private Launcher.Result backup(String... arguments) {
        return run("backup", arguments);
    }

    private Launcher.Result restore(Path file, String... arguments) {
        List<String> all = new ArrayList<>(List.of(file.toString()));
        all.addAll(List.of(arguments));
        return run("restore", all.toArray(String[]::new));
    }

    private Launcher.Result run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("store", command));
        all.addAll(List.of(arguments));
        return launcher.run(all.toArray(String[]::new));
    }

    private static JsonNode json(Launcher.Result result) throws Exception {
        assertThat(result.err()).isEmpty();
        return new JsonMapper().readTree(result.out());
    }

    private void awaitStatus(String manager, String wanted) {
        Eventually.that(
                wanted, () -> launcher.run("status", "--manager", manager).out().contains(wanted));
    }

    private String start(String name) throws Exception {
        Launcher.Running manager = launcher.start(
                "manager",
                "--terms",
                "fast",
                "--port",
                "0",
                "--data",
                folder.resolve(name).toString());
        running.add(manager);
        manager.await(out -> SERVING.matcher(out).find());
        Matcher line = SERVING.matcher(manager.out());
        assertThat(line.find()).isTrue();
        return line.group(1);
    }
}
