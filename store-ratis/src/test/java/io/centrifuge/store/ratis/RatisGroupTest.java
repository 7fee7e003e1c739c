package io.centrifuge.store.ratis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.authority.ThrowAwayAuthority;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.security.TlsFiles;
import io.centrifuge.protocol.security.TlsIdentity;
import io.centrifuge.protocol.stored.StoreBackup;
import io.centrifuge.protocol.stored.StoreCodec;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.FreePorts;
import io.centrifuge.testsupport.LoggedRefusals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.apache.ratis.protocol.RaftClientReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups of several members, all in this process. */
class RatisGroupTest {
    private static final UUID CLUSTER = new UUID(1, 2);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private final List<StoreMember> places = new ArrayList<>();
    private final Map<String, RatisStore> stores = new LinkedHashMap<>();
    private final Map<String, Follower> followers = new LinkedHashMap<>();
    private Function<String, ServerSecurity> security = id -> ServerSecurity.LOOPBACK;
    private RatisStoreConfig.Election election =
            new RatisStoreConfig.Election(Duration.ofMillis(300), Duration.ofMillis(600));
    private int beats;

    @BeforeEach
    void findPlaces() {
        for (int i = 1; i <= 4; i++) {
            places.add(new StoreMember("m" + i, "127.0.0.1", FreePorts.next(), true));
        }
    }

    @AfterEach
    void end() {
        stores.values().forEach(RatisStore::close);
    }

    /** Whichever member leads, each member's proposals are committed, also with one closed. */
    @Test
    void threeCommitAndTwoGoOn() throws Exception {
        found(places.subList(0, 3));
        stores.keySet().forEach(this::commitFrom);
        stop("m1");
        stores.keySet().forEach(this::commitFrom);
    }

    /** A certificate of the authority is not enough: what writes to the log must be a member. */
    @Test
    void withTlsOnlyMembersConnectToMembers() throws Exception {
        ThrowAwayAuthority authority = ThrowAwayAuthority.in(temporary.resolve("tls"));
        Path policy = Files.writeString(temporary.resolve("policy"), "store = m*\nlookup.* = l*\n");
        Map<String, TlsFiles> files = new HashMap<>();
        for (StoreMember place : places) {
            files.put(place.id(), authority.issue(place.id()));
        }
        security = id -> ServerSecurity.tls(files.get(id), policy);
        found(places.subList(0, 3));
        stores.keySet().forEach(this::commitFrom);

        assertThat(isHeard(authority.issue("m9"))).isTrue();
        LoggedRefusals refusals = new LoggedRefusals();
        assertThat(isHeard(authority.issue("lookup"))).isFalse();
        assertThat(isHeard(ThrowAwayAuthority.in(temporary.resolve("other")).issue("m1")))
                .isFalse();
        SSLContext nothingShown = SSLContext.getInstance("TLS");
        TrustManager[] trust = {TlsIdentity.load(files.get("m1")).trustManager()};
        nothingShown.init(null, trust, null);
        assertThat(isHeard(nothingShown)).isFalse();
        sendPlainText();
        for (String why : List.of(
                "its certificate is refused here: CN=lookup: by the policy [lookup] may not",
                "its certificate is refused here: CN=m1: unable to find valid certification path",
                "it shows no certificate",
                "it doesn't speak TLS")) {
            String line = "<from> at the port of the store's members: " + why;
            Eventually.that(line, () -> refusals.has(line));
        }
        refusals.stop();
    }

    private void sendPlainText() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (Socket socket = new Socket(here, places.getFirst().port())) {
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\n".getBytes(US_ASCII));
            socket.getInputStream().readAllBytes();
        }
    }

    /** Whether a member answers one who connects with these files. */
    private boolean isHeard(TlsFiles files) throws Exception {
        TlsFiles trusting =
                new TlsFiles(files.key(), files.certificate(), temporary.resolve("tls/trust.pem"));
        return isHeard(TlsIdentity.load(trusting).context());
    }

    private boolean isHeard(SSLContext context) throws Exception {
        SSLSocketFactory sockets = context.getSocketFactory();
        try (SSLSocket socket =
                (SSLSocket) sockets.createSocket("127.0.0.1", places.getFirst().port())) {
            socket.setSoTimeout((int) DEADLINE.toMillis());
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getInputStream().read() >= 0; // a server's HTTP/2 begins with settings
        } catch (SSLException refused) {
            assertThat(refused).hasMessageContaining("alert");
            return false;
        }
    }

    @Test
    void aMemberRestartsWithTheGroupThatItKnows() throws Exception {
        found(places.subList(0, 3));
        commitFrom("m1");
        for (String id : List.of("m1", "m2", "m3")) {
            stop(id);
        }
        for (StoreMember place : places.subList(0, 3)) {
            start(place);
        }
        commitFrom("m3");
        assertThat(members("m1")).containsExactlyInAnyOrderElementsOf(places.subList(0, 3));
    }

    /** A member that doesn't vote follows and proposes by the same code. */
    @Test
    void oneWithoutAVoteFollowsAndProposes() throws Exception {
        StoreMember observer = places.get(3).voting(false);
        List<StoreMember> founders = new ArrayList<>(places.subList(0, 3));
        founders.add(observer);
        found(founders);
        commitFrom(observer.id());
        assertThat(members("m1")).containsExactlyInAnyOrderElementsOf(founders);
        stop("m2");
        commitFrom(observer.id());
        stop(observer.id());
        start(observer);
        commitFrom(observer.id());
    }

    @Test
    void oneIsAddedAndOneRemoved() throws Exception {
        found(places.subList(0, 3));
        commitFrom("m2");
        StoreMember added = places.get(3);
        start(added);
        stores.get(added.id()).join(new MemberStatus.Join(CLUSTER, List.of()));
        change(places);
        commitFrom(added.id());
        change(places.subList(1, 4));
        Follower removed = followers.remove("m1");
        commitFrom("m4");
        assertThat(members("m4")).containsExactlyInAnyOrderElementsOf(places.subList(1, 4));
        stop("m2");
        commitFrom("m4");
        assertThat(removed.records()).doesNotContain(Records.heartbeat(beats - 1));
    }

    /** Its disk is gone; removed and added again, it has all, under its old id. */
    @Test
    void oneThatLostItsDiskIsReplaced() throws Exception {
        found(places.subList(0, 3));
        commitFrom("m2");
        String lost = leader().equals("m3") ? "m2" : "m3";
        StoreMember place = place(lost);
        stop(lost);
        DurableFiles.deleteTree(temporary.resolve(lost));
        List<StoreMember> rest = places.subList(0, 3).stream()
                .filter(member -> !member.id().equals(lost))
                .toList();
        change(rest);
        start(place);
        assertThat(stores.get(lost).status().membership()).isEmpty();
        stores.get(lost).join(new MemberStatus.Join(CLUSTER, List.of()));
        change(places.subList(0, 3));
        commitFrom(lost);
        assertThat(followers.get(lost).state())
                .isEqualTo(followers.get(rest.getFirst().id()).state());
    }

    /** What it had acknowledged may be on too few disks without it: it must not vote. */
    @Test
    void oneWhoseLogLostItsEndIsRefusedAndTheOthersGoOn() throws Exception {
        found(places.subList(0, 3));
        commitFrom("m2");
        String cut = leader().equals("m3") ? "m2" : "m3";
        Path mark = temporary.resolve(cut).resolve(DataFolder.MARK);
        byte[] before = Files.readAllBytes(mark);
        // What comes last may be a note of Ratis' own, and applied by nobody.
        commitFrom("m2");
        Eventually.that("the mark is written", () -> !Arrays.equals(before, readAll(mark)));
        stop(cut);
        try (Stream<Path> files = Files.walk(temporary.resolve(cut))) {
            Path log = files.filter(file -> file.getFileName().toString().startsWith("log_"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            DamageTest.truncate(log, Files.size(log) / 2);
        }

        assertThatThrownBy(() -> start(place(cut)))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("data folder " + temporary.resolve(cut))
                .hasMessageContaining("the log has lost committed entries");
        stop(cut);
        commitFrom(leader());
    }

    @Test
    void anEmptyFolderWaitsAndAnotherGroupIsRefused() throws Exception {
        start(places.get(0));
        RatisStore store = stores.get("m1");
        assertThat(followers.get("m1").events()).isEmpty();
        assertThatThrownBy(() -> store.join(new MemberStatus.Join(CLUSTER, List.of(places.get(1)))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("doesn't name this member");
        MemberStatus.Join alone = new MemberStatus.Join(CLUSTER, List.of(places.get(0)));
        store.join(alone);
        commitFrom("m1");
        store.join(alone);
        assertThatThrownBy(() -> store.join(new MemberStatus.Join(new UUID(3, 4), List.of())))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is in cluster " + CLUSTER);
    }

    /** It may have been committed by the others, whose disks are lost: nobody can tell. */
    @Test
    void theLogOfASurvivorCountsToItsVeryEnd() throws Exception {
        // So long does it lead on when nobody follows.
        election = new RatisStoreConfig.Election(Duration.ofSeconds(5), Duration.ofSeconds(8));
        found(places.subList(0, 3));
        commitFrom("m1");
        String survivor = leader();
        List<String> lost = places.subList(0, 3).stream()
                .map(StoreMember::id)
                .filter(id -> !id.equals(survivor))
                .toList();
        lost.parallelStream().map(stores::get).forEach(RatisStore::close);
        lost.forEach(this::stop);
        stores.get(survivor).propose(Records.TAKE_OVER);
        Eventually.that(
                "in the log", () -> isInTheLog(survivor, StoreCodec.encode(Records.TAKE_OVER)));
        assertThat(followers.get(survivor).records()).doesNotContain(Records.TAKE_OVER);
        stop(survivor);
        StoreBackup backup =
                StoppedMember.read(temporary.resolve(survivor), Instant.now()).backup();
        assertThat(backup.cluster()).isEqualTo(CLUSTER);
        assertThat(backup.member()).isEqualTo(survivor);
        assertThat(backup.state())
                .isEqualTo(CommittedState.EMPTY.apply(Records.TAKE_OVER).orElseThrow());
    }

    private static byte[] readAll(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean isInTheLog(String id, byte[] record) {
        String wanted = new String(record, StandardCharsets.ISO_8859_1);
        Path log = temporary.resolve(id).resolve(DataFolder.RAFT);
        try (Stream<Path> files = Files.walk(log)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("log_"))
                    .toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(wanted)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | UncheckedIOException moved) {
            return false;
        }
    }

    /** The restored store is another group, though its members are at the places of the old. */
    @Test
    void aLeftoverOfTheLostGroupIsAStranger() throws Exception {
        found(places.subList(0, 2));
        commitFrom("m1");
        stop("m1");
        stop("m2");
        StoreBackup backup =
                StoppedMember.read(temporary.resolve("m1"), Instant.now()).backup();
        CommittedState restored = backup.state().restoredAs(5, 0);
        DurableFiles.deleteTree(temporary.resolve("m1"));
        UUID cluster = StoreRestore.create(config(place("m1")), restored);
        assertThat(cluster).isNotEqualTo(CLUSTER);
        start(place("m1"));
        assertThat(followers.get("m1").state()).isEqualTo(restored);
        start(place("m2"));
        StoreRecord takeover = new LeaderWrite.TakeOver(restored.leader(), 9, 18);
        stores.get("m1").propose(takeover);
        followers.get("m1").awaitRecord(takeover);

        assertThat(followers.get("m2").awaitRecord(takeover, Duration.ofSeconds(3)))
                .isFalse();
        assertThat(stores.get("m2").status().membership().orElseThrow().leader())
                .isEmpty();
        assertThat(members("m1")).containsExactly(place("m1"));
        assertThatThrownBy(() -> stores.get("m2").join(new MemberStatus.Join(cluster, List.of())))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is in cluster " + CLUSTER + " already")
                .hasMessageContaining("empty data folder");

        stop("m2");
        DurableFiles.deleteTree(temporary.resolve("m2"));
        for (StoreMember added : places.subList(1, 3)) {
            start(added);
            stores.get(added.id()).join(new MemberStatus.Join(cluster, List.of()));
            change(places.subList(0, places.indexOf(added) + 1));
        }
        stop("m1");
        commitFrom("m3");
        for (String id : List.of("m2", "m3")) {
            assertThat(followers.get(id).state())
                    .isEqualTo(restored.apply(takeover).orElseThrow());
            stop(id);
        }
        start(place("m2"));
        start(place("m3"));
        commitFrom("m2");
        assertThat(followers.get("m3").state())
                .isEqualTo(restored.apply(takeover).orElseThrow());
    }

    private void found(List<StoreMember> founders) throws StoreException {
        for (StoreMember founder : founders) {
            start(founder);
        }
        for (StoreMember founder : founders) {
            stores.get(founder.id()).join(new MemberStatus.Join(CLUSTER, founders));
        }
    }

    private void start(StoreMember place) throws StoreException {
        RatisStore store = new RatisStore(config(place));
        Follower follower = new Follower();
        stores.put(place.id(), store);
        followers.put(place.id(), follower);
        store.start(follower);
    }

    private RatisStoreConfig config(StoreMember place) {
        return new RatisStoreConfig(
                temporary.resolve(place.id()),
                place.voting(true),
                false,
                election,
                RatisStoreConfig.Limits.DEFAULT,
                security.apply(place.id()));
    }

    private void stop(String id) {
        stores.remove(id).close();
        followers.remove(id);
    }

    private StoreMember place(String id) {
        return places.stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<StoreMember> members(String of) {
        return stores.get(of).status().membership().orElseThrow().members();
    }

    private String leader() {
        return Eventually.found(
                "a leader",
                () -> stores.values().stream()
                        .flatMap(store -> store.status().membership().stream())
                        .flatMap(membership -> membership.leader().stream())
                        .filter(stores::containsKey)
                        .findFirst());
    }

    /** As an administrator does, who asks the leader until it is done. */
    private void change(List<StoreMember> after) {
        Eventually.that("the group is changed", () -> {
            String leader = leader();
            MemberStatus.Change change = new MemberStatus.Change(members(leader), after);
            RaftClientReply reply = stores.get(leader)
                    .replica()
                    .change(change)
                    .exceptionally(e -> null)
                    .join();
            return reply != null && reply.isSuccess();
        });
    }

    /** Proposes until it is committed, as a manager does, since any one proposal may be lost. */
    private void commitFrom(String id) {
        StoreRecord record = Records.heartbeat(beats++);
        for (int attempt = 0; attempt < 60; attempt++) {
            stores.get(id).propose(record);
            if (followers.get(id).awaitRecord(record, Duration.ofMillis(500))) {
                break;
            }
        }
        followers.values().forEach(follower -> awaitPast(follower, record));
    }

    /** It may have come in a snapshot. */
    private static void awaitPast(Follower follower, StoreRecord record) {
        if (follower.events().stream()
                        .filter(StoreEvent.Restored.class::isInstance)
                        .count()
                < 2) {
            follower.awaitRecord(record);
        }
    }
}
