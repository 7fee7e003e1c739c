package io.centrifuge.store.ratis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.authority.ThrowAwayAuthority;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.security.TlsFiles;
import io.centrifuge.protocol.security.TlsIdentity;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.LoggedRefusals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

/** Groups that lose nothing. */
class RatisGroupTest extends RatisGroup {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

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
        stores.get(added.id()).join(new MemberStatus.Join(CLUSTER, List.of(), false));
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

    /** Whether it heard of that before or not, and also where it led the group then. */
    @Test
    void whoWasRemovedAndIsStartedAgainIsTold() throws Exception {
        found(places.subList(0, 3));
        commitFrom("m2");
        String heard = leader();
        String unheard = "m1".equals(heard) ? "m2" : "m1";
        stop(unheard);
        List<StoreMember> left = places.subList(0, 3).stream()
                .filter(m -> !m.id().equals(unheard))
                .toList();
        change(left);
        start(place(unheard));
        assertThat(followers.remove(unheard).awaitFailure()).contains("removed");
        stores.remove(unheard).close();

        start(places.get(3));
        stores.get("m4").join(new MemberStatus.Join(CLUSTER, List.of(), false));
        List<StoreMember> after = new ArrayList<>(left);
        after.add(places.get(3));
        change(after);
        after.removeIf(m -> m.id().equals(heard));
        change(after);
        assertThat(followers.remove(heard).awaitFailure()).contains("removed");
        stores.remove(heard).close();
        commitFrom("m4");
        for (String id : List.of(heard, unheard)) {
            start(place(id));
            // By what others say, or by one who refuses its vote before.
            assertThat(followers.remove(id).awaitFailure()).contains("removed");
            stores.remove(id).close();
        }
        commitFrom("m4");
    }

    /** It isn't said that the group has removed it. */
    @Test
    void whoCannotTakePartSaysWhy() throws Exception {
        StoreMember place = places.get(0);
        start(place);
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket taken = new ServerSocket(place.port(), 1, here)) {
            MemberStatus.Join alone = new MemberStatus.Join(CLUSTER, List.of(place), true);
            assertThatThrownBy(() -> stores.get("m1").join(alone))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("can't listen at 127.0.0.1:" + taken.getLocalPort());
            assertThat(followers.get("m1").awaitFailure())
                    .contains("could not take part in its group");
        }
    }

    @Test
    void anEmptyFolderWaitsAndAnotherGroupIsRefused() throws Exception {
        start(places.get(0));
        RatisStore store = stores.get("m1");
        assertThat(followers.get("m1").events()).isEmpty();
        assertThatThrownBy(() ->
                        store.join(new MemberStatus.Join(CLUSTER, List.of(places.get(1)), true)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("doesn't name this member");
        MemberStatus.Join alone = new MemberStatus.Join(CLUSTER, List.of(places.get(0)), true);
        store.join(alone);
        commitFrom("m1");
        store.join(alone);
        assertThatThrownBy(
                        () -> store.join(new MemberStatus.Join(new UUID(3, 4), List.of(), false)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is in cluster " + CLUSTER);
    }
}
