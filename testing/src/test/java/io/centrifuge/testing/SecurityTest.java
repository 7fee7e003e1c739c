package io.centrifuge.testing;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.centrifuge.LeaseTiming;
import io.centrifuge.authority.ThrowAwayAuthority;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.manager.ManagerStartException;
import io.centrifuge.owner.Owner;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.security.TlsFiles;
import io.centrifuge.protocol.security.TlsIdentity;
import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.v1.ClientServiceGrpc;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.StoreServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ProtocolVersion;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.LoggedRefusals;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what at a manager with TLS, by the certificate that is shown and the policy. */
class SecurityTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SERVICE = "rendezvous";
    private static final String USES_TLS = "does the manager use TLS";

    @TempDir
    Path temporary;

    private ThrowAwayAuthority authority;
    private Path policy;
    private TlsFiles managerFiles;
    private ManagerServer manager;
    private final LoggedRefusals refusals = new LoggedRefusals();

    @BeforeEach
    void startManager() throws Exception {
        authority = ThrowAwayAuthority.in(temporary.resolve("ours"));
        policy = temporary.resolve("policy.properties");
        allow(
                "own.rendezvous = back-*",
                "lookup.rendezvous = front-*",
                "administer = ops",
                "metrics = prometheus");
        managerFiles = authority.issue("manager");
        manager = start(managerFiles);
    }

    private ManagerServer start(TlsFiles files) throws Exception {
        return ManagerServer.start(
                ManagerOptions.DEFAULT
                        .withPort(0)
                        .withLease(LeaseTiming.FAST)
                        .withMetricsPort(0)
                        .withSecurity(ServerSecurity.tls(files, policy)),
                new TendedStore(new MemoryStore().member()));
    }

    private void allow(String... lines) throws IOException {
        Files.write(policy, List.of(lines));
    }

    @AfterEach
    void end() {
        manager.close();
        refusals.stop();
    }

    @Test
    void ownersOwnAndLookupsLookUp() throws Exception {
        try (Owner owner = owner(authority.issue("back-1"));
                Lookup lookup = lookup(authority.issue("front-1"))) {
            owner.start();
            lookup.start();
            assertThat(owner.awaitReady(PATIENCE)).isTrue();
            Eventually.that("held", () -> owner.checkLeaseNow("key").held());
            Eventually.that("known", () -> lookup.lookup("key").isKnown());
        }
    }

    @Test
    void aClientInPlainTextIsToldThatTheManagerUsesTls() {
        String address = "127.0.0.1:" + manager.port();
        try (Owner owner = Owner.builder()
                        .service(SERVICE)
                        .id("back-1")
                        .address("10.0.0.1:80")
                        .managers(address)
                        .build();
                Lookup lookup =
                        Lookup.builder().service(SERVICE).managers(address).build()) {
            owner.start();
            lookup.start();
            Eventually.that(
                    "the owner is told",
                    owner::lastError,
                    () -> owner.lastError().orElse("").contains(USES_TLS));
            Eventually.that(
                    "the lookup is told",
                    lookup::lastError,
                    () -> lookup.lastError().orElse("").contains(USES_TLS));
        }
    }

    @Test
    void withoutACertificateNothingCanBeDone() throws Exception {
        ChannelCredentials nothingShown = TlsChannelCredentials.newBuilder()
                .trustManager(authority.trust().toFile())
                .build();
        for (MethodDescriptor<?, ?> method : methods()) {
            assertThat(outcome(nothingShown, method).getCode())
                    .as(method.getFullMethodName())
                    .isEqualTo(Status.Code.UNAUTHENTICATED);
            assertLogged("<from>, without a certificate: " + method.getFullMethodName());
        }
    }

    /** So that none is forgotten here that is added to the protocol. */
    @Test
    void everyServiceIsTried() {
        Set<String> tried =
                methods().stream().map(MethodDescriptor::getServiceName).collect(toSet());
        assertThat(tried)
                .contains(HealthGrpc.SERVICE_NAME)
                .containsAll(Wire.getDescriptor().getServices().stream()
                        .map(service -> service.getFullName())
                        .toList());
    }

    private void assertLogged(String line) {
        Eventually.that(line, () -> refusals.has(line));
    }

    @Test
    void withoutTlsNothingCanBeDone() throws Exception {
        for (MethodDescriptor<?, ?> method : methods()) {
            assertThat(outcome(InsecureChannelCredentials.create(), method).getCode())
                    .as(method.getFullMethodName())
                    .isEqualTo(Status.Code.UNAVAILABLE);
        }
        assertLogged("<from> at the manager's port: it doesn't speak TLS");
    }

    @Test
    void aCertificateOfAnotherAuthorityOrAnExpiredOneOpensNothing() throws Exception {
        TlsFiles foreign = ThrowAwayAuthority.in(temporary.resolve("theirs")).issue("ops");
        TlsFiles expired = authority.issue("ops", Instant.now().minusSeconds(60));
        for (TlsFiles files : List.of(foreign, expired)) {
            for (MethodDescriptor<?, ?> method : methods()) {
                Status status = outcome(showing(files), method);
                assertThat(status.getCode())
                        .as(method.getFullMethodName())
                        .isEqualTo(Status.Code.UNAVAILABLE);
            }
        }
        String refused = "<from> at the manager's port: its certificate is refused here: CN=ops: ";
        assertLogged(refused + "unable to find valid certification path");
        assertLogged(refused + "NotAfter: ");
    }

    @Test
    void eachMayDoItsOwnPartAlone() throws Exception {
        ChannelCredentials front = showing(authority.issue("front-1"));
        ChannelCredentials back = showing(authority.issue("back-1"));
        ChannelCredentials stranger = showing(authority.issue("stranger"));
        for (MethodDescriptor<?, ?> method : methods()) {
            boolean isForAll = HealthGrpc.SERVICE_NAME.equals(method.getServiceName())
                    || ClientServiceGrpc.SERVICE_NAME.equals(method.getServiceName());
            boolean isLookup = LookupServiceGrpc.SERVICE_NAME.equals(method.getServiceName());
            boolean isOwner = OwnerServiceGrpc.SERVICE_NAME.equals(method.getServiceName());
            refusedUnless(isForAll, stranger, method);
            refusedUnless(isForAll || isLookup, front, method);
            refusedUnless(isForAll || isOwner, back, method);
            if (!isOwner) {
                refusedUnless(true, showing(authority.issue("ops")), method);
            }
        }
        assertThat(outcome(
                                front,
                                LookupServiceGrpc.getPollMethod(),
                                Wire.WatchRequest.newBuilder()
                                        .setService("other")
                                        .build())
                        .getCode())
                .isEqualTo(Status.Code.PERMISSION_DENIED);
        assertLogged("[front-1] at <from>: may not own in service \"rendezvous\"");
        assertLogged("[back-1] at <from>: may not administer");
    }

    private void refusedUnless(
            boolean allowed, ChannelCredentials shown, MethodDescriptor<?, ?> method)
            throws Exception {
        Status status = outcome(shown, method);
        if (allowed) {
            assertThat(status.getCode())
                    .as(method.getFullMethodName())
                    .isNotIn(Status.Code.PERMISSION_DENIED, Status.Code.UNAUTHENTICATED);
        } else {
            assertThat(status.getCode())
                    .as(method.getFullMethodName())
                    .isEqualTo(Status.Code.PERMISSION_DENIED);
        }
    }

    @Test
    void aLibraryThatIsRefusedSaysWhy() throws Exception {
        try (Owner owner = owner(authority.issue("front-1"))) {
            owner.start();
            Eventually.that(
                    "it is told why",
                    () -> owner.lastError().orElse("").contains("own in service \"rendezvous\""));
            assertThat(owner.checkLeaseNow("key").held()).isFalse();
        }
        TlsFiles foreign = ThrowAwayAuthority.in(temporary.resolve("theirs")).issue("back-1");
        try (Owner owner = owner(foreign)) {
            owner.start();
            Eventually.that(
                    "it is told why",
                    () -> owner.lastError().orElse("").contains("its certificate is refused here"));
        }
        TlsFiles half = new TlsFiles(foreign.key(), foreign.certificate(), authority.trust());
        try (Lookup lookup = lookup(half)) {
            lookup.start();
            Eventually.that("it is told why", () -> lookup.lastError().isPresent());
            assertThat(lookup.lastError().orElseThrow())
                    .contains("it refuses this process's certificate");
        }
    }

    /** The policy is asked at every request, so an owner that it drops loses its leases. */
    @Test
    void whatThePolicyNoLongerSaysEnds() throws Exception {
        try (Owner owner = owner(authority.issue("back-1"))) {
            owner.start();
            Eventually.that("held", () -> owner.checkLeaseNow("key").held());
            allow("own.rendezvous = back-2");
            Eventually.that("not held", () -> !owner.checkLeaseNow("key").held());
            allow("own.rendezvous = back-*", "own.other = nobody");
            Eventually.that("held", () -> owner.checkLeaseNow("key").held());
        }
    }

    /** A rotation to another authority, without a restart of anything. */
    @Test
    void filesAreReadAgainWhenTheyChange() throws Exception {
        TlsFiles ownerFiles = authority.issue("back-1");
        try (Owner owner = owner(ownerFiles)) {
            owner.start();
            Eventually.that("held", () -> owner.checkLeaseNow("key").held());
            ThrowAwayAuthority next = ThrowAwayAuthority.in(temporary.resolve("next"));
            replace(managerFiles, next.issue("manager"));
            replace(ownerFiles, next.issue("back-1"));
            ChannelCredentials newOps = showing(next.issue("ops"));
            Eventually.that(
                    "allowed",
                    () -> outcome(newOps, AdminServiceGrpc.getStatusMethod()).isOk());
            int port = manager.port();
            manager.close();
            manager = ManagerServer.start(
                    ManagerOptions.DEFAULT
                            .withPort(port)
                            .withLease(LeaseTiming.FAST)
                            .withSecurity(ServerSecurity.tls(managerFiles, policy)),
                    new MemoryStore().member());
            Eventually.that(
                    "connected again",
                    () -> owner.counters().reconnects() > 0
                            && owner.checkLeaseNow("key").held());
        }
    }

    private static void replace(TlsFiles old, TlsFiles by) throws IOException {
        Files.copy(by.trust(), old.trust(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(by.key(), old.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(by.certificate(), old.certificate(), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void metricsAreForThoseWhoMayReadThem() throws Exception {
        assertThat(metrics(authority.issue("prometheus"))).isEqualTo(200);
        assertThat(metrics(authority.issue("ops"))).isEqualTo(200);
        assertThat(metrics(authority.issue("front-1"))).isEqualTo(403);
        TlsFiles foreign = ThrowAwayAuthority.in(temporary.resolve("theirs")).issue("prometheus");
        assertThatThrownBy(() -> metrics(
                        new TlsFiles(foreign.key(), foreign.certificate(), authority.trust())))
                .isInstanceOf(IOException.class);
        assertLogged("[front-1] at <from>: may not read metrics");
        assertLogged("<from> at the manager's page of metrics:"
                + " its certificate is refused here: CN=prometheus: unable to find");
    }

    @Test
    void withoutACertificateMetricsAreNotReadAndTheLogSaysSo() throws Exception {
        SSLContext nothingShown = SSLContext.getInstance("TLS");
        TrustManager[] trust = {TlsIdentity.load(managerFiles).trustManager()};
        nothingShown.init(null, trust, null);
        assertThat(metrics(nothingShown)).isEqualTo(403);
        assertLogged("<from>, without a certificate: /metrics");
    }

    private int metrics(TlsFiles files) throws Exception {
        return metrics(TlsIdentity.load(files).context());
    }

    private int metrics(SSLContext context) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            URI page = URI.create("https://127.0.0.1:%d/metrics"
                    .formatted(manager.metricsPort().orElseThrow()));
            return client.send(
                            HttpRequest.newBuilder(page).timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void withoutTlsOnlyLoopbackIsSpokenTo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Owner.builder()
                        .service(SERVICE)
                        .id("one")
                        .address("10.0.0.1:1")
                        .managers("10.0.0.9:7400")
                        .build())
                .withMessageContaining("10.0.0.9:7400 is not on loopback");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManagerOptions.DEFAULT.withHost("0.0.0.0"))
                .withMessageContaining("would listen on 0.0.0.0");
        try (Owner owner = Owner.builder()
                .service(SERVICE)
                .id("one")
                .address("10.0.0.1:1")
                .managers("10.0.0.9:7400")
                .insecure()
                .build()) {
            assertThat(owner.state()).isEqualTo(Owner.State.STARTING);
        }
    }

    @Test
    void aManagerWhoseFilesCantBeUsedDoesNotStart() throws Exception {
        TlsFiles expired = authority.issue("manager-2", Instant.now().minusSeconds(60));
        assertThatThrownBy(() -> start(expired))
                .isInstanceOf(ManagerStartException.class)
                .hasMessageContaining(expired.certificate().toString())
                .hasMessageContaining("renew the certificate");
    }

    private Owner owner(TlsFiles files) {
        return Owner.builder()
                .service(SERVICE)
                .id("back-1")
                .address("127.0.0.1:1")
                .managers("127.0.0.1:" + manager.port())
                .tls(files.key(), files.certificate(), files.trust())
                .build();
    }

    private Lookup lookup(TlsFiles files) {
        return Lookup.builder()
                .service(SERVICE)
                .managers("127.0.0.1:" + manager.port())
                .tls(files.key(), files.certificate(), files.trust())
                .build();
    }

    /** Also what no library would show. */
    private ChannelCredentials showing(TlsFiles files) throws IOException {
        return TlsChannelCredentials.newBuilder()
                .keyManager(files.certificate().toFile(), files.key().toFile())
                .trustManager(managerFiles.trust().toFile())
                .build();
    }

    private static List<MethodDescriptor<?, ?>> methods() {
        return Stream.of(
                        ClientServiceGrpc.getServiceDescriptor(),
                        OwnerServiceGrpc.getServiceDescriptor(),
                        LookupServiceGrpc.getServiceDescriptor(),
                        AdminServiceGrpc.getServiceDescriptor(),
                        StoreServiceGrpc.getServiceDescriptor(),
                        HealthGrpc.getServiceDescriptor())
                .flatMap(service -> service.getMethods().stream())
                .<MethodDescriptor<?, ?>>map(method -> method)
                .toList();
    }

    private Status outcome(ChannelCredentials shown, MethodDescriptor<?, ?> method) {
        return outcome(shown, method, request(method));
    }

    /** With the service's name where the request has one. */
    private static Message request(MethodDescriptor<?, ?> method) {
        Message empty =
                (Message) ((MethodDescriptor.PrototypeMarshaller<?>) method.getRequestMarshaller())
                        .getMessagePrototype();
        var service = empty.getDescriptorForType().findFieldByName("service");
        boolean isOurs =
                service != null && !HealthGrpc.SERVICE_NAME.equals(method.getServiceName());
        return isOurs ? empty.toBuilder().setField(service, SERVICE).build() : empty;
    }

    /** How a call ends, or OK once it is answered. */
    @SuppressWarnings("unchecked") // the message is of the method's own type
    private Status outcome(
            ChannelCredentials shown, MethodDescriptor<?, ?> method, Message message) {
        ManagedChannel channel = Grpc.newChannelBuilderForAddress(
                        "127.0.0.1", manager.port(), shown)
                .intercept(ProtocolVersion.clientInterceptor())
                .build();
        try {
            CompletableFuture<Status> ended = new CompletableFuture<>();
            ClientCall<Message, Object> call = channel.newCall(
                    (MethodDescriptor<Message, Object>) method, CallOptions.DEFAULT);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(Object answer) {
                            ended.complete(Status.OK);
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            ended.complete(status);
                        }
                    },
                    new Metadata());
            call.request(1);
            call.sendMessage(message);
            call.halfClose();
            return ended.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        } finally {
            channel.shutdownNow();
        }
    }
}
