package io.centrifuge.testing;

import io.centrifuge.LeaseTiming;
import io.centrifuge.authority.ThrowAwayAuthority;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.owner.Owner;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.security.TlsFiles;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.TcpProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients whose connection takes several round trips of a long path, for there is TLS. */
class SlowPathTest {
    private static final String SERVICE = "rendezvous";

    @TempDir
    Path temporary;

    private ThrowAwayAuthority authority;
    private ManagerServer manager;
    private TcpProxy path;

    @BeforeEach
    void startManager() throws Exception {
        authority = ThrowAwayAuthority.in(temporary.resolve("ours"));
        Path policy = Files.write(
                temporary.resolve("policy.properties"),
                List.of("own.rendezvous = back-*", "lookup.rendezvous = front-*"));
        manager = ManagerServer.start(
                ManagerOptions.DEFAULT
                        .withPort(0)
                        .withLease(LeaseTiming.FAST)
                        .withSecurity(ServerSecurity.tls(authority.issue("manager"), policy)),
                new MemoryStore().member());
        path = new TcpProxy(manager.port());
    }

    @AfterEach
    void end() {
        path.close();
        manager.close();
    }

    @Test
    void anOwnerJoins() throws Exception {
        path.delay(Duration.ofMillis(150));
        try (Owner owner = owner(authority.issue("back-1"))) {
            owner.start();
            Eventually.that(
                    "held", owner::counters, () -> owner.checkLeaseNow("key").held());
        }
    }

    /** The first connection is given up before its handshake is over. */
    @Test
    void anOwnerIsToldWhatItHasOverALongerPath() throws Exception {
        path.delay(Duration.ofMillis(600));
        try (Owner owner = owner(authority.issue("back-1"))) {
            owner.start();
            Eventually.that(
                    "told what it has", owner::counters, () -> owner.counters().listsHandled() > 0);
        }
    }

    @Test
    void aLookupGetsItsTable() throws Exception {
        path.delay(Duration.ofSeconds(1));
        TlsFiles files = authority.issue("front-1");
        try (Lookup lookup = Lookup.builder()
                .service(SERVICE)
                .managers(path.address())
                .tls(files.key(), files.certificate(), files.trust())
                .build()) {
            lookup.start();
            Eventually.that(
                    "a table", lookup::counters, () -> lookup.state() == Lookup.State.SERVING);
        }
    }

    private Owner owner(TlsFiles files) {
        return Owner.builder()
                .service(SERVICE)
                .id("back-1")
                .address("10.0.0.1:80")
                .managers(path.address())
                .tls(files.key(), files.certificate(), files.trust())
                .build();
    }
}
