package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.centrifuge.LeaseTiming;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ProtocolVersion;
import io.centrifuge.testsupport.Eventually;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What breaks the protocol is refused, while an owner and a lookup go on as if nothing were. */
class BadInputOnTheWireTest {
    private static final LeaseTiming TIMING = LeaseTiming.FAST;
    private static final int HUGE = 100 << 20;

    @TempDir
    static Path folder;

    private static ManagerChild manager;
    private static OwnerChild owner;
    private static Losses lookup;
    private static ManagedChannel channel;
    private static long[] numbers;
    private static OwnerChild.Counters counters;
    private static long failures;

    @BeforeAll
    static void start() {
        manager = new ManagerChild(folder, TIMING);
        lookup = new Losses("chat", manager.address());
        owner = new OwnerChild(folder, "chat", "owner-1", "10.0.0.1:80", manager.address());
        channel = ManagerChannels.onLoopback().open(ManagerAddress.parse(manager.address()));
        lookup.awaitSettled(owner);
        numbers = owner.numbers();
        counters = owner.counters();
        failures = lookup.lookup.counters().failures();
    }

    @AfterAll
    static void end() {
        channel.shutdownNow();
        owner.close();
        lookup.close();
        manager.close();
    }

    @AfterEach
    void nobodyElseNoticed() {
        long now = System.nanoTime();
        Eventually.that("the owner renews", owner.process::errors, () -> {
            long left = TIMING.ownerNanos() - (System.nanoTime() - now);
            return left <= 0 || owner.held(Duration.ofNanos(left)) == Keys.COUNT;
        });
        assertThat(owner.numbers()).isEqualTo(numbers);
        assertThat(owner.counters()).isEqualTo(counters);
        assertThat(lookup.lookup.counters().failures()).isEqualTo(failures);
        assertThat(lookup.ranges()).isEmpty();
        assertThat(manager.status().leading()).isTrue();
        assertThat(manager.table("chat").owners()).hasSize(1);
    }

    private static Wire.OwnerRequest request() {
        return Wire.OwnerRequest.newBuilder()
                .setService("chat")
                .setOwner(Wire.OwnerRef.newBuilder().setId("bad").setIncarnation(5))
                .setAddress("a.example:80")
                .setSequence(1)
                .build();
    }

    private static Status endOf(Channel over, Wire.OwnerRequest request) throws Exception {
        CompletableFuture<Status> end = new CompletableFuture<>();
        OwnerServiceGrpc.newStub(over)
                .session(new StreamObserver<>() {
                    @Override
                    public void onNext(Wire.ManagerMessage message) {
                        end.complete(Status.OK.withDescription("answered: " + message));
                    }

                    @Override
                    public void onError(Throwable failure) {
                        end.complete(Status.fromThrowable(failure));
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(Status.OK);
                    }
                })
                .onNext(request);
        return end.get(60, TimeUnit.SECONDS);
    }

    private static Status endOf(Runnable call) {
        try {
            call.run();
            return Status.OK;
        } catch (StatusRuntimeException failure) {
            return failure.getStatus();
        }
    }

    private static void assertRefused(Status status, Status.Code code, String... parts) {
        assertThat(status.getCode()).as("%s", status).isEqualTo(code);
        assertThat(status.getDescription()).contains(parts);
    }

    @Test
    void garbageIsHungUpOn() throws IOException {
        byte[] random = new byte[100_000];
        new SplittableRandom(7).nextBytes(random);
        byte[] preface = ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        for (byte[] garbage : List.of(
                random,
                ascii("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                // How a client of TLS begins.
                new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8},
                joined(preface, random),
                // A frame that says it has 16 MB.
                joined(preface, new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 1
                }),
                joined(preface, random, preface))) {
            assertHungUpOn(garbage);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[]... parts) {
        ByteString all = ByteString.EMPTY;
        for (byte[] part : parts) {
            all = all.concat(ByteString.copyFrom(part));
        }
        return all.toByteArray();
    }

    private static void assertHungUpOn(byte[] garbage) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), manager.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(garbage);
            socket.getOutputStream().flush();
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(10_000);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageNotContaining("refused");
        }
    }

    @Test
    void connectionsThatSayNothingHarmNobody() throws IOException {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), manager.port()));
            }
            nobodyElseNoticed();
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void messagesOf100MegabytesAreRefused() throws Exception {
        UnknownFieldSet ballast = UnknownFieldSet.newBuilder()
                .addField(
                        99,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(new byte[HUGE]))
                                .build())
                .build();

        assertRefused(
                endOf(channel, request().toBuilder().setUnknownFields(ballast).build()),
                Status.Code.RESOURCE_EXHAUSTED,
                "exceeds maximum size");
        assertRefused(
                endOf(() -> LookupServiceGrpc.newBlockingStub(channel)
                        .poll(Wire.WatchRequest.newBuilder()
                                .setService("chat")
                                .setUnknownFields(ballast)
                                .build())),
                Status.Code.RESOURCE_EXHAUSTED,
                "exceeds maximum size");
        assertRefused(
                endOf(() -> AdminServiceGrpc.newBlockingStub(channel)
                        .status(Wire.StatusRequest.newBuilder()
                                .setUnknownFields(ballast)
                                .build())),
                Status.Code.RESOURCE_EXHAUSTED,
                "exceeds maximum size");
    }

    @Test
    void clientsOfAnotherVersionAreRefusedWhateverTheyCall() throws Exception {
        ManagedChannel bare = Grpc.newChannelBuilderForAddress(
                        "127.0.0.1", manager.port(), InsecureChannelCredentials.create())
                .build();
        Metadata version = new Metadata();
        version.put(ProtocolVersion.METADATA_KEY, "2");
        Channel other = ClientInterceptors.intercept(
                bare, MetadataUtils.newAttachHeadersInterceptor(version));
        try {
            Status.Code refused = Status.Code.FAILED_PRECONDITION;
            assertRefused(endOf(other, request()), refused, "version 1", "\"2\"", "upgrade");
            assertRefused(
                    endOf(() -> LookupServiceGrpc.newBlockingStub(other)
                            .watch(Wire.WatchRequest.newBuilder()
                                    .setService("chat")
                                    .build())
                            .next()),
                    refused,
                    "\"2\"");
            assertRefused(
                    endOf(() -> AdminServiceGrpc.newBlockingStub(other)
                            .drain(Wire.DrainRequest.newBuilder()
                                    .setService("chat")
                                    .setOwner("owner-1")
                                    .build())),
                    refused,
                    "\"2\"");
            assertRefused(endOf(bare, request()), refused, "no such metadata");
        } finally {
            bare.shutdownNow();
        }
    }

    @Test
    void namesThatAreNoneAreRefusedAndTheFieldIsNamed() throws Exception {
        Status.Code refused = Status.Code.INVALID_ARGUMENT;
        for (String name : List.of("", "n".repeat(201), "with\u0000nul", "tab\tin it", " space")) {
            assertRefused(
                    endOf(channel, request().toBuilder().setService(name).build()),
                    refused,
                    "OwnerRequest.service");
            Wire.OwnerRef bad = request().getOwner().toBuilder().setId(name).build();
            assertRefused(
                    endOf(channel, request().toBuilder().setOwner(bad).build()),
                    refused,
                    "OwnerRequest.owner.id");
            assertRefused(
                    endOf(channel, request().toBuilder().setAddress(name).build()),
                    refused,
                    "OwnerRequest.address");
            Wire.WatchRequest watch =
                    Wire.WatchRequest.newBuilder().setService(name).build();
            assertRefused(
                    endOf(() -> LookupServiceGrpc.newBlockingStub(channel).poll(watch)),
                    refused,
                    "WatchRequest.service");
            assertRefused(
                    endOf(() -> LookupServiceGrpc.newBlockingStub(channel)
                            .watch(watch)
                            .next()),
                    refused,
                    "WatchRequest.service");
            assertRefused(
                    endOf(() -> AdminServiceGrpc.newBlockingStub(channel)
                            .drain(Wire.DrainRequest.newBuilder()
                                    .setService("chat")
                                    .setOwner(name)
                                    .build())),
                    refused,
                    "DrainRequest.owner");
        }
    }
}
