package io.centrifuge.store.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.authority.ThrowAwayAuthority;
import io.centrifuge.manager.StoreServer;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.security.TlsFiles;
import io.centrifuge.protocol.wire.ProtocolVersion;
import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may tend a store of a process of its own: every method that it really answers. */
class TendingTest {
    @TempDir
    Path temporary;

    @Test
    void onlyAdministratorsTendAStore() throws Exception {
        ThrowAwayAuthority authority = ThrowAwayAuthority.in(temporary.resolve("tls"));
        Path policy = Files.writeString(
                temporary.resolve("policy"),
                "administer = ops\nstore = m*\nown.* = o*\nlookup.* = l*\n");
        ServerSecurity security = ServerSecurity.tls(authority.issue("m1"), policy);
        RatisStore store = new RatisStore(
                RatisStoreConfig.single(temporary.resolve("data")).withSecurity(security));
        List<MethodDescriptor<?, ?>> methods = store.services().stream()
                .flatMap(service -> service.getMethods().stream())
                .<MethodDescriptor<?, ?>>map(ServerMethodDefinition::getMethodDescriptor)
                .toList();
        assertThat(methods).extracting(MethodDescriptor::getBareMethodName).contains("Join");
        ChannelCredentials nothingShown = TlsChannelCredentials.newBuilder()
                .trustManager(authority.trust().toFile())
                .build();
        ChannelCredentials ops = showing(authority.issue("ops"));
        Map<String, ChannelCredentials> others = new HashMap<>();
        for (String name : List.of("lookup", "owner", "m2")) {
            others.put(name, showing(authority.issue(name)));
        }
        try (StoreServer server = StoreServer.start("127.0.0.1", 0, security, store)) {
            for (MethodDescriptor<?, ?> method : methods) {
                assertThat(outcome(server, nothingShown, method))
                        .as(method.getFullMethodName())
                        .isEqualTo(Status.Code.UNAUTHENTICATED);
                others.forEach((name, shown) -> assertThat(outcome(server, shown, method))
                        .as(name + " " + method.getFullMethodName())
                        .isEqualTo(Status.Code.PERMISSION_DENIED));
                assertThat(outcome(server, ops, method))
                        .as(method.getFullMethodName())
                        .isNotIn(Status.Code.UNAUTHENTICATED, Status.Code.PERMISSION_DENIED);
            }
        }
    }

    private static ChannelCredentials showing(TlsFiles files) throws IOException {
        return TlsChannelCredentials.newBuilder()
                .keyManager(files.certificate().toFile(), files.key().toFile())
                .trustManager(files.trust().toFile())
                .build();
    }

    @SuppressWarnings("unchecked") // the message is of the method's own type
    private static <Q> Status.Code outcome(
            StoreServer server, ChannelCredentials shown, MethodDescriptor<Q, ?> method) {
        Q empty = (Q) ((MethodDescriptor.PrototypeMarshaller<?>) method.getRequestMarshaller())
                .getMessagePrototype();
        ManagedChannel channel = Grpc.newChannelBuilderForAddress("127.0.0.1", server.port(), shown)
                .intercept(ProtocolVersion.clientInterceptor())
                .build();
        try {
            ClientCalls.blockingServerStreamingCall(
                            channel,
                            method,
                            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                            empty)
                    .forEachRemaining(answer -> {});
            return Status.Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }
}
