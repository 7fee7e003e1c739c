package io.centrifuge.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolVersionTest {
    private static final Wire.WatchRequest REQUEST =
            Wire.WatchRequest.newBuilder().setService("presence").build();
    private static final Wire.TableAnswer ANSWER = Wire.TableAnswer.newBuilder()
            .setService("presence")
            .setBehind(Wire.Behind.newBuilder().setLsn(7))
            .build();

    private final List<Wire.WatchRequest> served = new ArrayList<>();
    private Server server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        start(ProtocolVersion.SPOKEN);
    }

    private void start(VersionRange spoken) throws IOException {
        String name = InProcessServerBuilder.generateName();
        server = InProcessServerBuilder.forName(name)
                .directExecutor()
                .intercept(ProtocolVersion.serverInterceptor(spoken))
                .addService(new Lookups())
                .addService(new HealthStatusManager().getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .build()
                .start();
        channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void callOfThisVersionIsServed() {
        Channel stamped =
                ClientInterceptors.intercept(channel, ProtocolVersion.clientInterceptor());
        assertThat(poll(stamped)).isEqualTo(ANSWER);
        assertThat(LookupServiceGrpc.newBlockingStub(stamped).watch(REQUEST).next())
                .isEqualTo(ANSWER);
        assertThat(served).containsExactly(REQUEST, REQUEST);
    }

    @Test
    void callWithoutVersionIsRefused() {
        StatusRuntimeException refusal = refusalOf(channel);
        assertThat(refusal.getStatus().getDescription())
                .contains("version 1 of the protocol")
                .contains("centrifuge-protocol has no such metadata")
                .contains("upgrade the older");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "", "01", "1.0", "2-3", "3-1", "0-1", "1-", "1-99999999999"})
    void callOfAnotherVersionIsRefused(String version) {
        StatusRuntimeException refusal = refusalOf(saying(version));
        assertThat(refusal.getStatus().getDescription())
                .contains("version 1 of the protocol")
                .contains("says \"" + version + "\"")
                .contains("upgrade the older");
    }

    /** A manager of this release and a client of a later one, and the other way round. */
    @Test
    void theHighestThatBothSpeakIsChosen() throws IOException {
        assertThat(chosenFor("1-7")).isEqualTo("1");
        stop();
        start(new VersionRange(1, 3));
        assertThat(chosenFor("1")).isEqualTo("1");
        assertThat(chosenFor("2-9")).isEqualTo("3");
        assertThat(chosenFor("1-2")).isEqualTo("2");
        served.clear();
        assertThat(refusalOf(saying("4")).getStatus().getDescription())
                .contains("version 1-3 of the protocol", "says \"4\"");
    }

    private String chosenFor(String versions) {
        AtomicReference<Metadata> answered = new AtomicReference<>();
        Channel asking = ClientInterceptors.intercept(
                saying(versions),
                MetadataUtils.newCaptureMetadataInterceptor(answered, new AtomicReference<>()));
        assertThat(poll(asking)).isEqualTo(ANSWER);
        return answered.get().get(ProtocolVersion.METADATA_KEY);
    }

    @Test
    void longVersionIsNotSentBack() {
        StatusRuntimeException refusal = refusalOf(saying("9".repeat(5_000)));
        assertThat(refusal.getStatus().getDescription()).hasSizeLessThan(300);
    }

    @Test
    void healthNeedsNoVersion() {
        HealthCheckRequest whole = HealthCheckRequest.getDefaultInstance();
        assertThat(HealthGrpc.newBlockingStub(channel).check(whole).getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void reflectionNeedsNoVersion() {
        List<ServerReflectionResponse> answers = new ArrayList<>();
        List<Throwable> errors = new ArrayList<>();
        StreamObserver<ServerReflectionRequest> ask = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(collecting(answers, errors));
        ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
        ask.onCompleted();
        assertThat(errors).isEmpty();
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).getListServicesResponse().getServiceList())
                .anyMatch(found -> found.getName().equals("centrifuge.v1.LookupService"));
    }

    private Channel saying(String version) {
        Metadata metadata = new Metadata();
        metadata.put(ProtocolVersion.METADATA_KEY, version);
        return ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    private StatusRuntimeException refusalOf(Channel asked) {
        StatusRuntimeException refusal =
                catchThrowableOfType(StatusRuntimeException.class, () -> poll(asked));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(served).isEmpty();
        return refusal;
    }

    private static Wire.TableAnswer poll(Channel asked) {
        return LookupServiceGrpc.newBlockingStub(asked).poll(REQUEST);
    }

    private static <T> StreamObserver<T> collecting(List<T> values, List<Throwable> errors) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T value) {
                values.add(value);
            }

            @Override
            public void onError(Throwable error) {
                errors.add(error);
            }

            @Override
            public void onCompleted() {}
        };
    }

    private final class Lookups extends LookupServiceGrpc.LookupServiceImplBase {
        @Override
        public void poll(Wire.WatchRequest request, StreamObserver<Wire.TableAnswer> answers) {
            served.add(request);
            answers.onNext(ANSWER);
            answers.onCompleted();
        }

        @Override
        public void watch(Wire.WatchRequest request, StreamObserver<Wire.TableAnswer> answers) {
            poll(request, answers);
        }
    }
}
